"""Progress on stderr: a line updated in place on a terminal, else a line every 30 seconds."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console

_EVERY = 30.0


@contextmanager
def progress_lines(quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield a function that shows the current step."""
    if quiet:
        yield lambda line: None
    elif sys.stderr.isatty():
        with Console(stderr=True).status("") as status:
            yield status.update
    else:
        last = time.monotonic()

        def say(line: str) -> None:
            nonlocal last
            if time.monotonic() - last >= _EVERY:
                last = time.monotonic()
                print(line, file=sys.stderr, flush=True)

        yield say
