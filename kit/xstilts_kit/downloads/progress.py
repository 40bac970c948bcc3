"""Download progress on stderr: a bar on a terminal, otherwise a line every 30 seconds."""

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
    """Receiver of download progress."""

    def start(self, name: str, done: int, total: int | None) -> None:
        """A file starts or restarts: bytes already on disk, total bytes if known."""
        ...

    def advance(self, count: int) -> None:
        """More bytes have arrived."""
        ...


class Silent:
    """Shows no progress."""

    def start(self, name: str, done: int, total: int | None) -> None:
        pass

    def advance(self, count: int) -> None:
        pass


@contextmanager
def shown_progress(*, quiet: bool = False) -> Iterator[Progress]:
    """Progress display suited to stderr; none if `quiet`."""
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
