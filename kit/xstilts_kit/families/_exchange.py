"""Predictions made elsewhere: putting records into order, and XTREME's own layout.

A family with a form in that layout has an `exchange.py` with one value ``EXCHANGE``.
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
    """Something wrong at one place of a file that is imported."""

    code: str
    """A problem code of `xstilts_kit.diagnostics.codes`."""
    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Located:
    """A record and the line it was read from, where lines count."""

    record: Any
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the examples that a file must answer, already cut to the limit."""

    inputs: "Inputs | None"
    gold: tuple[Any, ...] | None = None
    """Taken where there are no inputs, for ids and numbers alone."""

    @property
    def ids(self) -> tuple[str, ...] | None:
        """The examples' ids in order, or None where nothing is known."""
        rows = self.inputs.examples if self.inputs is not None else self.gold
        return None if rows is None else tuple(row.id for row in rows)

    @property
    def whose(self) -> str:
        """Who says so, for messages."""
        return "inputs have" if self.inputs is not None else "gold has"


Read = tuple[list[Located], list[Fault]]
"""What could be read, and what is wrong."""

Parse = Callable[[str], Any]
"""Strict JSON; what it raises, the caller turns into a problem."""


Arrange = Callable[[Task, Sequence[Located], Known, int], Read]
"""(task, records in any order, what is known, records that could not be read) → records in the
source's order, and which are missing, unknown or there twice."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """How a family's predictions lie in XTREME's own layout."""

    extension: str
    """Of XTREME's file, without the dot."""
    to_xtreme: Callable[[Sequence[Any]], str]
    """Records as the text of XTREME's file."""
    from_xtreme: Callable[[str, Task, Known, Parse], Read]
    """(text with LF line ends, task, what is known, parser) → records, and what is wrong."""
    anonymous: bool = False
    """Whether nothing in an answer tells which example it belongs to."""


def arrange_each(task: Task, located: Sequence[Located], known: Known, damaged: int) -> Read:
    """One record for each example: put into the examples' order by id.

    Where no ids are known, those that are rows are their own order, and others stay as they are.
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
    """The ids that a file must have, from the file alone."""
    if task.ids == "row":
        return [str(row) for row in range(len({one.record.id for one in located}))]
    return list(dict.fromkeys(one.record.id for one in located))


def examples_each(known: Known, records: Sequence[Any]) -> int:
    """One record for each example, so as many examples."""
    return len(records) if known.ids is None else len(known.ids)


def answer_lines(text: str) -> tuple[list[str], list[Fault]]:
    """One answer a line, ASCII space stripped; empty lines at the end do not count."""
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
    """A fault if there is another number of answers than of examples."""
    ids = known.ids
    if ids is not None and len(ids) != found:
        message = f"{count(found, unit)}; the {known.whose} {count(len(ids), 'example')}"
        if found == len(ids) - 1 and task.xtreme_drops_first:
            message += "; XTREME's own processor drops the first one, so that is what lacks here"
        yield Fault("XS609", message)


def rows(lines: Sequence[str], known: Known) -> Iterator[tuple[str, str]]:
    """Each line with the id of its example; one beyond the examples has its row for an id."""
    ids = known.ids or ()
    for row, line in enumerate(lines):
        yield line, ids[row] if row < len(ids) else str(row)


def label_fault(task: Task, text: str, what: str, line: int) -> Fault | None:
    """What is wrong with the text of a label or tag, if anything is."""
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
    """Whether only case, separators or the form of a number differ."""
    if len(text) > 64:
        return False
    if _SEPARATORS.sub("", text.casefold()) == _SEPARATORS.sub("", label.casefold()):
        return True
    try:
        return float(text) == float(label)
    except ValueError:
        return False
