"""Cheap baselines for question answering, which know the answer's type.

``python -m xstilts_baselines.miniature.cheap_questions`` prints the scores of a word-overlap rule
that also knows the boundaries of sentences, words and candidates.
"""

from collections.abc import Iterable, Sequence
from random import Random

from xstilts_baselines.miniature.datasets import QUESTION_TASKS, make_benchmark
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.question_files import answers
from xstilts_baselines.miniature.questions import (
    Paragraph,
    Question,
    ask,
    candidates,
    mentions,
    span,
)
from xstilts_baselines.miniature.realise import realise
from xstilts_kit.families import get_family
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold
from xstilts_kit.tasks import Task, get_task

NAME = "type guesser"


def type_guesser(task: Task, language: str, paragraphs: Sequence[Paragraph]) -> float:
    """Return the expected score of guessing among candidates of the answer's type, 0 to 100.

    The guesser knows the candidates' boundaries and excludes those named in the question; a
    candidate that is mentioned several times counts once.
    """
    return _mean(
        _score(task, language, found, number, candidates(found.facts, question))
        for found in paragraphs
        for number, question in enumerate(found.questions)
    )


def word_rule(task: Task, language: str, paragraphs: Sequence[Paragraph]) -> float:
    """Score the candidate in the sentence with the most words of the question, 0 to 100."""
    rng = Random(0)
    return _mean(
        _score(task, language, found, number, [_best(rng, found, question, language)])
        for found in paragraphs
        for number, question in enumerate(found.questions)
    )


def _best(rng: Random, found: Paragraph, question: Question, language: str) -> tuple[int, str]:
    asked = {word.form.casefold() for word in ask(question, language)}
    shared = [
        len(asked & {word.form.casefold() for word in realise((fact,), language)})
        for fact in found.facts
    ]
    places = mentions(found.facts, question)
    return max(rng.sample(places, len(places)), key=lambda place: shared[place[0]])


def _score(
    task: Task, language: str, found: Paragraph, number: int, places: Sequence[tuple[int, str]]
) -> float:
    """Return the mean over places of the mean of exact match and F1, 0 to 1."""
    guesses = [span(found.facts, place, slot, language).text for place, slot in places]
    right = tuple(answer.text for answer in answers(task.name, found, number, language))
    gold = [AnswersGold(str(i), right, 0) for i in range(len(guesses))]
    records = [AnswerRecord(str(i), guess) for i, guess in enumerate(guesses)]
    family = get_family(task.family)
    means = family.statistics(task, language, gold, records).values.mean(axis=0)
    by_name = dict(zip(family.columns, means.tolist(), strict=True))
    return float((by_name["exact"] + by_name["f1"]) / 2)


def _mean(scores: Iterable[float]) -> float:
    found = list(scores)
    return 100 * sum(found) / len(found)


def _print_word_rule(seed: int) -> None:
    test = make_benchmark(seed).splits["test"]
    for name in QUESTION_TASKS:
        found = [word_rule(get_task(name), code, test.paragraphs[name][code]) for code in LANGUAGES]
        cells = ", ".join(
            f"{code} {score:.1f}" for code, score in zip(LANGUAGES, found, strict=True)
        )
        print(f"{name}: {cells}")


if __name__ == "__main__":
    from xstilts_baselines.miniature.writer import SEED

    _print_word_rule(SEED)
