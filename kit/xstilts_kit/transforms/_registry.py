"""All transforms, and the values of ``--transform``."""

import pkgutil
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.families import family_of
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._transform import Transform

_PACKAGE = __name__.rpartition(".")[0]


@cache
def all_transforms() -> MappingProxyType[str, Transform]:
    """All transforms by name."""
    package = import_module(_PACKAGE)
    names = sorted(m.name for m in pkgutil.iter_modules(package.__path__) if m.name[0] != "_")
    found = (import_module(f"{_PACKAGE}.{name}").TRANSFORM for name in names)
    return MappingProxyType({transform.name: transform for transform in found})


@dataclass(frozen=True, slots=True)
class Applied:
    """The transform and level of a cell."""

    transform: Transform
    level: Level


def applied(cell: Cell) -> Applied | None:
    """The transform of a cell; None for a clean one.

    Raises:
        UsageError: The transform is unknown, or does not have the level.
    """
    if cell.transform is None:
        return None
    name, _, text = cell.transform.partition(":")
    transform = _get(name)
    level = transform.level(text)
    if level is None:
        raise UsageError(f"{name} has no level {text!r}.", f"{transform.spellings}.")
    return Applied(transform, level)


def parse_transforms(values: Iterable[str]) -> tuple[str, ...]:
    """Parse the values of ``--transform``, one level each: ``typo:0.10,0.2`` gives two.

    Levels are returned in their canonical spelling: ``typo:0.1``.

    Raises:
        UsageError: A transform or level is unknown or given twice.
    """
    found: list[str] = []
    for value in values:
        name, _, levels = value.partition(":")
        transform = _get(name)
        for text in levels.split(","):
            level = transform.level(text)
            if level is None:
                raise UsageError(
                    f"--transform {value}: {name} has no level {text!r}.",
                    nearest(text, transform.levels, otherwise=f"{transform.spellings}."),
                )
            found.append(f"{name}:{level}" if str(level) else name)
    twice = next((one for one in found if found.count(one) > 1), None)
    if twice is not None:
        raise UsageError(f"--transform {twice} is given twice.", "Give it once.")
    return tuple(found)


def refusal(cell: Cell) -> str | None:
    """Why a cell's transform does not apply; None if it does, or if the cell is clean.

    Raises:
        UsageError: The transform is unknown.
    """
    if cell.transform is None:
        return None
    name, _, text = cell.transform.partition(":")
    transform = _get(name)
    level = transform.level(text)
    if level is None:
        return f"{name} has no level {text!r}"
    if str(level) != text:
        return f"the level {text} of {name} is written {level}"
    if level.hypothesis and family_of(cell).hypothesis is None:
        return "its inputs are not pairs of a premise and a hypothesis"
    if not transform.tokens and family_of(cell).pretokenised:
        return f"the tokens of {cell.task} may not change in number"
    return transform.refuses(cell.language) or transform.refuses_cell(cell.clean, level)


def _get(name: str) -> Transform:
    known = all_transforms()
    if name not in known:
        listed = f"The transforms are: {', '.join(known)}."
        raise UsageError(f"There is no transform {name!r}.", nearest(name, known, otherwise=listed))
    return known[name]
