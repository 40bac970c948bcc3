"""Keyboard layouts: which letters lie next to each other.

Key i of a row (from 0) lies at i plus the row's offset, rows are one key apart, and two keys are
neighbours if they are at most 1.3 keys apart. Letters on the same row are drawn three times as
often as others, and shifted letters have shifted neighbours.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from math import hypot
from types import MappingProxyType

_OFFSETS = (0.0, 0.5, 0.75, 1.25)
"""Offsets of the rows E, D, C, B."""

_REACH = 1.3
_SAME_ROW = 3
"""Weight of a neighbour in the same row; others have weight 1."""

Layout = Mapping[str, tuple[str, ...]]
"""Letter or mark → its neighbours, each as often as its weight, in reading order."""


@cache
def layouts() -> Mapping[str, Layout]:
    """Layouts by language."""
    text = files(__package__).joinpath("layouts.txt").read_text(encoding="utf-8")
    found: dict[str, Layout] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            names, _, rest = line.partition("[")
            levels = rest.partition("]")[2].split("||")
            layout = MappingProxyType(dict(entry for level in levels for entry in _level(level)))
            found |= dict.fromkeys(names.split(), layout)
    return MappingProxyType(found)


def neighbours(character: str, language: str) -> tuple[str, ...]:
    """Letters and marks on the keys around that of a character; empty if it has no key."""
    return layouts().get(language, {}).get(character, ())


def _level(rows: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    keys = list(_keys(rows))
    for letter, x, row in keys:
        near = [
            (other, _SAME_ROW if its == row else 1)
            for other, at, its in keys
            if other != letter and hypot(at - x, its - row) <= _REACH
        ]
        yield letter, tuple(other for other, weight in near for _ in range(weight))


def _keys(rows: str) -> Iterator[tuple[str, float, int]]:
    """(letter, x, row) of each key with a single letter or mark."""
    for row, (offset, names) in enumerate(zip(_OFFSETS, rows.split("/"), strict=True)):
        keys = names.split()
        first = -1 if keys[:1] == ["<"] else 0
        for place, key in enumerate(keys[1:] if first else keys, start=first):
            letter = key.removeprefix("◌")
            if letter not in ("_", "-") and len(letter) == 1:
                yield letter, place + offset, row
