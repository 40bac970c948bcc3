"""UD-POS: the English treebanks used by XTREME."""

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("udpos")

TARGET = Target(
    task=TrainingTask(
        name="udpos",
        title=_TASK.title,
        kind="tags",
        metric="accuracy",
        labels=_TASK.labels,
        licence=_TASK.licence,
        citation=_TASK.citation,
        max_length=256,
    ),
    answers=("udpos",),
    languages=("en", *(code for code in _TASK.languages if code != "en")),
    sizes={"train": 21_253, "dev": 3_974},
    default="auto",
    source=_TASK.source,
    layout="udpos",
    hub=HubTable(
        "google/xtreme",
        "udpos.{code}",
        {"train": ("train",), "dev": ("validation",)},
        codes=_TASK.hub.codes if _TASK.hub else {},
    ),
    local={"train": _TASK.files["train"], "dev": _TASK.files["validation"]},
)
