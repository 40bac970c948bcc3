"""Transforms of inputs, found by discovery: every public module here holds one ``TRANSFORM``.

A transformed cell keeps the fingerprint of its clean inputs, by which its edition and its gold are
found, and has a fingerprint of its own for what the model was given.
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
    """Every transform by name."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    found = (import_module(f"{__name__}.{name}").TRANSFORM for name in names)
    return MappingProxyType({transform.name: transform for transform in found})


def parse_transforms(values: Iterable[str]) -> tuple[str, ...]:
    """The values of ``--transform``, one level each: ``casing:lower,upper`` gives two.

    Raises:
        UsageError: An unknown transform or level, or one that is given twice.
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
    """Why a cell cannot have its transform; None where it can, or has none.

    Raises:
        UsageError: There is no such transform.
    """
    if cell.transform is None:
        return None
    name, _, level = cell.transform.partition(":")
    transform = _get(name)
    if level not in transform.levels:
        return f"{name} has no level {level!r}"
    return transform.refuses(cell.language)


def transformed(cell: Cell, inputs: Inputs) -> Inputs:
    """The inputs that the model is given: those of a clean cell are returned as they are.

    Candidates, from which answers are chosen, are never changed.
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
