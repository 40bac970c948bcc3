"""Sentence-pair classification with a closed set of labels."""

from xstilts_kit.families._family import Family, TextField, first_is_one
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.classification import layout
from xstilts_kit.families.classification.checks import check
from xstilts_kit.families.classification.exchange import EXCHANGE, sample
from xstilts_kit.families.classification.records import LabelGold, LabelRecord, accepts
from xstilts_kit.families.classification.scorer import COLUMNS, items, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="classification",
    record_schema="record-classification",
    max_length=128,
    heads=("ForSequenceClassification",),
    columns=COLUMNS,
    metrics={"accuracy": metrics.accuracy},
    layouts={"sentence-pairs": Layout(layout.inputs, layout.gold)},
    accepts=accepts,
    record=LabelRecord.from_json,
    gold=LabelGold,
    order=OneEach,
    check=check,
    statistics=statistics,
    right=first_is_one,
    closed=True,
    items=items,
    sample=sample,
    hub_type="text-classification",
    exchange=EXCHANGE,
    text_fields=lambda example: (TextField("text_a"), TextField("text_b")),
    hypothesis="text_b",
)
