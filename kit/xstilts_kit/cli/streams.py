"""Make standard streams always writable, even if closed or no longer read.

The exit code of `validate bad | head` is the verdict, whether or not `head` reads all of it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast


@contextmanager
def steady_streams() -> Iterator[None]:
    """Make stdout and stderr accept all output while a command runs."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = _steady(sys.stdout), _steady(sys.stderr)
    try:
        yield
        sys.stdout.flush()
    finally:
        sys.stdout, sys.stderr = before


def _steady(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed by the shell: `command >&-`
        return Path(os.devnull).open("w", encoding="utf-8")
    return cast(TextIO, _Unbroken(stream))


class _Unbroken:
    """A stream that discards output once its reader has gone."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, or drop it if the reader has gone."""
        try:
            return self._stream.write(text)
        except BrokenPipeError:
            self._let_go()
            return len(text)

    def flush(self) -> None:
        """Flush, or drop pending output if the reader has gone."""
        try:
            self._stream.flush()
        except BrokenPipeError:
            self._let_go()

    def _let_go(self) -> None:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)
