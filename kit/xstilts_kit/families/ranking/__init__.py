"""Ranking: the best candidates of a pool for each query, by their embeddings."""

from xstilts_kit.families._family import Family, first_is_one
from xstilts_kit.families._layout import Layout
from xstilts_kit.families.ranking import layout, mentions
from xstilts_kit.families.ranking.checks import RankingOrder, check
from xstilts_kit.families.ranking.exchange import EXCHANGE, sample
from xstilts_kit.families.ranking.records import RankingGold, RankingRecord, accepts, text_fields
from xstilts_kit.families.ranking.scorer import COLUMNS, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="ranking",
    record_schema="record-ranking",
    max_length=256,
    heads=(),
    columns=COLUMNS,
    metrics={"map_at_20": metrics.percentage("mAP@20", "ap", "n")},
    layouts={
        "answer-sentences": Layout(layout.inputs, layout.gold),
        "mentions": Layout(mentions.inputs, mentions.gold),
    },
    accepts=accepts,
    record=RankingRecord.from_json,
    gold=RankingGold,
    order=RankingOrder,
    check=check,
    statistics=statistics,
    right=first_is_one,
    sample=sample,
    hub_type="sentence-similarity",
    exchange=EXCHANGE,
    text_fields=text_fields,
    may_lack=True,
)
