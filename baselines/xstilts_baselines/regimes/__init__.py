"""Regimes: objectives of a training step, found by discovery like tasks.

Every public module defines ``REGIME``: a frozen dataclass whose fields are the keys of a
recipe's ``[regime]`` table.
"""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_baselines.regimes._regime import Batch, Phases, PlainLoss, Regime
from xstilts_baselines.regimes.plain import Plain

__all__ = ["Batch", "Phases", "Plain", "PlainLoss", "Regime", "all_regimes"]


@cache
def all_regimes() -> MappingProxyType[str, type[Regime]]:
    """Return all regimes by ``kind``, in alphabetical order."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    kinds = (import_module(f"{__name__}.{name}").REGIME for name in names)
    return MappingProxyType({kind.kind: kind for kind in kinds})
