"""Typo: a word gets one typing error: a letter deleted, inserted, replaced or swapped.

The operations have the weights of MulTypo's defaults (arXiv 2510.09536). Without a keyboard layout,
letters are deleted, swapped or doubled, equally often.
"""

from xstilts_kit.transforms._key_edits import insert, keyboard
from xstilts_kit.transforms._keyboard import layouts
from xstilts_kit.transforms._transform import Transform
from xstilts_kit.transforms._word_edits import (
    KEYSTROKE,
    Edit,
    Spot,
    delete,
    repeat,
    swap,
    word_edits,
)

_WEIGHTS: tuple[tuple[Edit, int], ...] = ((delete, 28), (insert, 15), (keyboard, 28), (swap, 28))
_KEYLESS: tuple[tuple[Edit, int], ...] = ((delete, 1), (swap, 1), (repeat, 1))


def operations(language: str) -> tuple[tuple[Edit, int], ...]:
    """The typing errors of a language, with their weights."""
    return _WEIGHTS if language in layouts() else _KEYLESS


def _typo(spot: Spot) -> list[str] | None:
    weighted = operations(spot.place.language)
    drawn = spot.u("operation") * sum(weight for _, weight in weighted)
    for edit, weight in weighted:
        drawn -= weight
        if drawn < 0:
            return edit(spot)
    return None


TRANSFORM = Transform(
    name="typo",
    title="Typing errors",
    version=1,
    numeric=True,
    options=(KEYSTROKE,),
    apply=word_edits("typo", _typo),
)
