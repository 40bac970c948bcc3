"""Batches as a pure function of the rows, the schedule and the seed.

Each optimiser step trains on one task. Batch i can be made without batches 0 to i − 1, so a resumed
run continues with exactly the batches of an uninterrupted one.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from random import Random
from typing import Any

from xstilts_baselines.training.shapes import Shape
from xstilts_kit.diagnostics.errors import UsageError

_MEASURED = 1000

Renew = Callable[[Any, int, int], Any]
"""(row, its index, epoch) → the row used in this epoch."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The training rows of one task."""

    name: str
    shape: Shape
    rows: Sequence[Any]
    batch: int
    """Maximum rows per batch on one device."""
    effective: int
    """Rows per optimiser step over all devices."""
    renews: tuple[Renew, ...] = ()
    """Functions that modify a row in every epoch, applied in order."""
    group: int = 0
    """Steps whose rows are sorted by length together, so that batches need little padding; 0 leaves
    the rows in random order."""

    def row(self, index: int, epoch: int) -> Any:
        """Return the row for an epoch: a pure function, so that resumed runs see the same rows."""
        row = self.rows[index]
        for renew in self.renews:
            row = renew(row, index, epoch)
        return row

    @property
    def mean_tokens(self) -> float:
        """Mean sub-words of a row; of modified rows, of a thousand in the first epoch."""
        count = len(self.rows)
        if not self.renews:
            return float(sum(row.tokens for row in self.rows)) / count
        most = min(count, _MEASURED)
        places = [place * count // most for place in range(most)]
        return float(sum(self.row(place, 0).tokens for place in places)) / most

    @property
    def steps_an_epoch(self) -> int:
        """Optimiser steps per epoch."""
        return ceil(len(self.rows) / self.effective)


def parts_of_a_step(streams: Sequence[Stream], devices: int) -> int:
    """Return the number of batches per device and step, the same for every task.

    A step has the recipe's number of rows on any number of devices.

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
    """All batches of a run by number; the data set of the `Trainer`."""

    def __init__(
        self,
        streams: Sequence[Stream],
        schedule: Sequence[str],
        parts: int,
        devices: int,
        seed: int,
    ) -> None:
        """Fix the order of the rows.

        Args:
            streams: The tasks.
            schedule: The task of every optimiser step.
            parts: Batches per step on one device.
            devices: Number of processes that share a step.
            seed: Seed of the row order and of random draws per batch.
        """
        self._streams = {stream.name: stream for stream in streams}
        self._schedule, self._seed, self._parts = schedule, seed, parts * devices
        self._orders: dict[tuple[str, int], Sequence[int]] = {}
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
        """Return a batch's task and rows."""
        step, part = divmod(number, self._parts)
        stream = self._streams[self._schedule[step]]
        size = stream.effective // self._parts
        first = (self._before[step] * self._parts + part) * size
        total = len(stream.rows)
        rows = [
            stream.row(self._order(stream, epoch)[place], epoch)
            for epoch, place in (divmod(n, total) for n in range(first, first + size))
        ]
        return stream.name, rows

    def seen(self, steps_done: int) -> Mapping[str, tuple[int, int]]:
        """Return the rows and (from mean lengths) sub-words seen per task after some steps."""
        steps = Counter(self._schedule[:steps_done])
        found = {}
        for name, stream in self._streams.items():
            rows = steps[name] * stream.effective
            found[name] = (rows, round(rows * stream.mean_tokens))
        return found

    def _order(self, stream: Stream, epoch: int) -> Sequence[int]:
        """Return the order of a task's rows in an epoch."""
        key = (stream.name, epoch)
        if key not in self._orders:
            self._orders[key] = _order(stream, Random(f"{self._seed}/{stream.name}/{epoch}"))
        return self._orders[key]


def _order(stream: Stream, random: Random) -> Sequence[int]:
    """Draw the order of a task's rows in an epoch.

    With `Stream.group`, the rows of that many steps are sorted by length and divided into steps,
    which are shuffled: rows of similar length come together, and the steps of a group in random
    order. Lengths are those before `Stream.renews`, so that arms that differ in these alone share
    their order.
    """
    order = list(range(len(stream.rows)))
    random.shuffle(order)
    if not stream.group:
        return order
    size = stream.effective
    found: list[int] = []
    for first in range(0, len(order), stream.group * size):
        window = order[first : first + stream.group * size]
        window.sort(key=lambda place: stream.rows[place].tokens)
        steps = [window[place : place + size] for place in range(0, len(window), size)]
        last = [steps.pop()] if len(steps[-1]) < size else []
        random.shuffle(steps)
        for step in (*steps, *last):
            found += step
    return found
