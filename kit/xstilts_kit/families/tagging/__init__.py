"""Token tagging with a closed set of tags."""

from xstilts_kit.families._family import Family, TextField
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.tagging import layout
from xstilts_kit.families.tagging.checks import check
from xstilts_kit.families.tagging.exchange import EXCHANGE, arrange, sample
from xstilts_kit.families.tagging.records import TagsGold, TagsRecord, accepts, read_plain
from xstilts_kit.families.tagging.scorer import COLUMNS, answer, right, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="tagging",
    record_schema="record-tagging",
    max_length=128,
    heads=("ForTokenClassification",),
    columns=COLUMNS,
    metrics={
        "f1": metrics.f1,
        "precision": metrics.precision,
        "recall": metrics.recall,
        "token_accuracy": metrics.token_accuracy,
    },
    layouts={"token-lines": Layout(layout.inputs, layout.gold)},
    accepts=accepts,
    record=TagsRecord.from_json,
    gold=TagsGold,
    read_plain=read_plain,
    order=OneEach,
    check=check,
    statistics=statistics,
    right=right,
    answer=answer,
    sample=sample,
    hub_type="token-classification",
    exchange=EXCHANGE,
    arrange=arrange,
    text_fields=lambda example: tuple(
        TextField(f"tokens.{number}") for number in range(len(example.tokens))
    ),
    pretokenised=True,
)
