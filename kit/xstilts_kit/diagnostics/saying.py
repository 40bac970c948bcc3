"""What is said to the user while something is done: lines that are no results."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]
"""Says one line."""


def say_on_stderr(line: str) -> None:
    """A line on stderr."""
    print(line, file=sys.stderr, flush=True)
