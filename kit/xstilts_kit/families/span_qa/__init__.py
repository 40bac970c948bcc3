"""Extractive question answering: the answer is a span of the context."""

from xstilts_kit.families._family import Family, TextField, first_is_one
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.span_qa import layout
from xstilts_kit.families.span_qa.checks import check
from xstilts_kit.families.span_qa.exchange import EXCHANGE, sample
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold, accepts
from xstilts_kit.families.span_qa.scorer import COLUMNS, answer, items, statistics
from xstilts_kit.families.span_qa.windows import LEAST_CONTEXT, LONGEST_QUESTION, STEP
from xstilts_kit.statistics import metrics

_EXACT_MATCH = metrics.percentage("exact match", "exact", "n")
_F1 = metrics.percentage("F1", "f1", "n")

FAMILY = Family(
    name="span_qa",
    record_schema="record-span_qa",
    max_length=384,
    heads=("ForQuestionAnswering", "ForQuestionAnsweringSimple"),
    columns=COLUMNS,
    metrics={
        "em_f1": metrics.mean_of("mean of exact match and F1", _EXACT_MATCH, _F1),
        "exact_match": _EXACT_MATCH,
        "f1": _F1,
        "f1_language": metrics.percentage("F1 by language-specific rules", "f1_language", "n"),
    },
    layouts={"questions": Layout(layout.inputs, layout.gold)},
    accepts=accepts,
    record=AnswerRecord.from_json,
    gold=AnswersGold,
    order=OneEach,
    check=check,
    statistics=statistics,
    right=first_is_one,
    answer=answer,
    items=items,
    sample=sample,
    hub_type="question-answering",
    exchange=EXCHANGE,
    may_lack=True,
    outputs=2,
    step=STEP,
    shortest=LONGEST_QUESTION + LEAST_CONTEXT,
    # Answers are spans of the context.
    text_fields=lambda example: (TextField("context", noise=False), TextField("question")),
)
