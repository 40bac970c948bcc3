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
        return Path(os.devnull).open("w", encoding="utf-8", newline="\n")
    return cast(TextIO, _Unbroken(stream))


_PLAIN = str.maketrans({"─": "-", "│": "|", "−": "-", "–": "-", "→": "->", "≥": ">=", "≤": "<="})
"""What stands for the characters of tables where a stream's encoding lacks them."""


class _Unbroken:
    """A stream that discards output once its reader has gone, and that can write every character.

    On Windows a redirected stream has the encoding of the locale, often cp1252, which has neither
    the lines of a table nor most of the world's letters.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write the text, or drop it if the reader has gone."""
        try:
            return self._stream.write(text)
        except UnicodeEncodeError as error:
            plain = text.translate(_PLAIN).encode(error.encoding, "replace")
            return self._stream.write(plain.decode(error.encoding))
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
