"""Makes many records at once."""

from collections import deque
from collections.abc import Sequence
from itertools import repeat
from typing import Any, TypeVar

_T = TypeVar("_T")


def many(kind: type[_T], *columns: Sequence[Any]) -> list[_T]:
    """Make instances of a frozen dataclass with slots, twice as fast as by calling it.

    `__init__` is skipped, so this is only for classes without `__post_init__` and defaults.

    Args:
        kind: The class.
        columns: The values of each field in the order of the fields, a value per instance.
    """
    found: list[_T] = list(map(object.__new__, repeat(kind, len(columns[0]))))
    for name, values in zip(kind.__slots__, columns, strict=True):  # type: ignore[attr-defined]
        deque(map(getattr(kind, name).__set__, found, values), maxlen=0)
    return found
