"""Deprecations: what is to be removed still works for one minor version, and says so."""

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TextIO


class DeprecatedWarning(FutureWarning):
    """Something that works in this minor version only; shown to users by default."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """One name, option or form that a later release does not accept."""

    what: str
    """What is deprecated, as the subject of a sentence, e.g. ``--old``."""
    instead: str
    """What to do, as an imperative, e.g. ``Use --new``."""
    since: str
    """The minor version that deprecates it, e.g. ``0.1``; the next one removes it."""

    @property
    def until(self) -> str:
        """The first minor version without it."""
        major, minor = self.since.split(".")
        return f"{major}.{int(minor) + 1}"

    def warn(self) -> None:
        """Warn of its use: a `DeprecatedWarning`, which the commands print as one line."""
        message = f"{self.what} is deprecated, and removed in xstilts {self.until}. {self.instead}."
        warnings.warn(message, DeprecatedWarning, stacklevel=2)


@contextmanager
def deprecations_on_stderr() -> Iterator[None]:
    """Print deprecations as one line on stderr instead of the place in the code."""
    before = warnings.showwarning

    def show(
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: TextIO | None = None,
        line: str | None = None,
    ) -> Any:
        if issubclass(category, DeprecatedWarning):
            print(f"Warning: {message}", file=sys.stderr, flush=True)
        else:
            before(message, category, filename, lineno, file, line)

    warnings.showwarning = show
    try:
        yield
    finally:
        warnings.showwarning = before
