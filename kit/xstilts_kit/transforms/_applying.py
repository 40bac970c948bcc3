"""Applies the transform of a cell to its inputs."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Example, Inputs, family_of
from xstilts_kit.submission.manifest import Realised
from xstilts_kit.transforms._realised import measure
from xstilts_kit.transforms._registry import applied
from xstilts_kit.transforms._resources import NOTHING, Need, Resources, fingerprint_of
from xstilts_kit.transforms._texts import changeable
from xstilts_kit.transforms._transform import Place

ReadInputs = Callable[[Cell], Inputs]
"""Reads the clean inputs of another cell of the same task."""


def needs(cell: Cell) -> Need | None:
    """The resource that a cell's transform needs, if any."""
    found = applied(cell)
    return None if found is None else found.transform.needs


def resources_fingerprint(cell: Cell, resources: Resources) -> str | None:
    """Fingerprint of the files that a cell's transform reads; None if it reads none.

    Raises:
        UsageError: The resource was not given, or cannot be read.
    """
    found = applied(cell)
    if found is None or found.transform.needs is None:
        return None
    path = resources.path(found.transform.needs)
    return fingerprint_of(found.transform.files(cell.clean, found.level, path))


def lacking(cell: Cell, resources: Resources) -> str | None:
    """What the given files lack for a cell's transform; None if nothing.

    Raises:
        UsageError: The resource was not given.
    """
    found = applied(cell)
    if found is None or found.transform.needs is None:
        return None
    path = resources.path(found.transform.needs)
    return found.transform.lacks(cell.clean, found.level, path)


def transformed(
    cell: Cell,
    inputs: Inputs,
    resources: Resources = NOTHING,
    read: ReadInputs | None = None,
) -> Inputs:
    """Transform the inputs of a cell; clean cells are returned unchanged.

    Only rows in the cell's language are changed: the examples, or in Tatoeba, whose queries are
    English, the candidates.

    Args:
        cell: The cell.
        inputs: Its clean inputs.
        resources: Files given by the user.
        read: Reads the clean inputs of another cell, for transforms that join languages.

    Raises:
        UsageError: A resource is missing or damaged.
        DataError: The inputs of the other language are missing, or lack an example.
    """
    found = applied(cell)
    if found is None:
        return inputs
    transform, level = found.transform, found.level
    family = family_of(cell)
    examples: Sequence[Example] = inputs.side(family.changed_side)
    if transform.parallel is not None and transform.join is not None:
        others = _parallel(transform.parallel(cell.clean, level), cell, read)
        examples = [transform.join(one, _same(one, others, cell), level) for one in examples]
    apply = transform.changes(cell.clean, level, resources)
    changed = []
    for example in examples:
        names = changeable(transform, level, family, example)
        places = (
            None
            if name is None
            else Place(cell.task, cell.language, example.id, name, level.seed, level.option)
            for name in names
        )
        texts = tuple(
            text if place is None else apply(text, level.name, place)
            for text, place in zip(example.texts, places, strict=True)
        )
        changed.append(example.with_texts(texts))
    if family.changed_side == "candidates":
        return replace(inputs, candidates=tuple(changed))
    return replace(inputs, examples=tuple(changed))


def joined_with(cell: Cell) -> Cell | None:
    """The other clean cell whose inputs a cell's transform needs, if any."""
    found = applied(cell)
    if found is None or found.transform.parallel is None:
        return None
    return found.transform.parallel(cell.clean, found.level)


def answered_by(cell: Cell) -> Cell:
    """The clean cell whose gold answers a cell's inputs: another language's if they are joined."""
    found = applied(cell)
    return cell.clean if found is None else found.transform.answers(cell.clean, found.level)


def measured(cell: Cell, clean: Inputs, changed: Inputs) -> Realised | None:
    """How much of a cell's inputs its transform has changed; None for a clean cell."""
    found = applied(cell)
    return None if found is None else measure(found.transform, found.level, cell, clean, changed)


def _parallel(other: Cell, cell: Cell, read: ReadInputs | None) -> Mapping[str, Example]:
    if read is None:
        raise DataError(
            f"{cell.name}: the inputs of {other.name} are needed too.", "Give a source with both."
        )
    return {example.id: example for example in read(other).examples}


def _same(example: Example, others: Mapping[str, Example], cell: Cell) -> Example:
    if example.id not in others:
        raise DataError(
            f"{cell.name}: example {example.id!r} is not in the other language.",
            "Give the files of one edition, in which ids are the same in all languages.",
        )
    return others[example.id]
