"""Progress on stderr: a bar on a terminal, a line every 30 seconds elsewhere."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

_EVERY = 30.0


class Progress(Protocol):
    """Progress callbacks of the engine."""

    def start(self, name: str, examples: int) -> None:
        """Start a (task, language)."""
        ...

    def advance(self, examples: int) -> None:
        """Report newly finished examples."""
        ...

    def say(self, text: str) -> None:
        """Print a line for the user."""
        ...


class Silent:
    """Progress without output."""

    def start(self, name: str, examples: int) -> None:
        """Nothing."""

    def advance(self, examples: int) -> None:
        """Nothing."""

    def say(self, text: str) -> None:
        """Nothing."""


class _Says:
    """Progress with lines on stderr."""

    def say(self, text: str) -> None:
        print(text, file=sys.stderr, flush=True)


@contextmanager
def shown_progress(total: int) -> Iterator[Progress]:
    """Show progress over `total` examples, as a bar on a terminal, else as lines."""
    if not sys.stderr.isatty():
        yield _Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description:<14}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]:>8} ex/s"),
        TimeRemainingColumn(compact=True),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bars(bars, total)


@dataclass(slots=True)
class _Lines(_Says):
    """Progress as a line every 30 seconds."""

    total: int
    done: int = 0
    name: str = ""
    began: float = field(default_factory=time.monotonic)
    said: float = field(default_factory=time.monotonic)

    def start(self, name: str, examples: int) -> None:
        self.name = name

    def advance(self, examples: int) -> None:
        self.done += examples
        now = time.monotonic()
        if now - self.said >= _EVERY:
            self.said = now
            rate = self.done / max(now - self.began, 1e-9)
            left = (self.total - self.done) / max(rate, 1e-9)
            print(
                f"{self.name}: {self.done} of {self.total} examples, {rate:.0f} examples/s,"
                f" {duration(left)} left",
                file=sys.stderr,
                flush=True,
            )


class _Bars(_Says):
    """One bar for the current (task, language), and one in total."""

    def __init__(self, bars: "Bars", total: int) -> None:
        self._bars = bars
        self._cell = bars.add_task("", total=1, rate="")
        self._all = bars.add_task("all", total=total, rate="")
        self._began = self._cell_began = time.monotonic()
        self._done = self._cell_done = 0

    def start(self, name: str, examples: int) -> None:
        self._cell_began, self._cell_done = time.monotonic(), 0
        self._bars.reset(self._cell, total=examples, description=name, rate="")

    def advance(self, examples: int) -> None:
        self._done += examples
        self._cell_done += examples
        now = time.monotonic()
        for bar, done, began in (
            (self._cell, self._cell_done, self._cell_began),
            (self._all, self._done, self._began),
        ):
            self._bars.update(bar, completed=done, rate=f"{done / max(now - began, 1e-9):.0f}")


def duration(seconds: float) -> str:
    """Format a duration: ``42 s``, ``3 min 5 s``, ``2 h 10 min``."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
