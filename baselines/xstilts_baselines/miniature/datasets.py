"""The miniature's splits: test and development in every language, training in English.

Test is made first, then development, then training; each excludes the sentences of earlier splits.
"""

from collections.abc import Callable, Iterable, Sequence
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
from xstilts_baselines.miniature.corpora import Corpora, corpora, near_misses
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.paragraphs import FEWEST_CANDIDATES, free_of, paragraph
from xstilts_baselines.miniature.questions import Paragraph

SIZES = {
    "test": {
        "xnli": 402,
        "pawsx": 400,
        "udpos": 200,
        "panx": 200,
        "xquad": 200,
        "mlqa": 150,
        "tydiqa": 150,
        "tatoeba": 300,
        "bucc2018": 150,
    },
    "validation": {"xnli": 102, "pawsx": 100, "udpos": 50, "panx": 50, "mlqa": 50, "bucc2018": 75},
}
"""Rows, sentences, questions or translated pairs per language; triples for xnli."""

ALONE = {"test": 350, "validation": 175}
"""Sentences without translation in each of bucc2018's corpora."""

PAIR_TASKS = ("xnli", "pawsx")
TAGGING_TASKS = ("udpos", "panx")
QUESTION_TASKS = ("xquad", "mlqa", "tydiqa")

PER_PARAGRAPH = {"xquad": 5, "mlqa": 2, "tydiqa": 3, "squad": 4}
"""Questions per paragraph."""

_SIX = ((1, 1, 1, 1, 1, 1), (2, 1, 1, 1, 1), (2, 2, 1, 1), (3, 2, 1))
_FIVE = ((1, 1, 1, 1, 1), (2, 1, 1, 1), (2, 2, 1))
_FEW = ((1, 1), (2,), (2, 1), (3,))

_SHAPES = {"xquad": _SIX, "mlqa": _SIX, "tydiqa": _FIVE, "squad": _SIX}
"""Number of facts of each kind in a paragraph."""

_LEAD_IN_TEST, _LEAD_IN_TRAINING = 0.15, 0.4


@dataclass(frozen=True, slots=True)
class Split:
    """One language-independent split of the miniature."""

    pairs: dict[str, tuple[Pair, ...]]
    sentences: dict[str, tuple[Said, ...]]
    paragraphs: dict[str, dict[str, tuple[Paragraph, ...]]]
    """Paragraphs by task and language; the same in all languages except for tydiqa."""
    lines: tuple[Said, ...]
    """Sentences of tatoeba; none in the development split."""
    corpora: Corpora
    """Corpora of bucc2018."""


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Test and development splits, and the sentences that training text must not contain."""

    splits: dict[str, Split]
    reserve: Reserve


def make_benchmark(seed: int) -> Benchmark:
    """Generate the miniature from a seed."""
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
        asked = {
            task: _paragraphs(task, sizes[task], f"{seed}/{name}/{task}", reserve)
            for task in QUESTION_TASKS
            if task in sizes
        }
        rng = Random(f"{seed}/{name}/tatoeba")
        lines = near_misses(rng, sizes.get("tatoeba", 0), reserve)
        rng = Random(f"{seed}/{name}/bucc2018")
        found = corpora(rng, sizes["bucc2018"], ALONE[name], reserve)
        splits[name] = Split(pairs, sentences, asked, lines, found)
        for said, languages in sentences_of(splits[name]):
            reserve.keep(said, languages)
    return Benchmark(splits, reserve)


def english_pairs(
    task: str, count: int, seed: str, reserve: Reserve, seen: set[Said] | None = None
) -> tuple[Pair, ...]:
    """Generate labelled pairs with distinct first sentences, none reserved in English."""
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
    """Generate distinct sentences for tagging, none reserved in English."""
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


def paragraphs(
    task: str,
    count: int,
    seed: str,
    reserve: Reserve,
    languages: tuple[str, ...] = ("en",),
    *,
    training: bool = True,
) -> tuple[Paragraph, ...]:
    """Generate paragraphs with `count` questions in total and no reserved sentence.

    Args:
        task: One of `PER_PARAGRAPH`; ``squad`` provides training data for xquad and mlqa.
        count: Total number of questions.
        seed: Seed of the generator.
        reserve: Sentences that must not be used.
        languages: Languages in which the sentences must not be reserved.
        training: Prefix more questions with lead words, and make half of the paragraphs short,
            with a question that leaves fewer candidates.
    """
    rng = Random(seed)
    free = free_of(reserve, languages)
    lead = _LEAD_IN_TRAINING if training else _LEAD_IN_TEST
    found: list[Paragraph] = []
    while count > 0:
        short = training and rng.random() < 0.5
        shape = rng.choice(_FEW if short else _SHAPES[task])
        each, fewest = (1, 1) if short else (PER_PARAGRAPH[task], FEWEST_CANDIDATES)
        found.append(paragraph(rng, shape, each, free, lead=lead, fewest=fewest))
        count -= each
    return tuple(found)


def _paragraphs(
    task: str, count: int, seed: str, reserve: Reserve
) -> dict[str, tuple[Paragraph, ...]]:
    if task != "tydiqa":
        found = paragraphs(task, count, seed, reserve, LANGUAGES, training=False)
        return dict.fromkeys(LANGUAGES, found)
    return {
        language: paragraphs(
            task, count, f"{seed}/{language}", reserve, (language,), training=False
        )
        for language in LANGUAGES
    }


def sentences_of(split: Split) -> Iterable[tuple[Said, Sequence[str]]]:
    """Yield every sentence of a split with the languages in which it occurs."""
    for pair in chain.from_iterable(split.pairs.values()):
        yield pair.first, LANGUAGES
        yield pair.second, LANGUAGES
    for said in chain.from_iterable(split.sentences.values()):
        yield said, LANGUAGES
    for by_language in split.paragraphs.values():
        for language, found in by_language.items():
            for asked in found:
                yield from (((fact,), (language,)) for fact in asked.facts)
    others = tuple(language for language in LANGUAGES if language != "en")
    yield from ((said, LANGUAGES) for said in split.lines)
    yield from ((said, LANGUAGES) for said in split.corpora.gold)
    yield from ((said, others) for said in split.corpora.foreign)
    yield from ((said, ("en",)) for said in split.corpora.english)
