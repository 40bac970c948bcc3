"""Cosmos QA: questions on everyday stories that require reading between the lines."""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="cosmos_qa",
        title="Cosmos QA",
        kind="choice",
        metric="accuracy",
        choices=4,
        licence="CC BY 4.0 (as remembered)",
        citation="Huang et al. 2019, Cosmos QA: Machine Reading Comprehension with Contextual"
        " Commonsense Reasoning",
        max_length=256,
    ),
    sizes={"train": 25_262, "dev": 2_985},
    source="https://github.com/wilburOne/cosmosqa",
    layout="cosmos_qa",
    files={
        "train": (("train.csv",), ("data/train.csv",)),
        "dev": (("valid.csv",), ("data/valid.csv",)),
    },
    hub=HubTable("allenai/cosmos_qa", "default", {"train": ("train",), "dev": ("validation",)}),
)
