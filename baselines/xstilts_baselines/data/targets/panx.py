"""PAN-X: English WikiAnn."""

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("panx")

TARGET = Target(
    task=TrainingTask(
        name="panx",
        title=_TASK.title,
        kind="tags",
        metric="f1",
        labels=_TASK.labels,
        licence=_TASK.licence,
        citation=_TASK.citation,
        max_length=256,
    ),
    answers=("panx",),
    languages=("en", *(code for code in _TASK.languages if code != "en")),
    sizes={"train": 20_000, "dev": 10_000},
    default="auto",
    source=_TASK.source,
    layout="panx",
    hub=HubTable("google/xtreme", "PAN-X.{code}", {"train": ("train",), "dev": ("validation",)}),
    local={"train": _TASK.files["train"], "dev": _TASK.files["validation"]},
)
