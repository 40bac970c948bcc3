"""English training data from the miniature's generator, disjoint from the miniature's own splits.

The data depend on the miniature's seed and on the phase, never on a recipe's seed: all arms and
seeds of a study train on the same samples, and an intermediate task on different ones from a
target's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from itertools import islice
from random import Random

from xstilts_baselines.data.reading.texts import share_of
from xstilts_baselines.data.samples import PairSample, Sample, SpanSample, TagSample, TextSample
from xstilts_baselines.data.task import (
    GENERATED,
    Phase,
    Provenance,
    Split,
    TrainingData,
    TrainingTask,
)
from xstilts_baselines.miniature.builders import Said, tagged_sentence
from xstilts_baselines.miniature.cheap import tags_of
from xstilts_baselines.miniature.datasets import (
    PAIR_TASKS,
    TAGGING_TASKS,
    Benchmark,
    english_pairs,
    english_sentences,
    make_benchmark,
    paragraphs,
)
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.questions import context, question_text, span
from xstilts_baselines.miniature.realise import realise, text
from xstilts_baselines.miniature.writer import SEED
from xstilts_kit.diagnostics.errors import UsageError, nearest

SIZES: Mapping[str, int] = {
    "mnli": 21_000,
    "xnli": 21_000,
    "pawsx": 16_000,
    "udpos": 3_000,
    "panx": 3_000,
    "squad": 16_000,
    "tydiqa": 12_000,
}
"""Number of training samples generated for each task."""
DEV = 500
"""Number of samples in each dev set."""
TEXTS = 10_000
"""Maximum number of unlabelled texts generated for each language."""
_LIKE = {"mnli": "xnli"}
"""Intermediate task → target whose generator it uses, with different samples."""


def generated(task: TrainingTask, phase: Phase) -> TrainingData:
    """Return generated data for a task.

    Raises:
        UsageError: The generator does not support this task.
    """
    if task.name not in SIZES:
        known = ", ".join(SIZES)
        raise UsageError(
            f"The miniature has no {task.title}.", f"It has {known}; give another place by --data."
        )

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        count = DEV if split == "dev" else SIZES[task.name]
        name = _LIKE.get(task.name, task.name)
        return _samples(name, phase, split, count if limit is None else min(limit, count))

    own = replace(task, title=f"{task.title}, generated", licence=GENERATED, citation="")
    return TrainingData(own, Provenance("miniature", None, None, ()), read)


def generated_text(task: TrainingTask, languages: Sequence[str]) -> TrainingData:
    """Return generated, unlabelled sentences in each language.

    Raises:
        UsageError: The miniature does not have one of the languages.
    """
    for language in languages:
        if language not in LANGUAGES:
            listing = f"It has {', '.join(LANGUAGES)}."
            raise UsageError(
                f"The miniature has no {language!r}.",
                nearest(language, LANGUAGES, otherwise=listing),
            )

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        each = share_of(limit, split, languages) or TEXTS
        texts = (sample for code in languages for sample in _texts(code, split, min(each, TEXTS)))
        return list(texts)[:limit]

    provenance = Provenance("miniature", None, None, (), languages=tuple(languages))
    return TrainingData(task, provenance, read)


@cache
def _benchmark() -> Benchmark:
    return make_benchmark(SEED)


def _samples(name: str, phase: Phase, split: Split, count: int) -> list[Sample]:
    """Generate `count` samples; a smaller sample is a prefix of a larger one.

    The dev set is generated first, and the training set excludes its sentences.
    """
    seed, reserve = f"{SEED}/{phase}/{name}", _benchmark().reserve
    if name in PAIR_TASKS:
        seen: set[Said] = set()
        pairs = english_pairs(name, DEV, f"{seed}/dev", reserve, seen)
        if split == "train":
            pairs = english_pairs(name, count, f"{seed}/train", reserve, seen)
        return [
            PairSample(str(i), _written(pair.first), _written(pair.second), pair.label)
            for i, pair in enumerate(pairs[:count])
        ]
    if name in TAGGING_TASKS:
        known: set[Said] = set()
        said = english_sentences(DEV, f"{seed}/dev", reserve, known)
        if split == "train":
            said = english_sentences(count, f"{seed}/train", reserve, known)
        sentences = [realise(sentence, "en") for sentence in said[:count]]
        return [
            TagSample(str(i), tuple(w.form for w in words), tuple(tags_of(words, name)))
            for i, words in enumerate(sentences)
        ]
    return list(islice(_questions(name, f"{seed}/{split}", count), count))


def _written(said: Said) -> str:
    return text(realise(said, "en"), "en")


def _questions(name: str, seed: str, count: int) -> list[SpanSample]:
    found: list[SpanSample] = []
    for asked in paragraphs(name, count, seed, _benchmark().reserve):
        written = context(asked.facts, "en")
        for question in asked.questions:
            answer = span(asked.facts, asked.facts.index(question.fact), question.slot, "en")
            found.append(
                SpanSample(
                    str(len(found)),
                    written,
                    question_text(question, "en"),
                    ((answer.text, answer.start),),
                )
            )
    return found


def _texts(language: str, split: Split, count: int) -> list[TextSample]:
    """Generate sentences that occur in no split of the miniature in this language."""
    rng, reserve = Random(f"{SEED}/text/{language}/{split}"), _benchmark().reserve
    found: list[TextSample] = []
    while len(found) < count:
        said = tagged_sentence(rng)
        if not reserve.touches(said, (language,)):
            written = text(realise(said, language), language)
            found.append(TextSample(f"{language}/{len(found)}", written, language))
    return found
