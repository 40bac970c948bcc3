"""Sentence retrieval: selects the candidate with the nearest embedding for each query."""

from xstilts_kit.families._family import Family, TextField, first_is_one
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.retrieval import layout
from xstilts_kit.families.retrieval.checks import check
from xstilts_kit.families.retrieval.exchange import EXCHANGE, sample
from xstilts_kit.families.retrieval.records import MatchGold, MatchRecord, accepts
from xstilts_kit.families.retrieval.scorer import COLUMNS, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="retrieval",
    record_schema="record-retrieval",
    max_length=512,
    heads=(),
    columns=COLUMNS,
    metrics={"accuracy": metrics.accuracy},
    layouts={"parallel-lines": Layout(layout.line_inputs, layout.line_gold)},
    accepts=accepts,
    record=MatchRecord.from_json,
    gold=MatchGold,
    order=OneEach,
    check=check,
    statistics=statistics,
    right=first_is_one,
    sample=sample,
    hub_type="sentence-similarity",
    exchange=EXCHANGE,
    text_fields=lambda example: (TextField("text"),),
    changed_side="candidates",  # the queries are English
)
