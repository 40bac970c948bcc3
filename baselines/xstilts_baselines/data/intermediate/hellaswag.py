"""HellaSwag: which of four endings continues a story?"""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="hellaswag",
        title="HellaSwag",
        kind="choice",
        metric="accuracy",
        choices=4,
        licence="MIT",
        citation="Zellers et al. 2019, HellaSwag: Can a Machine Really Finish Your Sentence?",
        max_length=128,
    ),
    sizes={"train": 39_905, "dev": 10_042},
    source="https://github.com/rowanz/hellaswag",
    layout="hellaswag",
    files={
        "train": (("hellaswag_train.jsonl",), ("data/hellaswag_train.jsonl",)),
        "dev": (("hellaswag_val.jsonl",), ("data/hellaswag_val.jsonl",)),
    },
    hub=HubTable("Rowan/hellaswag", "default", {"train": ("train",), "dev": ("validation",)}),
)
