"""Messages to the user during a command, apart from its results."""

import sys
from collections.abc import Callable

Say = Callable[[str], None]
"""Prints one line."""


def say_on_stderr(line: str) -> None:
    """Print a line to stderr."""
    print(line, file=sys.stderr, flush=True)
