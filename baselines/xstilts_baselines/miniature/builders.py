"""Items of the tasks, built from facts and parallel in all languages."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from random import Random

from xstilts_baselines.miniature.facts import KINDS, Fact, Thing, act, any_fact, person, thing
from xstilts_baselines.miniature.lexicon import LANGUAGES, lexicon, of_kind
from xstilts_baselines.miniature.realise import realise, text

Said = tuple[Fact, ...]
"""The facts of one sentence."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences with a label."""

    first: Said
    second: Said
    label: str


class Reserve:
    """Hashes of sentences reserved for testing, which no training text may contain."""

    def __init__(self) -> None:
        self._hashes: set[bytes] = set()

    def keep(self, said: Said, languages: Sequence[str] = LANGUAGES) -> None:
        """Reserve a sentence in the given languages, by default in all."""
        for language in languages:
            self._hashes.add(self._hash(text(realise(said, language), language)))

    def has(self, sentence: str) -> bool:
        """Whether a text is reserved."""
        return self._hash(sentence) in self._hashes

    def touches(self, said: Said, languages: Sequence[str] = LANGUAGES) -> bool:
        """Whether the sentence is reserved in one of the languages."""
        return any(self.has(text(realise(said, language), language)) for language in languages)

    @staticmethod
    def _hash(sentence: str) -> bytes:
        return sha256(sentence.encode()).digest()[:12]


def xnli_triple(rng: Random) -> tuple[Pair, Pair, Pair]:
    """Make a premise with an entailed, a neutral and a contradicting hypothesis, shuffled."""
    premise = act(rng, modifiers=0.7)
    if rng.random() < 0.3:
        premise = replace(premise, o=replace(_thing(premise), noun=_hypernym(rng, premise)))
    more = (any_fact(rng),) if rng.random() < 0.25 else ()
    pairs = [
        Pair((premise, *more), (_refront(rng, make(rng, premise)),), label)
        for make, label in (
            (_entailed, "entailment"),
            (_neutral, "neutral"),
            (_contradicting, "contradiction"),
        )
    ]
    rng.shuffle(pairs)
    return pairs[0], pairs[1], pairs[2]


def _entailed(rng: Random, fact: Fact) -> Fact:
    changes = (_add, _specialise) if fact.negated else (_drop, _generalise, _drop)
    return _first_change(rng, fact, changes)


def _neutral(rng: Random, fact: Fact) -> Fact:
    if fact.negated:
        return _first_change(rng, fact, (_drop, _generalise, _other_person, _other_verb))
    return _first_change(rng, fact, (_add, _specialise, _other_person, _other_verb))


def _contradicting(rng: Random, fact: Fact) -> Fact:
    if fact.negated:
        narrower = _add(rng, fact) if rng.random() < 0.5 else None
        return replace(narrower or fact, negated=False)
    if rng.random() < 0.5:
        wider = (_drop if rng.random() < 0.5 else _generalise)(rng, fact)
        return replace((wider if rng.random() < 0.6 else None) or fact, negated=True)
    changed = _first_change(rng, fact, (_antonym, _other_detail, _other_detail))
    return changed if changed != fact else replace(fact, negated=True)


Change = Callable[[Random, Fact], Fact | None]


def _first_change(rng: Random, fact: Fact, changes: Sequence[Change]) -> Fact:
    """Apply the first applicable change in random order; return the fact itself if none applies."""
    for change in rng.sample(list(changes), len(changes)):
        changed = change(rng, fact)
        if changed is not None:
            return changed
    return fact


def _drop(rng: Random, fact: Fact) -> Fact | None:
    present = [slot for slot in ("city", "day") if fact.has(slot)]
    options = [*present, *(["adjective"] if _thing(fact).adjective else [])]
    if not options:
        return None
    for slot in rng.sample(options, rng.randint(1, len(options))):
        fact = (
            replace(fact, o=Thing(_thing(fact).noun))
            if slot == "adjective"
            else (fact.filled(slot, ""))
        )
    return fact


