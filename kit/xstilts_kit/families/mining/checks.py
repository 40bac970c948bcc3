"""Checks of pair records beyond their schema: known sentences, no duplicates, order."""

from collections.abc import Iterator, Mapping, Sequence

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families.mining.records import CorpusSentence, PairRecord, line_of
from xstilts_kit.tasks import Task


class PairOrder:
    """Checks that pairs are unique and sorted by source, then by target.

    Without inputs, a sentence's line is taken from its id.
    """

    def __init__(self, task: Task, inputs: Inputs | None, most: int) -> None:
        self._sides: tuple[Mapping[str, int], Mapping[str, int]] | None = None
        self._sources: tuple[CorpusSentence, ...] = ()
        if inputs is not None:
            self._sources = inputs.examples
            self._sides = (_positions(inputs.examples), _positions(inputs.candidates))
        self._seen: set[tuple[str, str]] = set()
        self._highest = (-1, -1)

    def skip(self, lines: int) -> None:
        """Skip unreadable lines; the number of pairs is not fixed."""

    def take(
        self, records: Sequence[PairRecord]
    ) -> tuple[Sequence[CorpusSentence | None], Sequence[Finding]]:
        """Check the next pairs; their source sentences are returned if inputs are available."""
        findings: list[Finding] = []
        return [self._take(at, record, findings) for at, record in enumerate(records)], findings

    def _take(self, at: int, record: PairRecord, findings: list[Finding]) -> CorpusSentence | None:
        places = [self._place(side, name) for side, name in enumerate(_ends(record))]
        unknown = [name for name, place in zip(_ends(record), places, strict=True) if place is None]
        if unknown:
            findings += [Finding("XS407", f"sentence {name[:60]!r}", at) for name in unknown]
            return None
        here = (places[0] or 0, places[1] or 0)
        if _ends(record) in self._seen:
            findings.append(Finding("XS413", f"{record.source} with {record.target} again", at))
        elif here < self._highest:
            findings.append(Finding("XS409", f"{record.source} with {record.target}", at))
        self._seen.add(_ends(record))
        self._highest = max(self._highest, here)
        return self._sources[here[0]] if self._sides is not None else None

    def close(self) -> Sequence[Finding]:
        """Report nothing: any number of pairs is allowed."""
        return []

    def _place(self, side: int, name: str) -> int | None:
        return line_of(name) if self._sides is None else self._sides[side].get(name)


def _positions(sentences: Sequence[CorpusSentence]) -> dict[str, int]:
    return {sentence.id: position for position, sentence in enumerate(sentences)}


def _ends(record: PairRecord) -> tuple[str, str]:
    return record.source, record.target


def check(
    task: Task,
    records: Sequence[PairRecord],
    examples: Sequence[CorpusSentence | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check nothing: a pair has no content beyond its two ids."""
    yield from ()
