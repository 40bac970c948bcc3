"""Families of tasks, discovered as subpackages with a value ``FAMILY``."""

import pkgutil
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.cell import Cell, Split
from xstilts_kit.families._constant import only_answer
from xstilts_kit.families._exchange import Exchange, Fault, Known, Located, Read
from xstilts_kit.families._family import (
    Example,
    Family,
    Finding,
    Gold,
    GoldMismatch,
    Inputs,
    Items,
    Record,
    Statistics,
    TextField,
)
from xstilts_kit.families._pool import pool_files
from xstilts_kit.statistics.table import Metric
from xstilts_kit.tasks import Task, get_task

__all__ = [
    "Example",
    "Exchange",
    "Family",
    "Fault",
    "Finding",
    "Gold",
    "GoldMismatch",
    "Inputs",
    "Items",
    "Known",
    "Located",
    "Read",
    "Record",
    "Statistics",
    "TextField",
    "all_families",
    "family_of",
    "fitted_on",
    "get_family",
    "metric_of",
    "only_answer",
    "pool_files",
]


@cache
def all_families() -> MappingProxyType[str, Family]:
    """All families by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__) if module.ispkg)
    families = (import_module(f"{__name__}.{name}").FAMILY for name in names)
    return MappingProxyType({family.name: family for family in families})


def get_family(name: str) -> Family:
    """The family called `name`."""
    return all_families()[name]


def family_of(cell: Cell) -> Family:
    """The family of a cell's task."""
    return get_family(get_task(cell.task).family)


def fitted_on(cell: Cell) -> Split | None:
    """The split used by a cell's predictor to fit a threshold, if any."""
    return family_of(cell).fitted_on


def metric_of(task: Task) -> Metric:
    """The metric used as a task's score."""
    return get_family(task.family).metrics[task.metric]
