"""The miniature's splits: test and development in every language, training in English.

Test is made first, then development, then training; each rejects the sentences of those before it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from random import Random

from xstilts_baselines.miniature.builders import (
    Pair,
    Reserve,
    Said,
    pawsx_pair,
    tagged_sentence,
    xnli_triple,
)

SIZES = {
    "test": {"xnli": 402, "pawsx": 400, "udpos": 200, "panx": 200},
    "validation": {"xnli": 102, "pawsx": 100, "udpos": 50, "panx": 50},
}
"""Rows or sentences a language; xnli in triples."""

PAIR_TASKS = ("xnli", "pawsx")
TAGGING_TASKS = ("udpos", "panx")


@dataclass(frozen=True, slots=True)
class Split:
    """One split of the miniature, before any language."""

    pairs: dict[str, tuple[Pair, ...]]
    sentences: dict[str, tuple[Said, ...]]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Test and development, and what no training text may hold."""

    splits: dict[str, Split]
    reserve: Reserve


def make_benchmark(seed: int) -> Benchmark:
    """The miniature of a seed."""
    reserve = Reserve()
    splits = {}
    for name, sizes in SIZES.items():
        seen: set[Said] = set()
        pairs = {
            task: english_pairs(task, sizes[task], f"{seed}/{name}/{task}", reserve, seen)
            for task in PAIR_TASKS
        }
        sentences = {
            task: english_sentences(sizes[task], f"{seed}/{name}/{task}", reserve, seen)
            for task in TAGGING_TASKS
        }
        splits[name] = Split(pairs, sentences)
        for said in _sentences_of(splits[name]):
            reserve.keep(said)
    return Benchmark(splits, reserve)


def english_pairs(
    task: str, count: int, seed: str, reserve: Reserve, seen: set[Said] | None = None
) -> tuple[Pair, ...]:
    """Labelled pairs of a task, no first sentence twice, none of them reserved in English."""
    rng = Random(seed)
    seen = set() if seen is None else seen
    make: Callable[[Random], tuple[Pair, ...]] = (
        xnli_triple if task == "xnli" else lambda random: (pawsx_pair(random),)
    )
    pairs: list[Pair] = []
    while len(pairs) < count:
        group = make(rng)
        said = {sentence for pair in group for sentence in (pair.first, pair.second)}
        if group[0].first in seen or any(reserve.touches(s, ("en",)) for s in said):
            continue
        seen.add(group[0].first)
        pairs += group
    return tuple(pairs[:count])


def english_sentences(
    count: int, seed: str, reserve: Reserve, seen: set[Said] | None = None
) -> tuple[Said, ...]:
    """Sentences for tagging, none twice, none of them reserved in English."""
    rng = Random(seed)
    seen = set() if seen is None else seen
    sentences: list[Said] = []
    while len(sentences) < count:
        said = tagged_sentence(rng)
        if said in seen or reserve.touches(said, ("en",)):
            continue
        seen.add(said)
        sentences.append(said)
    return tuple(sentences)


def _sentences_of(split: Split) -> Iterable[Said]:
    pairs = chain.from_iterable(split.pairs.values())
    return chain(
        (said for pair in pairs for said in (pair.first, pair.second)),
        chain.from_iterable(split.sentences.values()),
    )
