"""The strongest cheap baseline of every test cell."""

from collections.abc import Iterator

from xstilts_baselines.miniature import cheap_questions
from xstilts_baselines.miniature.cheap import (
    EnglishLexicon,
    OverlapRule,
    strongest_for_pairs,
    strongest_for_tags,
)
from xstilts_baselines.miniature.cheap_added import majority_choice, shared_words
from xstilts_baselines.miniature.cheap_corpora import strongest_for_corpora, strongest_for_lines
from xstilts_baselines.miniature.choices import all_items
from xstilts_baselines.miniature.datasets import (
    PAIR_TASKS,
    QUESTION_TASKS,
    TAGGING_TASKS,
    Benchmark,
    english_pairs,
    english_sentences,
)
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_kit.tasks import get_task

_TRAINING = 3000
"""Number of English training items for fitting the cheap baselines."""

Cell = tuple[str, str, tuple[str, float]]
"""Task, language, the baseline's name and its score."""


def floors(benchmark: Benchmark, seed: int) -> dict[str, dict[str, str | float]]:
    """Compute the name and score of the strongest cheap baseline by ``task/language``."""
    cells = (
        *_pairs(benchmark, seed),
        *_tags(benchmark, seed),
        *_questions(benchmark),
        *_corpora(benchmark),
        *_added(benchmark, seed),
    )
    return {
        f"{task}/{language}": {"name": name, "score": round(score, 4)}
        for task, language, (name, score) in cells
    }


def _pairs(benchmark: Benchmark, seed: int) -> Iterator[Cell]:
    for name in PAIR_TASKS:
        task = get_task(name)
        training = english_pairs(name, _TRAINING, f"{seed}/cheap/{name}", benchmark.reserve)
        rule = OverlapRule(task, training)
        test = benchmark.splits["test"].pairs[name]
        for language in LANGUAGES:
            yield name, language, strongest_for_pairs(task, language, test, rule)


def _tags(benchmark: Benchmark, seed: int) -> Iterator[Cell]:
    for name in TAGGING_TASKS:
        sentences = english_sentences(_TRAINING, f"{seed}/cheap/{name}", benchmark.reserve)
        words = EnglishLexicon(name, sentences)
        test = benchmark.splits["test"].sentences[name]
        for language in LANGUAGES:
            yield name, language, strongest_for_tags(get_task(name), language, test, words)


def _questions(benchmark: Benchmark) -> Iterator[Cell]:
    for name in QUESTION_TASKS:
        for language, asked in benchmark.splits["test"].paragraphs[name].items():
            score = cheap_questions.type_guesser(get_task(name), language, asked)
            yield name, language, (cheap_questions.NAME, score)


def _corpora(benchmark: Benchmark) -> Iterator[Cell]:
    dev, test = benchmark.splits["validation"], benchmark.splits["test"]
    for language in (language for language in LANGUAGES if language != "en"):
        task = get_task("tatoeba")
        yield task.name, language, strongest_for_lines(task, language, test.lines)
        task = get_task("bucc2018")
        found = strongest_for_corpora(task, language, dev.corpora, test.corpora)
        yield task.name, language, found


def _added(benchmark: Benchmark, seed: int) -> Iterator[Cell]:
    choices = all_items(seed)["test"]
    words = shared_words(benchmark.splits["test"].paragraphs["xquad"]["en"])
    for language in LANGUAGES:
        yield "xcopa", language, majority_choice(get_task("xcopa"), language, choices)
        yield "lareqa", language, words.score(get_task("lareqa"), language)
