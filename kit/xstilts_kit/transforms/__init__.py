"""Input transforms, discovered as modules with a value ``TRANSFORM``.

A transformed cell keeps the fingerprint of its clean inputs, which identifies its edition and gold,
and has a second fingerprint for the inputs given to the model.
"""

import pkgutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from importlib import import_module
from types import MappingProxyType

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.families import Example, Inputs
from xstilts_kit.transforms._transform import Place, Transform

__all__ = ["Place", "Transform", "all_transforms", "parse_transforms", "refusal", "transformed"]


@cache
def all_transforms() -> MappingProxyType[str, Transform]:
    """All transforms by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found = (import_module(f"{__name__}.{name}").TRANSFORM for name in names)
    return MappingProxyType({transform.name: transform for transform in found})


def parse_transforms(values: Iterable[str]) -> tuple[str, ...]:
    """Parse the values of ``--transform``, one level each: ``casing:lower,upper`` gives two.

    Raises:
        UsageError: A transform or level is unknown or given twice.
    """
    found: list[str] = []
    for value in values:
        name, _, levels = value.partition(":")
        transform = _get(name)
        for level in levels.split(","):
            if level not in transform.levels:
                raise UsageError(
                    f"--transform {value}: {name} has no level {level!r}.",
                    nearest(
                        level,
                        transform.levels,
                        otherwise=f"Its levels are: {', '.join(transform.levels)}.",
                    ),
                )
            found.append(f"{name}:{level}")
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
    name, _, level = cell.transform.partition(":")
    transform = _get(name)
    if level not in transform.levels:
        return f"{name} has no level {level!r}"
    return transform.refuses(cell.language)


def transformed(cell: Cell, inputs: Inputs) -> Inputs:
    """Transform the inputs of a cell; clean cells are returned unchanged.

    Candidates are never changed.
    """
    if cell.transform is None:
        return inputs
    return replace(inputs, examples=tuple(_changed(cell, inputs.examples)))


def _changed(cell: Cell, examples: Iterable[Example]) -> Iterator[Example]:
    name, _, level = (cell.transform or "").partition(":")
    transform = _get(name)
    for example in examples:
        texts = (
            transform.apply(text, level, Place(cell.task, cell.language, example.id, part))
            for part, text in enumerate(example.texts)
        )
        yield example.with_texts(tuple(texts))


def _get(name: str) -> Transform:
    known = all_transforms()
    if name not in known:
        listed = f"The transforms are: {', '.join(known)}."
        raise UsageError(f"There is no transform {name!r}.", nearest(name, known, otherwise=listed))
    return known[name]