def _add(rng: Random, fact: Fact) -> Fact | None:
    absent = [slot for slot in ("city", "day") if not fact.has(slot)]
    options = [*absent, *([] if _thing(fact).adjective else ["adjective"])]
    if not options:
        return None
    slot = rng.choice(options)
    if slot == "adjective":
        return replace(fact, o=replace(_thing(fact), adjective=rng.choice(of_kind("adj"))))
    return fact.filled(slot, rng.choice(of_kind(slot)))


def _generalise(rng: Random, fact: Fact) -> Fact | None:
    hypernym = lexicon()[_thing(fact).noun].detail
    return replace(fact, o=replace(_thing(fact), noun=hypernym)) if hypernym else None


def _specialise(rng: Random, fact: Fact) -> Fact | None:
    under = of_kind("noun", _thing(fact).noun)
    return replace(fact, o=replace(_thing(fact), noun=rng.choice(under))) if under else None


def _hypernym(rng: Random, fact: Fact) -> str:
    return lexicon()[_thing(fact).noun].detail or _thing(fact).noun


def _other_person(rng: Random, fact: Fact) -> Fact:
    return replace(fact, s=person(rng, fact.s))


def _other_verb(rng: Random, fact: Fact) -> Fact:
    verbs = [v for v in of_kind("verb") if v not in (fact.v, lexicon()[fact.v].detail)]
    return replace(fact, v=rng.choice(verbs))


def _antonym(rng: Random, fact: Fact) -> Fact | None:
    antonym = lexicon()[fact.v].detail
    return replace(fact, v=antonym) if antonym else None


def _other_detail(rng: Random, fact: Fact) -> Fact | None:
    """Change a detail: another property of the same kind, another place or another day."""
    options = [slot for slot in ("city", "day") if fact.has(slot)]
    adjective = _thing(fact).adjective
    if adjective and lexicon()[adjective].detail in ("colour", "size"):
        options.append("adjective")
    if not options:
        return None
    slot = rng.choice(options)
    if slot == "adjective":
        same = of_kind("adj", lexicon()[adjective].detail)
        other = rng.choice([a for a in same if a != adjective])
        return replace(fact, o=replace(_thing(fact), adjective=other))
    return fact.filled(slot, rng.choice([x for x in of_kind(slot) if x != fact.get(slot)]))


def _refront(rng: Random, fact: Fact) -> Fact:
    return replace(fact, fronted=bool(fact.day) and rng.random() < 0.4)


def _thing(fact: Fact) -> Thing:
    assert fact.o is not None
    return fact.o


def pawsx_pair(rng: Random) -> Pair:
    """Make two sentences with the same words: a paraphrase, or one with exchanged roles."""
    same = rng.random() < 0.5
    first, second = rng.choice((_converse, _clauses, _fronting))(rng, same)
    return Pair(first, second, "1" if same else "0")


def _converse(rng: Random, same: bool) -> tuple[Said, Said]:
    """Say that X gives Y something, and that Y gets it from X (or X from Y)."""
    given = any_fact(rng, "gives")
    got = replace(given, kind="gets")
    if not same:
        got = replace(got, s=given.r, r=given.s)
    return ((given,), (got,)) if rng.random() < 0.5 else ((got,), (given,))


def _clauses(rng: Random, same: bool) -> tuple[Said, Said]:
    """Reorder two clauses, with the same or exchanged subjects."""
    verbs = rng.sample(of_kind("verb"), 2)
    one = Fact("act", s=person(rng), v=verbs[0], o=thing(rng))
    two = Fact("act", s=person(rng, one.s), v=verbs[1], o=thing(rng))
    if same:
        return (one, two), (two, one)
    return (one, two), (replace(two, s=one.s), replace(one, s=two.s))


def _fronting(rng: Random, same: bool) -> tuple[Said, Said]:
    """Move the day to the front or the end, with the same or exchanged persons."""
    one = replace(any_fact(rng, "visits"), day=rng.choice(of_kind("day")), fronted=False)
    other = replace(one, fronted=True)
    if not same:
        other = replace(other, s=one.r, r=one.s)
    return ((one,), (other,)) if rng.random() < 0.5 else ((other,), (one,))


def tagged_sentence(rng: Random) -> Said:
    """Make a sentence of one or two facts of any kind, for the tagging tasks."""
    first = any_fact(rng, rng.choice(KINDS))
    return (first, any_fact(rng)) if rng.random() < 0.3 else (first,)
