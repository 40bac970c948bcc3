"""Checking one prediction file, line by line: text, JSON, schema, meaning, ids and totals."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import Family, Finding, Inputs, Record, get_family
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
    inputs: Inputs | None,
    problems: Problems,
    on_cell: OnCell | None,
    *,
    allow_missing: bool = False,
) -> None:
    """One prediction file: digest, then every record.

    Args:
        folder: The submission.
        entry: What the manifest says of the data.
        listed: What the manifest says of the file.
        inputs: Everything that was asked, if it is at hand.
        problems: Takes what is wrong.
        on_cell: Called with the records if there is no error.
        allow_missing: Examples without a record are no problem where the family can do without.
    """
    before = problems.count("error")
    task = get_task(entry.task)
    family = get_family(task.family)
    may_be_empty = not family.one_each
    reader = LineReader(folder / listed.path, listed.path, problems, may_be_empty)
    # No record is shorter than 16 bytes, whatever the manifest claims; so memory stays bounded.
    most = min((folder / listed.path).stat().st_size // 16, _MOST_RECORDS)
    if family.one_each:
        most = min(entry.records, most)
    order = family.order(task, inputs, most)

    def report(findings: Iterable[Finding], number: int | None = None) -> None:
        for finding in findings:
            problems.add(finding.code, listed.path, finding.message, number)

    kept: list[Record] = []
    try:
        for number, text in reader:
            value = _BAD if text is None else _parse(text, number, listed.path, problems)
            record = None if value is _BAD else _record(value, family, number, listed, problems)
            if record is None:
                order.skip()
                continue
            example, findings = order.take(record)
            report(findings, number)
            report(family.check(task, record, example, inputs), number)
            if on_cell is not None and len(kept) < most:
                kept.append(record)
    except OSError as error:
        problems.add("XS106", listed.path, str(error.strerror))
        return
    _check_totals(reader, listed, entry, problems)
    if not (allow_missing and family.may_lack):
        report(order.close())
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
