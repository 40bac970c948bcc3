"""SQuAD 1.1: questions answered by a span of a Wikipedia paragraph."""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="squad",
        title="SQuAD 1.1",
        kind="span",
        metric="exact_f1",
        licence="CC BY-SA 4.0 (as remembered)",
        citation="Rajpurkar et al. 2016, SQuAD: 100,000+ Questions for Machine Comprehension of"
        " Text",
        max_length=384,
    ),
    # Without the questions among the dev set's 10,570 that XQuAD tests on.
    sizes={"train": 87_599, "dev": 9_380},
    source="https://rajpurkar.github.io/SQuAD-explorer/",
    layout="squad",
    files={
        "train": (("train-v1.1.json",), ("squad/train-v1.1.json",)),
        "dev": (("dev-v1.1.json",), ("squad/dev-v1.1.json",)),
    },
    hub=HubTable("rajpurkar/squad", "plain_text", {"train": ("train",), "dev": ("validation",)}),
)
