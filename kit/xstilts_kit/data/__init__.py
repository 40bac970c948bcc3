"""Benchmark data on disk: their status, preparation from primary sources, and verification.

`status` inspects a folder, `preparation` builds it, `verification` compares it with the editions.
"""

from xstilts_kit.cell import Cell
from xstilts_kit.data.parts import cells_to_build
from xstilts_kit.data.preparation import Outcome, Preparation, prepare_data
from xstilts_kit.data.status import CellStatus, examine_edition, one_line
from xstilts_kit.data.terms import Consent, ask_on_terminal, show_terms
from xstilts_kit.data.verification import OFFICIAL, Verdict, choose_cells, exit_code, verify_data

__all__ = [
    "OFFICIAL",
    "Cell",
    "CellStatus",
    "Consent",
    "Outcome",
    "Preparation",
    "Verdict",
    "ask_on_terminal",
    "cells_to_build",
    "choose_cells",
    "examine_edition",
    "exit_code",
    "one_line",
    "prepare_data",
    "show_terms",
    "verify_data",
]
