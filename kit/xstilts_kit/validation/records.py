"""Checks one prediction file in blocks: text, JSON, schema, content, ids, totals."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, cast

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import Family, Finding, Inputs, Record, get_family
from xstilts_kit.submission.manifest import DataEntry, PredictionFile
from xstilts_kit.submission.records import LineReader
from xstilts_kit.submission.strict_json import StrictJSONError, parse, parse_objects
from xstilts_kit.tasks import Task, get_task
from xstilts_schemas import validator

OnRecords = Callable[[Sequence[Record]], None]
"""Called with the records of a valid file, in the inputs' order."""


def check_file(
    folder: Path,
    entry: DataEntry,
    listed: PredictionFile,
    inputs: Inputs | None,
    problems: Problems,
    on_records: OnRecords | None,
    *,
    allow_missing: bool = False,
) -> None:
    """Check one prediction file: its digest, then every record.

    Args:
        folder: The submission.
        entry: The manifest's entry on the data.
        listed: The manifest's entry on the file.
        inputs: All inputs, if available.
        problems: Collects the problems.
        on_records: Called with the records if there is no error.
        allow_missing: Accept examples without a record, if the family allows gaps.
    """
    before = problems.count("error")
    task = get_task(entry.task)
    family = get_family(task.family)
    may_be_empty = not family.one_each
    size = (folder / listed.path).stat().st_size
    if size > 2 * listed.bytes + _SLACK:  # too large to be the file, so it is not read
        problems.add(
            "XS105", listed.path, f"{size:,} bytes; the manifest says {listed.bytes:,} bytes"
        )
        return
    reader = LineReader(folder / listed.path, listed.path, problems, may_be_empty)
    # No record is shorter than 16 bytes, whatever the manifest claims; this bounds the memory.
    most = min(size // 16, _MOST_RECORDS)
    if family.one_each:
        most = min(entry.records, most)
    order = family.order(task, inputs, most)

    def report(findings: Iterable[Finding], numbers: Sequence[int] = ()) -> None:
        for finding in findings:
            number = None if finding.at is None else numbers[finding.at]
            problems.add(finding.code, listed.path, finding.message, number)

    kept: list[Record] = []
    try:
        for lines, texts in reader:
            numbers, records = _records(lines, texts, task, family, listed.path, problems)
            order.skip(len(lines) - len(records))
            examples, findings = order.take(records)
            report(findings, numbers)
            report(family.check(task, records, examples, inputs), numbers)
            if on_records is not None:
                kept += records[: most - len(kept)]
    except OSError as error:
        problems.add("XS106", listed.path, str(error.strerror))
        return
    _check_totals(reader, listed, entry, problems)
    if not (allow_missing and family.may_lack):
        report(order.close())
    if on_records is not None and problems.count("error") == before:
        on_records(kept)


_SLACK = 512 << 20
"""Bytes beyond the manifest's size up to which a file is read, to find its wrong lines."""

_MOST_RECORDS = 10_000_000
"""More than in any file of the benchmark; sparse files can claim a huge size."""

_MOST_EXPLAINED = 50
"""Maximum number of schema errors considered per record."""

_BAD = object()


def _records(
    lines: Sequence[int],
    texts: Sequence[str | None],
    task: Task,
    family: Family,
    path: str,
    problems: Problems,
) -> tuple[Sequence[int], list[Record]]:
    """Parse the records of a block, with their line numbers; other lines become problems.

    Lines are parsed together; if that fails, one by one, to find the bad one.
    """
    if None not in texts:
        together = _together(cast(Sequence[str], texts), task, family)
        if together is not None:
            return lines, together
    found: dict[int, Record] = {}
    for number, text in zip(lines, texts, strict=True):
        value = _BAD if text is None else _parse(text, number, path, problems)
        record = None if value is _BAD else _record(value, family, number, path, problems)
        if record is not None:
            found[number] = record
    return list(found), list(found.values())


def _together(texts: Sequence[str], task: Task, family: Family) -> list[Record] | None:
    """Parse one record per line; None if any line is bad or uncertain."""
    if family.read_plain is not None:
        plain = family.read_plain(texts, frozenset(task.labels))
        if plain is not None:
            return plain
    values = parse_objects(texts)
    if values is None or not all(map(family.accepts, values)):
        return None
    return list(map(family.record, values))


def _parse(text: str, number: int, path: str, problems: Problems) -> Any:
    try:
        return parse(text)
    except StrictJSONError as error:
        problems.add(error.code, path, str(error), number, error.column)
        return _BAD


def _record(
    value: Any, family: Family, number: int, path: str, problems: Problems
) -> Record | None:
    """Convert a parsed line to a record; jsonschema is only used to explain errors."""
    if family.accepts(value):
        record: Record = family.record(value)
        return record
    try:
        errors = validator(family.record_schema).iter_errors(value)
        for error in islice(errors, _MOST_EXPLAINED):
            where = "".join(f"[{part}]" for part in error.absolute_path)
            field = f"{where}: " if where else ""
            problems.add("XS404", path, f"{field}{error.message[:200]}", number)
    except RecursionError:
        problems.add("XS404", path, "nested too deeply", number)
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
