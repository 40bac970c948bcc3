"""Multiple choice: selects one of several answers to a question about a text."""

from xstilts_kit.families._family import Family, TextField, first_is_one
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.families.multiple_choice import layout
from xstilts_kit.families.multiple_choice.checks import check
from xstilts_kit.families.multiple_choice.exchange import EXCHANGE, sample
from xstilts_kit.families.multiple_choice.records import ChoiceGold, ChoiceRecord, accepts
from xstilts_kit.families.multiple_choice.scorer import COLUMNS, items, statistics
from xstilts_kit.statistics import metrics

FAMILY = Family(
    name="multiple_choice",
    record_schema="record-multiple_choice",
    max_length=128,
    heads=("ForMultipleChoice", "ForSequenceClassification"),
    class_names=lambda task: (),
    outputs=1,
    columns=COLUMNS,
    metrics={"accuracy": metrics.accuracy},
    layouts={"two-choices": Layout(layout.inputs, layout.gold)},
    accepts=accepts,
    record=ChoiceRecord.from_json,
    gold=ChoiceGold,
    order=OneEach,
    check=check,
    statistics=statistics,
    right=first_is_one,
    closed=True,
    items=items,
    sample=sample,
    hub_type="multiple-choice",
    exchange=EXCHANGE,
    text_fields=lambda example: (
        TextField("premise"),
        *(TextField(f"choice{n + 1}", noise=False) for n in range(len(example.choices))),
    ),
)
