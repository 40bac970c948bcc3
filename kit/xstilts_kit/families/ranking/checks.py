"""Checks of ranking records beyond their schema."""

from collections.abc import Iterator, Sequence
from typing import Any

from xstilts_kit.families._family import Finding, Inputs
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.ranking.records import RankingRecord
from xstilts_kit.tasks import Task


class RankingOrder(OneEach):
    """Checks ids and their order, and that every ranking names candidates of the pool.

    The pool's ids are gathered once per file: Mewsli-X has a million.
    """

    def __init__(self, task: Task, inputs: Inputs | None, most: int) -> None:
        super().__init__(task, inputs, most)
        self._pool = None if inputs is None else {one.id for one in inputs.candidates}

    def take(
        self, records: Sequence[RankingRecord]
    ) -> tuple[Sequence[Any | None], Sequence[Finding]]:
        """Check the next records; their examples are returned if the inputs are available."""
        examples, findings = super().take(records)
        return examples, [*findings, *self._outside(records)]

    def _outside(self, records: Sequence[RankingRecord]) -> Iterator[Finding]:
        if self._pool is None:
            return
        for at, record in enumerate(records):
            unknown = next((name for name in record.ranking if name not in self._pool), None)
            if unknown is not None:
                yield Finding("XS412", f"candidate {unknown[:60]!r} for {record.id[:60]!r}", at)


def check(
    task: Task,
    records: Sequence[RankingRecord],
    examples: Sequence[Any | None],
    inputs: Inputs | None,
) -> Iterator[Finding]:
    """Check nothing: `RankingOrder` has checked the candidates."""
    yield from ()
