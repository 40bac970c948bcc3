"""Which rows make which batch: a pure function of the rows, the schedule and the seed.

One optimiser step is one task. Batch i of a run can be made without batches 0 to i − 1, so a run
that was interrupted goes on with exactly the batches that it would have had.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import ceil
from random import Random
from typing import Any

from xstilts_baselines.training.shapes import Shape
from xstilts_kit.diagnostics.errors import UsageError

Renew = Callable[[Any, int, int], Any]
"""(row, its index, epoch) → the row that this epoch is trained on."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The training rows of one task."""

    name: str
    shape: Shape
    rows: Sequence[Any]
    batch: int
    """Rows that one device takes at once, at most."""
    effective: int
    """Rows of one optimiser step, on all devices together."""
    renew: Renew | None = None
    """Draws a row anew for every epoch; None leaves the rows as they are."""

    def row(self, index: int, epoch: int) -> Any:
        """A row as one epoch has it: a pure function, so that a resumed run has the same rows."""
        row = self.rows[index]
        return row if self.renew is None else self.renew(row, index, epoch)

    @property
    def steps_an_epoch(self) -> int:
        """Optimiser steps in which every row is seen once."""
        return ceil(len(self.rows) / self.effective)


def parts_of_a_step(streams: Sequence[Stream], devices: int) -> int:
    """How many batches one device takes for an optimiser step, the same for every task.

    A step has the recipe's rows, on however many devices they are.

    Raises:
        UsageError: The rows of a step cannot be divided among the devices.
    """
    parts = max(ceil(stream.effective / (devices * stream.batch)) for stream in streams)
    while any(stream.effective % (devices * parts) for stream in streams):
        parts += 1
        if any(devices * parts > stream.effective for stream in streams):
            sizes = ", ".join(f"{stream.name} {stream.effective}" for stream in streams)
            raise UsageError(
                f"The rows of an optimiser step ({sizes}) cannot be divided among {devices}"
                f" {'device' if devices == 1 else 'devices'}.",
                "Change batch or accumulate with --set, or the number of processes.",
            )
    return parts


class Batches:
    """All batches of a run, by number; what a `Trainer` takes for a data set."""

    def __init__(
        self,
        streams: Sequence[Stream],
        schedule: Sequence[str],
        parts: int,
        devices: int,
        seed: int,
    ) -> None:
        """Fix which rows come when.

        Args:
            streams: The tasks.
            schedule: The task of every optimiser step.
            parts: Batches of one device in a step.
            devices: So many processes share a step.
            seed: Of the order of the rows, and of what is drawn batch by batch.
        """
        self._streams = {stream.name: stream for stream in streams}
        self._schedule, self._seed, self._parts = schedule, seed, parts * devices
        self._before: list[int] = []
        done: Counter[str] = Counter()
        for name in schedule:
            self._before.append(done[name])
            done[name] += 1

    def __len__(self) -> int:
        return len(self._schedule) * self._parts

    def __getitem__(self, number: int) -> dict[str, Any]:
        name, rows = self.rows_of(number)
        draw = f"{self._seed}/{name}/{number}"
        batch = self._streams[name].shape.collate(rows, draw)
        return {"task": name, "batch": batch, "draw": draw}

    def rows_of(self, number: int) -> tuple[str, list[Any]]:
        """A batch's task and rows."""
        step, part = divmod(number, self._parts)
        stream = self._streams[self._schedule[step]]
        size = stream.effective // self._parts
        first = (self._before[step] * self._parts + part) * size
        total = len(stream.rows)
        rows = [
            stream.row(_order(f"{self._seed}/{stream.name}", epoch, total)[place], epoch)
            for epoch, place in (divmod(n, total) for n in range(first, first + size))
        ]
        return stream.name, rows

    def seen(self, steps_done: int) -> Mapping[str, tuple[int, int]]:
        """Task → rows and, from the mean length of its rows, sub-words that so many steps take."""
        steps = Counter(self._schedule[:steps_done])
        found = {}
        for name, stream in self._streams.items():
            rows = steps[name] * stream.effective
            mean = sum(row.tokens for row in stream.rows) / len(stream.rows)
            found[name] = (rows, round(rows * mean))
        return found


@lru_cache(maxsize=64)
def _order(seed: str, epoch: int, size: int) -> Sequence[int]:
    """The order of a task's rows in one epoch."""
    order = list(range(size))
    Random(f"{seed}/{epoch}").shuffle(order)
    return order
