"""SQuAD 2.0: SQuAD 1.1 plus unanswerable questions."""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="squad_v2",
        title="SQuAD 2.0",
        kind="span",
        metric="exact_f1",
        no_answer=True,
        licence="CC BY-SA 4.0 (as remembered)",
        citation="Rajpurkar et al. 2018, Know What You Don't Know: Unanswerable Questions for"
        " SQuAD",
        max_length=384,
    ),
    # Without the questions among the dev set's 11,873 on paragraphs of XQuAD.
    sizes={"train": 130_319, "dev": 10_174},
    source="https://rajpurkar.github.io/SQuAD-explorer/",
    layout="squad_v2",
    files={
        "train": (("train-v2.0.json",), ("squad_v2/train-v2.0.json",)),
        "dev": (("dev-v2.0.json",), ("squad_v2/dev-v2.0.json",)),
    },
    hub=HubTable("rajpurkar/squad_v2", "squad_v2", {"train": ("train",), "dev": ("validation",)}),
)
