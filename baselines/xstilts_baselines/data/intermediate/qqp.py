"""QQP: are two questions from Quora duplicates?"""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="qqp",
        title="QQP",
        kind="pair",
        # 64 % of the pairs are not duplicates, so accuracy alone would be too optimistic.
        metric="f1",
        labels=("not_duplicate", "duplicate"),
        licence="Quora's terms of use, no open licence (as remembered)",
        citation="Iyer et al. 2017, First Quora Dataset Release: Question Pairs",
        max_length=128,
    ),
    sizes={"train": 363_846, "dev": 40_430},
    source="https://gluebenchmark.com/tasks",
    layout="qqp",
    files={
        "train": (("QQP/train.tsv",), ("train.tsv",)),
        "dev": (("QQP/dev.tsv",), ("dev.tsv",)),
    },
    hub=HubTable("nyu-mll/glue", "qqp", {"train": ("train",), "dev": ("validation",)}),
)
