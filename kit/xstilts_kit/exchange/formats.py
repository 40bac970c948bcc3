"""The two formats of a predictions folder: file names and readers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families import Exchange, Fault, Known, Located, Read, family_of
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator


@dataclass(frozen=True, slots=True)
class Format:
    """A format of a predictions folder."""

    name: str
    file_name: Callable[[Cell], str]
    """File name of a cell, in its task's folder."""
    read: Callable[[str, Cell, Known], Read]
    """(text with LF line endings, cell, known examples) → records and faults."""


_SPLITS: Mapping[Split, str] = {"test": "test", "validation": "dev", "train": "train"}
"""Split → XTREME's name in file names."""


def xtreme_form(cell: Cell, remedy: str = "Give --format jsonl, or leave it out.") -> Exchange:
    """How a cell's predictions are written in XTREME's own layout.

    Raises:
        UsageError: The layout has no format for them.
    """
    form = family_of(cell).exchange
    if form is None:
        raise UsageError(f"XTREME's own layout has no format for {cell.task} predictions.", remedy)
    return form


def xtreme_name(cell: Cell) -> str:
    """``test-de.tsv``."""
    return f"{_SPLITS[cell.split]}-{cell.language}.{xtreme_form(cell).extension}"


def _jsonl_name(cell: Cell) -> str:
    return cell.path.rpartition("/")[2]


def _read_xtreme(text: str, cell: Cell, known: Known) -> Read:
    try:
        return xtreme_form(cell).from_xtreme(text, get_task(cell.task), known, parse)
    except StrictJSONError as error:
        return [], [Fault(error.code, str(error), error.line)]


def _read_jsonl(text: str, cell: Cell, known: Known) -> Read:
    """Read one record per line; empty lines are skipped."""
    family = family_of(cell)
    read: list[Located] = []
    faults: list[Fault] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            value = parse(line)
        except StrictJSONError as error:
            faults.append(Fault(error.code, str(error), number))
            continue
        if family.accepts(value):
            read.append(Located(family.record(value), number))
        else:
            faults.append(Fault("XS404", _reason(family.record_schema, value), number))
    return read, faults


def _reason(schema: str, value: Any) -> str:
    """Why parsed JSON is not a valid record; jsonschema is only used for the message."""
    try:
        errors = list(islice(validator(schema).iter_errors(value), 3))
    except RecursionError:
        return "nested too deeply"
    reasons = []
    for error in errors:
        where = "".join(f"[{part}]" for part in error.absolute_path)
        reasons.append(f"{where}: {error.message[:200]}" if where else error.message[:200])
    return "; ".join(reasons)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        "jsonl": Format("jsonl", _jsonl_name, _read_jsonl),
        "xtreme": Format("xtreme", xtreme_name, _read_xtreme),
    }
)
"""All formats that can be imported, by name."""
