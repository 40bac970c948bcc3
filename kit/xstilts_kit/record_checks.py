"""Checking one prediction file, line by line: text, JSON, schema, meaning, ids and totals."""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import Example, Family, Record, get_family
from xstilts_kit.submission.manifest import DataEntry, PredictionFile
from xstilts_kit.submission.records import LineReader
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

OnCell = Callable[[DataEntry, Sequence[Record]], None]
"""Called with each sound cell: its data and its records, in the inputs' order."""


def check_file(
    folder: Path,
    entry: DataEntry,
    listed: PredictionFile,
    inputs: tuple[Example, ...] | None,
    problems: Problems,
    on_cell: OnCell | None,
) -> None:
    """One prediction file: digest, then every record."""
    before = problems.count("error")
    task = get_task(entry.task)
    family = get_family(task.family)
    reader = LineReader(folder / listed.path, listed.path, problems)
    # No record is shorter than 16 bytes, whatever the manifest claims; so memory stays bounded.
    most = min(entry.records, (folder / listed.path).stat().st_size // 16, _MOST_RECORDS)
    order = _Order(listed.path, inputs, problems, most)
    kept: list[Record] = []
    try:
        for number, text in reader:
            value = _BAD if text is None else _parse(text, number, listed.path, problems)
            record = None if value is _BAD else _record(value, family, number, listed, problems)
            if record is None:
                order.skip()
                continue
            example = order.take(record.id, number)
            for finding in family.check(task, record, example):
                problems.add(finding.code, listed.path, finding.message, number)
            if on_cell is not None and len(kept) < most:
                kept.append(record)
    except OSError as error:
        problems.add("XS106", listed.path, str(error.strerror))
        return
    _check_totals(reader, listed, entry, problems)
    order.close()
    if on_cell is not None and problems.count("error") == before:
        on_cell(entry, kept)


_MOST_RECORDS = 10_000_000
"""More than any file of the benchmark has; a file of zeros can claim to be larger."""

_MOST_EXPLAINED = 50
"""Faults of one record that are looked for; more would only cost time."""

_BAD = object()


def _parse(text: str, number: int, path: str, problems: Problems) -> Any:
    try:
        return parse(text)
    except StrictJSONError as error:
        problems.add(error.code, path, str(error), number, error.column)
        return _BAD


def _record(
    value: Any, family: Family, number: int, listed: PredictionFile, problems: Problems
) -> Record | None:
    """The record in a parsed line; jsonschema is asked only to explain what is refused."""
    if family.accepts(value):
        record: Record = family.record(value)
        return record
    try:
        errors = validator(family.record_schema).iter_errors(value)
        for error in islice(errors, _MOST_EXPLAINED):
            where = "".join(f"[{part}]" for part in error.absolute_path)
            field = f"{where}: " if where else ""
            problems.add("XS404", listed.path, f"{field}{error.message[:200]}", number)
    except RecursionError:
        problems.add("XS404", listed.path, "nested too deeply", number)
    return None


class _Order:
    """Compares the ids of a file with those expected, in their order.

    Without the inputs at hand the ids are row numbers, and a byte a row is all that is kept.
    """

    def __init__(
        self,
        path: str,
        inputs: tuple[Example, ...] | None,
        problems: Problems,
        most: int,
    ) -> None:
        self._path, self._problems, self._inputs = path, problems, inputs
        self._count = most if inputs is None else len(inputs)
        self._positions = None if inputs is None else {e.id: i for i, e in enumerate(inputs)}
        self._seen = bytearray(self._count)
        self._highest = 0
        self._damaged = 0

    def skip(self) -> None:
        """A line stood here whose id is not known."""
        self._damaged += 1

    def take(self, identifier: str, number: int) -> Example | None:
        """Check one id; return its example if the inputs are at hand."""
        position = self._position(identifier)
        if position is None:
            self._problems.add("XS407", self._path, f"id {identifier[:60]!r}", number)
            return None
        if self._seen[position]:
            self._problems.add("XS406", self._path, f"id {identifier!r} again", number)
        elif position < self._highest:
            after = self._name(self._highest)
            self._problems.add("XS409", self._path, f"id {identifier!r} after {after!r}", number)
        self._seen[position] = 1
        self._highest = max(self._highest, position)
        return None if self._inputs is None else self._inputs[position]

    def close(self) -> None:
        """Report examples without a record."""
        missing = self._seen.count(0)
        if missing > self._damaged:
            first = list(islice(self._absent(), 5))
            shown = ", ".join(map(self._name, first)) + (" …" if missing > 5 else "")
            self._problems.add("XS408", self._path, f"{missing} of {self._count} examples: {shown}")

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
        return position if position < self._count and str(position) == identifier else None

    def _name(self, position: int) -> str:
        return str(position) if self._inputs is None else self._inputs[position].id


def _check_totals(
    reader: LineReader, listed: PredictionFile, entry: DataEntry, problems: Problems
) -> None:
    if (reader.size, reader.sha256) != (listed.bytes, listed.sha256):
        problems.add(
            "XS105",
            listed.path,
            f"{reader.size} bytes, {reader.sha256[:12]}; the manifest says {listed.bytes} bytes,"
            f" {listed.sha256[:12]}",
        )
    if reader.lines != listed.records:
        problems.add(
            "XS411", listed.path, f"{reader.lines} lines; the manifest says {listed.records}"
        )
