"""Exact match and F1 (SQuAD 1.1 or MLQA, as the task says), and F1 by the language's own rules."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from xstilts_kit.families._family import Items, Statistics
from xstilts_kit.families.span_qa.answers import (
    Normalise,
    exact_match,
    language_normalise,
    squad_normalise,
    token_f1,
)
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold
from xstilts_kit.tasks import Task

COLUMNS = ("exact", "f1", "f1_language", "n")


def statistics(
    task: Task, language: str, gold: Sequence[AnswersGold], records: Sequence[AnswerRecord | None]
) -> Statistics:
    """One row a question: columns ``exact, f1, f1_language, n``, 0 to 1; 0 without a record."""
    official = _rules(task, language)
    own = partial(language_normalise, language=language)
    rows = np.ones((len(gold), len(COLUMNS)), dtype=np.float64)
    for row, (right, record) in enumerate(zip(gold, records, strict=True)):
        if record is None:
            rows[row, :3] = 0.0
            continue
        answers = right.answers or ()
        exact = exact_match(record.answer, answers, official)
        f1 = token_f1(record.answer, answers, official)
        rows[row, :3] = exact, f1, token_f1(record.answer, answers, own)
    by_paragraph = task.unit == "paragraph"
    return Statistics(rows, [str(g.paragraph) if by_paragraph else g.id for g in gold])


def items(
    gold: Sequence[AnswersGold], records: Sequence[AnswerRecord | None], found: Statistics
) -> Items:
    """Questions answered exactly; the answers themselves are in other words in each language."""
    return Items(
        ids=tuple(answer.id for answer in gold),
        correct=tuple((found.values[:, 0] == 1.0).tolist()),
    )


def answer(task: Task, language: str, record: AnswerRecord) -> str:
    """The answer without what the official rules or the language's own ones take away."""
    return language_normalise(_rules(task, language)(record.answer), language)


def _rules(task: Task, language: str) -> Normalise:
    """The task's official rules; MLQA's are those of the language, which it has for its seven."""
    if task.rules == "mlqa":
        return partial(language_normalise, language=language)
    return squad_normalise
