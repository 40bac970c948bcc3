"""Exact match and F1 by the rules of SQuAD 1.1, MLQA or the language itself."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from xstilts_kit.families._family import Items, Statistics
from xstilts_kit.families.span_qa.answers import (
    exact_and_f1,
    language_normalise,
    squad_normalise,
)
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold
from xstilts_kit.tasks import Task

COLUMNS = ("exact", "f1", "f1_language", "n")


def statistics(
    task: Task, language: str, gold: Sequence[AnswersGold], records: Sequence[AnswerRecord | None]
) -> Statistics:
    """One row per question: columns ``exact, f1, f1_language, n``, 0 to 1; 0 without a record.

    MLQA's official rules equal `language_normalise` for its seven languages.
    """
    own = partial(language_normalise, language=language)
    values = []
    for right, record in zip(gold, records, strict=True):
        if record is None:
            values.append((0.0, 0.0, 0.0, 1.0))
            continue
        answers = right.answers or ()
        _, f1_language = exact, f1 = exact_and_f1(record.answer, answers, own)
        if task.rules != "mlqa":
            exact, f1 = exact_and_f1(record.answer, answers, squad_normalise)
        values.append((exact, f1, f1_language, 1.0))
    rows = np.array(values, dtype=np.float64).reshape(-1, len(COLUMNS))
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
    """The answer, normalised by the official rules and by the language's own rules."""
    if task.rules == "mlqa":
        official = language_normalise(record.answer, language)
    else:
        official = squad_normalise(record.answer)
    return language_normalise(official, language)
