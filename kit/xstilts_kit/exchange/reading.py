"""Reads a prediction file: records in the source's order, and problems with their lines."""

from collections.abc import Iterable
from typing import Any

from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.exchange.finding import Found
from xstilts_kit.exchange.formats import Format
from xstilts_kit.families import Fault, Known, Located, Record, get_family
from xstilts_kit.tasks import get_task

_LARGEST_FILE = 1 << 30


def read_records(
    found: Found, form: Format, known: Known, problems: Problems
) -> tuple[Any, ...] | None:
    """Read the records of a file in the source's order, or None on an error.

    Args:
        found: The file.
        form: Format of the file.
        known: The known facts about its examples.
        problems: Collects the problems.
    """
    before = problems.count("error")
    text = _text(found, problems)
    if text is None:
        return None
    task = get_task(found.cell.task)
    family = get_family(task.family)
    read, faults = form.read(text, found.cell, known)
    _add(found.name, faults, problems)
    damaged = sum(CODES[fault.code].severity == "error" for fault in faults)
    ordered: list[Located] = []
    if read or not damaged:
        ordered, faults = family.arrange(task, read, known, damaged)
        _add(found.name, faults, problems)
    _add(found.name, _meaning(found, ordered, known), problems)
    if problems.count("error") > before:
        return None
    if family.one_each and not ordered:
        problems.add("XS301", found.name, "no records")
        return None
    return tuple(one.record for one in ordered)


def _meaning(found: Found, located: Iterable[Located], known: Known) -> Iterable[Fault]:
    """Run the family's checks on the records."""
    task = get_task(found.cell.task)
    family = get_family(task.family)
    examples = {}
    if known.inputs is not None and family.one_each:
        examples = {example.id: example for example in known.inputs.examples}
    for one in located:
        if not family.accepts(_as_read(one.record)):
            yield Fault("XS404", f"{str(one.record)[:200]}: empty or too long", one.line)
            continue
        example = examples.get(one.record.id) if family.one_each else None
        for finding in family.check(task, [one.record], [example], known.inputs):
            yield Fault(finding.code, finding.message, one.line)


def _as_read(record: Record) -> dict[str, object]:
    """The record as it would be read from its line."""
    items = record.as_json().items()
    return {key: list(value) if isinstance(value, tuple) else value for key, value in items}


def _add(name: str, faults: Iterable[Fault], problems: Problems) -> None:
    for fault in faults:
        problems.add(fault.code, name, fault.message, fault.line)


def _text(found: Found, problems: Problems) -> str | None:
    """Read text with LF line endings and no byte-order mark; removals are reported."""
    if not found.path.is_file():
        problems.add("XS102", found.name, "a broken link, pipe, socket or device")
        return None
    try:
        if found.path.stat().st_size > _LARGEST_FILE:
            problems.add("XS306", found.name, "the file is larger than 1 GiB")
            return None
        content = found.path.read_bytes()
    except OSError as error:
        problems.add("XS106", found.name, str(error.strerror))
        return None
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        problems.add("XS302", found.name, "UTF-16", 1)
        return None
    if content.startswith(b"\xef\xbb\xbf"):
        problems.add("XS603", found.name, "the file begins with EF BB BF", 1)
        content = content[3:]
    if b"\r\n" in content:
        number = content.count(b"\n", 0, content.index(b"\r\n")) + 1
        problems.add("XS603", found.name, "lines end with CR LF", number)
        content = content.replace(b"\r\n", b"\n")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        problems.add("XS302", found.name, f"byte 0x{content[error.start]:02x}", number)
        return None
