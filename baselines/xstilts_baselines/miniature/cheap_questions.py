"""The cheap baseline of the question tasks: a guesser that is told the answer's type."""

from collections.abc import Sequence

from xstilts_baselines.miniature.question_files import answers
from xstilts_baselines.miniature.questions import Paragraph, candidates, span
from xstilts_kit.families import get_family
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold
from xstilts_kit.tasks import Task

NAME = "type guesser"


def type_guesser(task: Task, language: str, paragraphs: Sequence[Paragraph]) -> float:
    """Expected score of a guess among what is of the answer's type, 0 to 100.

    It knows the candidates' exact limits and leaves out those that the question names; a candidate
    that is said several times counts once.
    """
    expected = [
        _of_question(task, language, found, number)
        for found in paragraphs
        for number in range(len(found.questions))
    ]
    return 100 * sum(expected) / len(expected)


def _of_question(task: Task, language: str, found: Paragraph, number: int) -> float:
    """Mean over the candidates of the mean of exact match and F1."""
    places = candidates(found.facts, found.questions[number])
    guesses = [span(found.facts, place, slot, language).text for place, slot in places]
    right = tuple(answer.text for answer in answers(task.name, found, number, language))
    gold = [AnswersGold(str(i), right, 0) for i in range(len(guesses))]
    records = [AnswerRecord(str(i), guess) for i, guess in enumerate(guesses)]
    family = get_family(task.family)
    means = family.statistics(task, language, gold, records).values.mean(axis=0)
    by_name = dict(zip(family.columns, means.tolist(), strict=True))
    return float((by_name["exact"] + by_name["f1"]) / 2)
