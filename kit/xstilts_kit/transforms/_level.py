"""Levels: how strongly a transform changes a text, as written after the colon of its name.

A level is a name (``casing:lower``) or a probability in (0, 1] (``typo:0.1``), followed by options,
by ``hypothesis`` if the premises of pairs stay as they are, and by the seed of the draws if it is
not 0: ``punctuation:0.1+double+hypothesis+seed2``. Every level has one spelling, which names the
cell and its files.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = re.compile(r"[01](\.[0-9]{1,6})?")
HYPOTHESIS = "hypothesis"
"""The part of a level that leaves the first text of every pair as it is."""

_SEED = re.compile(r"seed(0|[1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Level:
    """A parsed level."""

    name: str
    """A named level or a number in its shortest form; empty for a transform without levels."""
    option: str = ""
    """A variant of the transform; empty for the usual one."""
    seed: int = 0
    hypothesis: bool = False
    """Whether only the second text of a pair changes: the hypothesis, not the premise."""

    @property
    def amount(self) -> float:
        """The probability, for transforms with numeric levels."""
        return float(self.name)

    def __str__(self) -> str:
        """The canonical spelling."""
        seed = f"seed{self.seed}" if self.seed else ""
        part = HYPOTHESIS if self.hypothesis else ""
        return "+".join(filter(None, (self.name, self.option, part, seed)))


def number(text: str) -> str | None:
    """The shortest form of a probability in (0, 1] (``0.10`` → ``0.1``); None if it is none."""
    if not _NUMBER.fullmatch(text) or not 0 < Decimal(text) <= 1:
        return None
    return format(Decimal(text).normalize(), "f")


def seed_of(text: str) -> int | None:
    """The number in ``seed2``; None if the text is no seed."""
    found = _SEED.fullmatch(text)
    return int(found[1]) if found else None
