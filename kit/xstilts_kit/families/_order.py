"""Checks the order of records in tasks with one record per example."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.tasks import Task


class OneEach:
    """Compares the ids of a file with the expected ids, in order.

    Without inputs, row ids can still be checked, with one byte of memory per row; of a data set's
    own ids only duplicates and their number can be checked.
    """

    def __init__(self, task: Task, inputs: Inputs | None, most: int) -> None:
        self._examples = None if inputs is None else inputs.examples
        self._count = most if inputs is None else len(inputs.examples)
        self._positions: dict[str, int] | None = None
        self._new_ids = inputs is None and task.ids == "own"
        if inputs is not None:
            self._positions = {example.id: i for i, example in enumerate(inputs.examples)}
        elif self._new_ids:
            self._positions = {}
        self._seen = bytearray(self._count)
        self._highest = 0
        self._damaged = 0

    def skip(self, lines: int) -> None:
        """Skip lines whose ids are unknown."""
        self._damaged += lines

    def take(self, records: Sequence[Any]) -> tuple[Sequence[Any | None], Sequence[Finding]]:
        """Check the next ids; their examples are returned if the inputs are available."""
        ids: list[str] = [record.id for record in records]
        run = self._run(ids)
        if run is None:
            findings: list[Finding] = []
            return [self._take(at, name, findings) for at, name in enumerate(ids)], findings
        self._seen[run.start : run.stop] = b"\1" * len(run)
        self._highest = max(run)
        examples = self._examples
        return [None] * len(ids) if examples is None else examples[run.start : run.stop], []

    def _run(self, ids: Sequence[str]) -> range | None:
        """Positions of consecutive new ids; None if they are not consecutive and new."""
        if not ids:
            return None
        if self._new_ids and self._positions is not None:
            for name in ids:
                self._positions.setdefault(name, len(self._positions))
        first = self._position(ids[0])
        if first is None or first < self._highest or first + len(ids) > self._count:
            return None
        run = range(first, first + len(ids))
        if self._positions is None:
            follow = ids == list(map(str, run))
        else:
            follow = list(map(self._positions.get, ids)) == list(run)
        return run if follow and not self._seen[first] else None

    def _take(self, at: int, identifier: str, findings: list[Finding]) -> Any | None:
        position = self._position(identifier)
        if position is None or position >= self._count:
            findings.append(Finding("XS407", f"id {identifier[:60]!r}", at))
            return None
        if self._seen[position]:
            findings.append(Finding("XS406", f"id {identifier[:60]!r} again", at))
        elif position < self._highest:
            after = self._name(self._highest)
            findings.append(Finding("XS409", f"id {identifier[:60]!r} after {after!r}", at))
        self._seen[position] = 1
        self._highest = max(self._highest, position)
        return None if self._examples is None else self._examples[position]

    def close(self) -> Sequence[Finding]:
        """Examples without a record."""
        missing = self._seen.count(0)
        if missing <= self._damaged:
            return []
        shown = ""
        if not self._new_ids:
            first = list(islice(self._absent(), 5))
            shown = f": {', '.join(map(self._name, first))}" + (" …" if missing > 5 else "")
        return [Finding("XS408", f"{missing} of {self._count} examples{shown}")]

    def _absent(self) -> Iterator[int]:
        position = self._seen.find(0)
        while position >= 0:
            yield position
            position = self._seen.find(0, position + 1)

    def _position(self, identifier: str) -> int | None:
        if self._positions is not None:
            return self._positions.get(identifier)
        if not identifier.isascii() or not identifier.isdecimal() or len(identifier) > 18:
            return None
        position = int(identifier)
        return position if str(position) == identifier else None

    def _name(self, position: int) -> str:
        return str(position) if self._examples is None else str(self._examples[position].id)
