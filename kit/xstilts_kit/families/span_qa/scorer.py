"""Exact match and F1 by the rules of SQuAD 1.1, MLQA or the language itself."""

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
    """One row per question: columns ``exact, f1, f1_language, n``, 0 to 1; 0 without a record."""
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
    """Exact matches per question; the answers differ in wording between languages."""
    return Items(
        ids=tuple(answer.id for answer in gold),
        correct=tuple((found.values[:, 0] == 1.0).tolist()),
    )


def answer(task: Task, language: str, record: AnswerRecord) -> str:
    """The answer, normalised by the official and by the language's own rules."""
    return language_normalise(_rules(task, language)(record.answer), language)


def _rules(task: Task, language: str) -> Normalise:
    """The task's official rules; MLQA's rules depend on the language."""
    if task.rules == "mlqa":
        return partial(language_normalise, language=language)
    return squad_normalise
