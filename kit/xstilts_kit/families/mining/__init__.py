"""Mining of translation pairs from two corpora."""

from xstilts_kit.families._family import Family, TextField
from xstilts_kit.families._layout import Layout
from xstilts_kit.families.mining import layout
from xstilts_kit.families.mining.checks import PairOrder, check
from xstilts_kit.families.mining.exchange import EXCHANGE, arrange, examples, sample
from xstilts_kit.families.mining.records import PairGold, PairRecord, accepts
from xstilts_kit.families.mining.scorer import COLUMNS, answer, gold_of_first, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="mining",
    record_schema="record-mining",
    max_length=512,
    heads=(),
    columns=COLUMNS,
    metrics={"f1": metrics.f1, "precision": metrics.precision, "recall": metrics.recall},
    layouts={"corpora": Layout(layout.corpus_inputs, layout.corpus_gold, one_each=False)},
    accepts=accepts,
    record=PairRecord.from_json,
    gold=PairGold,
    order=PairOrder,
    check=check,
    statistics=statistics,
    answer=answer,
    sample=sample,
    hub_type="sentence-similarity",
    exchange=EXCHANGE,
    arrange=arrange,
    examples=examples,
    one_each=False,
    gold_of_first=gold_of_first,
    fitted_on="validation",
    # The candidates are English.
    text_fields=lambda example: (TextField(example.side, noise=example.side == "query"),),
)
