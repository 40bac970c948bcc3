"""Progress of downloads on stderr: a bar on a terminal, a line every 30 seconds elsewhere."""

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
    """What a download tells about itself."""

    def start(self, name: str, done: int, total: int | None) -> None:
        """A file begins, or begins again: bytes that are here, bytes in all if known."""
        ...

    def advance(self, count: int) -> None:
        """So many bytes more are here."""
        ...


class Silent:
    """Says nothing."""

    def start(self, name: str, done: int, total: int | None) -> None:
        """Nothing."""

    def advance(self, count: int) -> None:
        """Nothing."""


@contextmanager
def shown_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Progress as suits where stderr goes; none where quiet is asked for."""
    if quiet:
        yield Silent()
        return
    if not sys.stderr.isatty():
        yield _Lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bars

    columns = (
        TextColumn("{task.description}"),
        BarColumn(bar_width=None),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        yield _Bar(bars)


@dataclass(slots=True)
class _Lines:
    name: str = ""
    done: int = 0
    total: int | None = None
    said: float = field(default_factory=time.monotonic)

    def start(self, name: str, done: int, total: int | None) -> None:
        self.name, self.done, self.total = name, done, total

    def advance(self, count: int) -> None:
        self.done += count
        if time.monotonic() - self.said >= _EVERY:
            self.said = time.monotonic()
            of = f" of {self.total / 1e6:,.1f}" if self.total else ""
            print(f"{self.name}: {self.done / 1e6:,.1f}{of} MB", file=sys.stderr, flush=True)


class _Bar:
    def __init__(self, bars: "Bars") -> None:
        self._bars = bars
        self._task = bars.add_task("", total=None, visible=False)

    def start(self, name: str, done: int, total: int | None) -> None:
        self._bars.reset(
            self._task, total=total, completed=done, description=name[-40:], visible=True
        )

    def advance(self, count: int) -> None:
        self._bars.advance(self._task, count)
