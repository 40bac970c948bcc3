"""PAWS-X: English PAWS."""

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("pawsx")

TARGET = Target(
    task=TrainingTask(
        name="pawsx",
        title=_TASK.title,
        kind="pair",
        metric="accuracy",
        labels=_TASK.labels,
        licence=_TASK.licence,
        citation=_TASK.citation,
        max_length=256,
    ),
    answers=("pawsx",),
    languages=("en", *(code for code in _TASK.languages if code != "en")),
    sizes={"train": 49_401, "dev": 2_000},
    default="auto",
    source=_TASK.source,
    layout="pawsx",
    hub=HubTable(
        "google-research-datasets/paws-x", "{code}", {"train": ("train",), "dev": ("validation",)}
    ),
    local={"train": _TASK.files["train"], "dev": _TASK.files["validation"]},
    translated=True,
)
