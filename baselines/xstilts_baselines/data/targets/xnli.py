"""XNLI: XTREME's copy of the MultiNLI training set, and XNLI's English dev set."""

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("xnli")

TARGET = Target(
    task=TrainingTask(
        name="xnli",
        title=_TASK.title,
        kind="pair",
        metric="accuracy",
        labels=_TASK.labels,
        licence=_TASK.licence,
        citation=_TASK.citation,
        max_length=256,
    ),
    answers=("xnli",),
    languages=("en", *(code for code in _TASK.languages if code != "en")),
    sizes={"train": 392_702, "dev": 2_490},
    default="auto",
    source=_TASK.source,
    layout="xnli",
    hub=HubTable("facebook/xnli", "{code}", {"train": ("train",), "dev": ("validation",)}),
    local={"train": _TASK.files["train"], "dev": _TASK.files["validation"]},
    translated=True,
)
