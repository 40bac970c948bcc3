"""Messages to the user during a command, apart from its results."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]
"""Prints one line."""


def say_on_stderr(line: str) -> None:
    """Print a line to stderr."""
    print(line, file=sys.stderr, flush=True)


def count(number: int, noun: str, nouns: str | None = None) -> str:
    """Format a number with its noun: ``1 file``, ``1,200 files``.

    Args:
        number: The number.
        noun: The noun in the singular.
        nouns: The plural, unless it is the singular with an s.
    """
    return f"{number:,} {noun if number == 1 else nouns or f'{noun}s'}"
