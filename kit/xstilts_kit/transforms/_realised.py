"""Realised intensity: how much of a cell's inputs a transform has changed.

What was asked is not what happened: a word may have a single letter, no neighbouring key, or no
entry in a lexicon.
"""

from collections.abc import Iterator

from xstilts_kit.cell import Cell
from xstilts_kit.families import Example, Inputs, family_of
from xstilts_kit.submission.manifest import Realised
from xstilts_kit.transforms._edits import compared
from xstilts_kit.transforms._level import Level
from xstilts_kit.transforms._texts import changeable
from xstilts_kit.transforms._transform import Transform


def measure(
    transform: Transform, level: Level, cell: Cell, clean: Inputs, changed: Inputs
) -> Realised:
    """Count the examples and words that changed, and the edits, in texts that may change."""
    pairs = _rows(cell, clean, changed)
    examples = sum(before.texts != after.texts for before, after in pairs)
    if transform.parallel is not None:
        return Realised(len(pairs), examples, None, None, None)
    words = changed_words = edits = 0
    for before, after in _texts(transform, level, cell, clean, changed):
        found = compared(before, after, cell.language)
        words, changed_words, edits = words + found[0], changed_words + found[1], edits + found[2]
    return Realised(len(pairs), examples, words, changed_words, edits)


def _rows(cell: Cell, clean: Inputs, changed: Inputs) -> list[tuple[Example, Example]]:
    """Each row in the cell's language, before and after."""
    side = family_of(cell).changed_side
    return list(zip(clean.side(side), changed.side(side), strict=True))


def _texts(
    transform: Transform, level: Level, cell: Cell, clean: Inputs, changed: Inputs
) -> Iterator[tuple[str, str]]:
    family = family_of(cell)
    for before, after in _rows(cell, clean, changed):
        names = changeable(transform, level, family, before)
        for name, one, other in zip(names, before.texts, after.texts, strict=True):
            if name is not None:
                yield one, other
