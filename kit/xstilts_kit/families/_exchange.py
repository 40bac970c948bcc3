"""Importing predictions: ordering of records, and XTREME's own layout.

A family with a format in that layout has an `exchange.py` with a value ``EXCHANGE``.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xstilts_kit.diagnostics.saying import count
from xstilts_kit.tasks import Task

if TYPE_CHECKING:
    from xstilts_kit.families._family import Inputs


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem at one location of an imported file."""

    code: str
    """A problem code of `xstilts_kit.diagnostics.codes`."""
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A record with the line it was read from, if any."""

    record: Any
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """Known facts about the expected examples, cut to the limit."""

    inputs: "Inputs | None"
    gold: tuple[Any, ...] | None = None
    """Gold, used only for ids and counts if there are no inputs."""

    @property
    def ids(self) -> tuple[str, ...] | None:
        """The examples' ids in order, or None if unknown."""
        rows = self.inputs.examples if self.inputs is not None else self.gold
        return None if rows is None else tuple(row.id for row in rows)

    @property
    def whose(self) -> str:
        """Whether the inputs or the gold give the ids, for messages."""
        return "inputs have" if self.inputs is not None else "gold has"


Read = tuple[list[Located], list[Fault]]
"""The records that could be read, and the faults."""

Parse = Callable[[str], Any]
"""Strict JSON parser; callers turn its errors into problems."""


Arrange = Callable[[Task, Sequence[Located], Known, int], Read]
"""(task, records in any order, known examples, number of unreadable records) → records in the
source's order, and faults for missing, unknown and duplicate ones."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """Conversion of a family's predictions to and from XTREME's own layout."""

    extension: str
    """File extension in XTREME's layout, without the dot."""
    to_xtreme: Callable[[Sequence[Any]], str]
    """Format records as XTREME's file."""
    from_xtreme: Callable[[str, Task, Known, Parse], Read]
    """(text with LF line ends, task, known examples, parser) → records, and faults."""
    anonymous: bool = False
    """Whether answers carry no id of their example."""


def arrange_each(task: Task, located: Sequence[Located], known: Known, damaged: int) -> Read:
    """Sort one record per example into the examples' order by id.

    Without known ids, row ids are sorted by number, and other records keep their order.
    """
    faults: list[Fault] = []
    given = known.ids
    ids = _ids_of(task, located) if given is None else given
    positions = {identifier: position for position, identifier in enumerate(ids)}
    found: dict[int, Located] = {}
    for one in located:
        identifier: str = one.record.id
        position = positions.get(identifier)
        if position is None:
            faults.append(Fault("XS407", f"id {identifier[:60]!r}", one.line))
        elif position in found:
            faults.append(Fault("XS406", f"id {identifier[:60]!r} again", one.line))
        else:
            found[position] = one
    missing = len(ids) - len(found)
    if missing > damaged:
        absent = [identifier for i, identifier in enumerate(ids) if i not in found]
        shown = ", ".join(absent[:5]) + (" …" if missing > 5 else "")
        faults.append(Fault("XS408", f"{missing} of {len(ids)} examples: {shown}"))
    return [found[position] for position in sorted(found)], faults


def _ids_of(task: Task, located: Sequence[Located]) -> Sequence[str]:
    """The expected ids, inferred from the file alone."""
    if task.ids == "row":
        return [str(row) for row in range(len({one.record.id for one in located}))]
    return list(dict.fromkeys(one.record.id for one in located))


def examples_each(known: Known, records: Sequence[Any]) -> int:
    """One example per record."""
    return len(records) if known.ids is None else len(known.ids)


def answer_lines(text: str) -> tuple[list[str], list[Fault]]:
    """Read one answer per line, stripping ASCII space; trailing empty lines are dropped."""
    lines = [line.strip(" ") for line in text.split("\n")]
    if not lines[-1]:
        lines.pop()
    written = len(lines)
    while lines and not lines[-1].strip(" \t"):
        lines.pop()
    if len(lines) == written:
        return lines, []
    extra = written - len(lines)
    what = "1 empty line" if extra == 1 else f"{extra} empty lines"
    return lines, [Fault("XS604", f"{what} at the end", len(lines) + 1)]


def wrong_count(task: Task, found: int, unit: str, known: Known) -> Iterator[Fault]:
    """A fault if the numbers of answers and examples differ."""
    ids = known.ids
    if ids is not None and len(ids) != found:
        message = f"{count(found, unit)}; the {known.whose} {count(len(ids), 'example')}"
        if found == len(ids) - 1 and task.xtreme_drops_first:
            message += "; XTREME's own processor drops the first one, so that is what lacks here"
        yield Fault("XS609", message)


def rows(lines: Sequence[str], known: Known) -> Iterator[tuple[str, str]]:
    """Pair each line with its example's id; surplus lines get their row number as id."""
    ids = known.ids or ()
    for row, line in enumerate(lines):
        yield line, ids[row] if row < len(ids) else str(row)


def label_fault(task: Task, text: str, what: str, line: int) -> Fault | None:
    """The fault in the text of a label or tag, if any."""
    if text in task.labels:
        return None
    columns = text.split("\t") if "\t" in text else text.split()
    if len(columns) > 1 and {columns[0], columns[-1]} & set(task.labels):
        return Fault("XS606", f"{text[:60]!r}; expected the {what} alone", line)
    meant = next((label for label in task.labels if _spelled_like(text, label)), None)
    if meant is not None:
        return Fault("XS607", f"{what} {text[:60]!r}; expected {meant!r}", line)
    expected = ", ".join(task.labels)
    return Fault("XS405", f"{what} {text[:60]!r}; expected one of {expected}", line)


_SEPARATORS = re.compile(r"[\W_]+")


def _spelled_like(text: str, label: str) -> bool:
    """Whether two texts differ only in case, separators or number format."""
    if len(text) > 64:
        return False
    if _SEPARATORS.sub("", text.casefold()) == _SEPARATORS.sub("", label.casefold()):
        return True
    try:
        return float(text) == float(label)
    except ValueError:
        return False
