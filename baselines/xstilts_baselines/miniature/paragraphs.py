"""Paragraphs with questions, built so that knowing the answer's type is not enough."""

from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Any

from xstilts_baselines.miniature.builders import Reserve
from xstilts_baselines.miniature.facts import Fact, Person, Thing, any_fact
from xstilts_baselines.miniature.lexicon import LANGUAGES, of_kind, things
from xstilts_baselines.miniature.questions import (
    Paragraph,
    candidates,
    question_kinds,
    random_question,
)

_KINDS = tuple(dict.fromkeys(name.rpartition("_")[0] for name in question_kinds()))
_ASKED = {
    kind: [name.rpartition("_")[2] for name in question_kinds() if name.rpartition("_")[0] == kind]
    for kind in _KINDS
}
_PEOPLE = 4
_SURNAMES = 0.7
_ADJECTIVES = 0.6
"""Both are high, so that reserved test sentences do not exhaust the short sentences."""
_TRIES = 200

FEWEST_CANDIDATES = 3
"""Candidates of the answer's type in a context, excluding those named in the question."""


def paragraph(
    rng: Random,
    sizes: tuple[int, ...],
    questions: int,
    free: Callable[[Fact], bool],
    *,
    lead: float = 0.15,
    fewest: int = FEWEST_CANDIDATES,
) -> Paragraph:
    """Make shuffled facts of a few kinds about the same people, with questions on them.

    Args:
        rng: Random number generator.
        sizes: Number of facts of each kind, one entry per kind.
        questions: Number of questions.
        free: Whether a fact may be used.
        lead: Probability that lead words precede a question.
        fewest: Minimum number of candidates for each question.
    """
    while True:
        facts = _facts(rng, sizes, free)
        if facts is None:
            continue
        made = [
            random_question(rng, fact, slot, lead)
            for fact in facts
            for slot in _ASKED[fact.kind]
            if fact.has(slot)
        ]
        rng.shuffle(made)
        open_ = [question for question in made if len(candidates(facts, question)) >= fewest]
        if len(open_) >= questions:
            return Paragraph(facts, tuple(open_[:questions]))


def free_of(reserve: Reserve, languages: tuple[str, ...] = LANGUAGES) -> Callable[[Fact], bool]:
    """Return a predicate for facts whose sentence is reserved in none of the languages."""
    return lambda fact: not reserve.touches((fact,), languages)


def _facts(
    rng: Random, sizes: tuple[int, ...], free: Callable[[Fact], bool]
) -> tuple[Fact, ...] | None:
    """Draw facts of which no two of the same kind share a slot value; None if drawing fails."""
    people = _people(rng)
    nouns = rng.sample(things(), len(things()))
    found: list[Fact] = []
    for kind, count in zip(rng.sample(_KINDS, len(sizes)), sizes, strict=True):
        circle = rng.sample(people, len(people))
        days = rng.random() < 0.6
        for number in range(count):
            for _ in range(_TRIES):
                fact = _fact(rng, kind, circle, number, nouns[-1], days=days)
                if free(fact) and all(_apart(fact, other) for other in found):
                    break
            else:
                return None
            if fact.o is not None:
                nouns.pop()
            found.append(fact)
    rng.shuffle(found)
    return tuple(found)


def _people(rng: Random) -> list[Person]:
    firsts, lasts = rng.sample(of_kind("first"), _PEOPLE), rng.sample(of_kind("last"), _PEOPLE)
    return [
        Person(first, last if rng.random() < _SURNAMES else "")
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _fact(
    rng: Random, kind: str, circle: list[Person], number: int, noun: str, *, days: bool
) -> Fact:
    """Draw a fact about the people of the paragraph."""
    fact = any_fact(rng, kind)
    changed: dict[str, Any] = {
        "s": circle[number % len(circle)],
        "r": circle[(number + 1) % len(circle)],
        "o": Thing(noun, rng.choice(of_kind("adj")) if rng.random() < _ADJECTIVES else ""),
    }
    fact = replace(
        fact, **{slot: value for slot, value in changed.items() if fact.has(slot)}, negated=False
    )
    if kind in ("act", "visits", "works", "gives"):
        day = rng.choice(of_kind("day")) if days else ""
        fact = replace(fact, day=day, fronted=bool(day) and fact.fronted)
    return fact


def _apart(fact: Fact, other: Fact) -> bool:
    """Whether two facts of one kind share no slot value except persons."""
    if fact.kind != other.kind:
        return True
    slots = ("o", "n", "city", "day", "job", "org", "s", "r", "v")
    return all(not fact.has(slot) or fact.get(slot) != other.get(slot) for slot in slots)
