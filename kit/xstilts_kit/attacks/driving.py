"""Runs the attacks of many examples together: what they ask for in a round is scored at once."""

from collections.abc import Callable, Mapping, Sequence
from itertools import chain

from xstilts_kit.attacks.search import Found, Score, Search, Texts

ScoreAll = Callable[[Sequence[tuple[int, Texts]]], Sequence[Score]]
"""Scores (example, texts) pairs."""


def run_together(searches: Mapping[int, Search], score_all: ScoreAll) -> dict[int, Found]:
    """Run searches to their end.

    Args:
        searches: Example → its search, not started yet.
        score_all: Scores the texts that all searches ask for in one round.

    Returns:
        Example → the result of its search.
    """
    found: dict[int, Found] = {}
    asked: dict[int, Sequence[Texts]] = {}

    def advance(example: int, scores: Sequence[Score] | None) -> None:
        search = searches[example]
        try:
            asked[example] = next(search) if scores is None else search.send(scores)
        except StopIteration as end:
            found[example] = end.value

    for example in searches:
        advance(example, None)
    while asked:
        now, asked = asked, {}
        pairs = chain.from_iterable(((e, texts) for texts in own) for e, own in now.items())
        scores = iter(score_all(list(pairs)))
        for example, own in now.items():
            advance(example, [next(scores) for _ in own])
    return found
