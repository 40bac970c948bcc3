"""Pairs in XTREME's layout: ``source id ⇥ English id`` per line, in any order, without scores."""

from collections.abc import Iterator, Mapping, Sequence

from xstilts_kit.families._exchange import Exchange, Fault, Known, Located, Parse, Read
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.mining.records import CorpusSentence, PairRecord, line_of
from xstilts_kit.tasks import Task


def to_xtreme(records: Sequence[PairRecord]) -> str:
    """Format two ids per line, without scores."""
    return "".join(f"{record.source}\t{record.target}\n" for record in records)


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse two ids per line; empty lines are skipped, and pairs form a set."""
    read: list[Located] = []
    faults: list[Fault] = []
    empty: list[int] = []
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else [], start=1):
        columns = [column.strip(" ") for column in line.split("\t")]
        if not line.strip():
            empty.append(number)
        elif len(columns) == 1 and len(line.split()) > 1:
            faults.append(Fault("XS612", f"{line[:60]!r}", number))
        elif len(columns) != 2:
            count = f"{len(columns)} column{'' if len(columns) == 1 else 's'}"
            faults.append(Fault("XS613", f"{count}; expected 2", number))
        elif any(line_of(column) is None for column in columns):
            wrong = next(column for column in columns if line_of(column) is None)
            expected = "expected one such as de-000000123"
            faults.append(Fault("XS613", f"{wrong[:60]!r}; {expected}", number))
        else:
            read.append(Located(PairRecord(columns[0], columns[1], None), number))
    if empty:
        what = "1 empty line" if len(empty) == 1 else f"{len(empty)} empty lines"
        faults.append(Fault("XS604", what, empty[0]))
    return read, faults


def arrange(task: Task, located: Sequence[Located], known: Known, damaged: int) -> Read:
    """Sort pairs by source position, then target position, and drop duplicates.

    Without inputs, a sentence's position is taken from its id.
    """
    sides = _sides(known)
    faults: list[Fault] = []
    found: dict[tuple[int, int], Located] = {}
    for one in located:
        ends = (one.record.source, one.record.target)
        places = [
            line_of(name) if sides is None else side.get(name)
            for name, side in zip(ends, sides or ({}, {}), strict=True)
        ]
        source, target = places
        if source is None or target is None:
            faults.extend(_unknown(ends, places, sides, one.line))
            continue
        if (source, target) in found:
            faults.append(Fault("XS614", f"{ends[0]} with {ends[1]} again", one.line))
        found.setdefault((source, target), one)
    return [found[place] for place in sorted(found)], faults


Sides = tuple[Mapping[str, int], Mapping[str, int]]
"""Id → row, of the non-English and of the English sentences."""


def _sides(known: Known) -> Sides | None:
    if known.inputs is None:
        return None
    return _rows(known.inputs.examples), _rows(known.inputs.candidates)


def _rows(sentences: Sequence[CorpusSentence]) -> dict[str, int]:
    return {sentence.id: row for row, sentence in enumerate(sentences)}


def _unknown(
    ends: tuple[str, str], places: Sequence[int | None], sides: Sides | None, line: int | None
) -> Iterator[Fault]:
    if sides is not None and ends[0] in sides[1] and ends[1] in sides[0]:
        swapped = f"the English sentence {ends[0]!r} comes first; expected last"
        yield Fault("XS407", swapped, line)
        return
    for name, place in zip(ends, places, strict=True):
        if place is None:
            yield Fault("XS407", f"sentence {name[:60]!r}", line)


def examples(known: Known, records: Sequence[PairRecord]) -> int:
    """Number of non-English sentences; without inputs, the highest one named."""
    if known.inputs is not None:
        return len(known.inputs.examples)
    named = [*(known.gold or ()), *records]
    return max(((line_of(pair.source) or 0) + 1 for pair in named), default=0)


def sample(task: Task, inputs: Inputs) -> PairRecord:
    """A pair of the first sentences, not a real translation."""
    return PairRecord(inputs.examples[0].id, inputs.candidates[0].id, 1.0625)


EXCHANGE = Exchange("tsv", to_xtreme, from_xtreme)
