"""Translated sentences for retrieval and mining, with near misses."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any, TypeVar

from xstilts_baselines.miniature.builders import Reserve, Said, tagged_sentence
from xstilts_baselines.miniature.facts import Fact, Thing, person
from xstilts_baselines.miniature.lexicon import LANGUAGES, of_kind, things
from xstilts_baselines.miniature.realise import realise, text

_T = TypeVar("_T")

_SLOTS = ("s", "r", "v", "o", "city", "day", "job", "org", "n")
_SHORT = ("lives", "isin", "job")
"""Kinds with few sentences, left to the other tasks unless joined with another fact."""


@dataclass(frozen=True, slots=True)
class Corpora:
    """Two corpora that contain some translations of each other."""

    gold: tuple[Said, ...]
    """Sentences in both corpora."""
    foreign: tuple[Said, ...]
    """Sentences only in the other language's corpus."""
    english: tuple[Said, ...]
    """Sentences only in the English corpus."""


def near_misses(rng: Random, count: int, reserve: Reserve) -> tuple[Said, ...]:
    """Make distinct sentences in groups of three: one, and two that differ from it in one slot."""
    pool = _Pool(rng, reserve)
    found: list[Said] = []
    while len(found) < count:
        base = pool.fresh()
        found += [base, pool.near(base), pool.near(base)]
    found = found[:count]
    rng.shuffle(found)
    return tuple(found)


def corpora(rng: Random, gold: int, alone: int, reserve: Reserve) -> Corpora:
    """Make translated sentences and others, a third of which are near misses."""
    pool = _Pool(rng, reserve)
    both = tuple(pool.fresh() for _ in range(gold))
    sides = [
        tuple(pool.near(rng.choice(both)) if i % 3 == 0 else pool.fresh() for i in range(alone))
        for _ in ("foreign", "english")
    ]
    return Corpora(both, sides[0], sides[1])


class _Pool:
    """A pool of sentences that are distinct texts in every language."""

    def __init__(self, rng: Random, reserve: Reserve) -> None:
        self._rng, self._reserve = rng, reserve
        self._seen: set[tuple[str, str]] = set()

    def fresh(self) -> Said:
        """Return a new sentence."""
        while True:
            said = tagged_sentence(self._rng)
            if (len(said) > 1 or said[0].kind not in _SHORT) and self._take(said):
                return said

    def near(self, base: Said) -> Said:
        """Return a new sentence that differs from another in one slot."""
        while True:
            said = _change(self._rng, base)
            if self._take(said):
                return said

    def _take(self, said: Said) -> bool:
        texts = {(language, text(realise(said, language), language)) for language in LANGUAGES}
        if texts & self._seen or self._reserve.touches(said):
            return False
        self._seen |= texts
        return True


def _change(rng: Random, said: Said) -> Said:
    """Change one slot of one fact of a sentence."""
    place = rng.randrange(len(said))
    fact = said[place]
    slot = rng.choice([slot for slot in _SLOTS if fact.has(slot)])
    other: dict[str, Any] = {slot: _other(rng, fact, slot)}
    changed = replace(fact, **other)
    return (*said[:place], changed, *said[place + 1 :])


def _other(rng: Random, fact: Fact, slot: str) -> Any:
    """Return another value for a slot."""
    value = fact.get(slot)
    if slot in ("s", "r"):
        people = {p.first for p in (fact.s, fact.r) if p is not None}
        return next(p for p in iter(lambda: person(rng), None) if p.first not in people)
    if isinstance(value, Thing):
        if value.adjective and rng.random() < 0.5:
            return replace(value, adjective=_another(rng, of_kind("adj"), value.adjective))
        return replace(value, noun=_another(rng, things(), value.noun))
    if slot == "n":
        return _another(rng, range(11, 100), value)
    if slot == "org":
        head, _, city = str(value).partition("/")
        if rng.random() < 0.5:
            return f"{_another(rng, of_kind('orghead'), head)}/{city}"
        return f"{head}/{_another(rng, of_kind('city'), city)}"
    kinds = {"v": "verb"}
    return _another(rng, of_kind(kinds.get(slot, slot)), value)


def _another(rng: Random, choices: Sequence[_T], value: object) -> _T:
    return rng.choice([choice for choice in choices if choice != value])
