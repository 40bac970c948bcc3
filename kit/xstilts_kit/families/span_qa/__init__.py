"""Extractive question answering: a span of the context."""

from xstilts_kit.families._family import Family
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.span_qa.checks import check
from xstilts_kit.families.span_qa.exchange import EXCHANGE
from xstilts_kit.families.span_qa.records import AnswerRecord, AnswersGold, accepts
from xstilts_kit.families.span_qa.scorer import COLUMNS, answer, items, statistics
from xstilts_kit.families.span_qa.windows import LEAST_CONTEXT, LONGEST_QUESTION, STEP
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="span_qa",
    record_schema="record-span_qa",
    max_length=384,
    heads=("ForQuestionAnswering", "ForQuestionAnsweringSimple"),
    columns=COLUMNS,
    metrics={
        "em_f1": metrics.mean_of_metrics("exact", "f1", denominator="n"),
        "exact_match": metrics.percentage("exact", "n"),
        "f1": metrics.percentage("f1", "n"),
        "f1_language": metrics.percentage("f1_language", "n"),
    },
    accepts=accepts,
    record=AnswerRecord.from_json,
    gold=AnswersGold,
    order=OneEach,
    check=check,
    statistics=statistics,
    items=items,
    answer=answer,
    exchange=EXCHANGE,
    may_lack=True,
    classes=2,
    step=STEP,
    shortest=LONGEST_QUESTION + LEAST_CONTEXT,
)
