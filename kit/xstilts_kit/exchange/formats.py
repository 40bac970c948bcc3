"""The two forms of a folder of predictions: how its files are called and how each is read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.exchange.selection import Place
from xstilts_kit.families import Exchange, Fault, Known, Located, Read, get_family
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.tasks import Role, Task
from xstilts_schemas import validator


@dataclass(frozen=True, slots=True)
class Format:
    """One form of a folder of predictions."""

    name: str
    file_name: Callable[[Place], str]
    """The file of one (task, language, split), in its task's folder."""
    read: Callable[[str, Place, Known], Read]
    """(text with LF line ends, where it belongs, what is known) → records, and what is wrong."""


_SPLITS: Mapping[Role, str] = {"test": "test", "validation": "dev", "train": "train"}
"""XTREME's name of each role in the names of files."""


def xtreme_form(task: Task, remedy: str = "Give --format jsonl, or leave it out.") -> Exchange:
    """How a task's predictions lie in XTREME's own layout.

    Raises:
        UsageError: They have no form there.
    """
    form = get_family(task.family).exchange
    if form is None:
        raise UsageError(f"XTREME's own layout has no form for predictions of {task.name}.", remedy)
    return form


def xtreme_name(place: Place) -> str:
    """``test-de.tsv``."""
    return f"{_SPLITS[place.split]}-{place.language}.{xtreme_form(place.task).extension}"


def _jsonl_name(place: Place) -> str:
    return f"{place.language}.jsonl"


def _read_xtreme(text: str, place: Place, known: Known) -> Read:
    try:
        return xtreme_form(place.task).from_xtreme(text, place.task, known, parse)
    except StrictJSONError as error:
        return [], [Fault(error.code, str(error), error.line)]


def _read_jsonl(text: str, place: Place, known: Known) -> Read:
    """One record of the contract a line; empty lines do not count."""
    family = get_family(place.task.family)
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
    """Why parsed JSON is no record; jsonschema is asked only for the words."""
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
"""Every form that can be imported, by name."""
