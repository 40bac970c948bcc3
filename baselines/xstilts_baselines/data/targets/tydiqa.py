"""TyDiQA-GoldP: English questions.

XTREME tests on the published dev set, so a dev set is held out from the training set.
"""

from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("tydiqa")

TARGET = Target(
    task=TrainingTask(
        name="tydiqa",
        title=_TASK.title,
        kind="span",
        metric="exact_f1",
        licence=_TASK.licence,
        citation=_TASK.citation,
        max_length=384,
    ),
    answers=("tydiqa",),
    languages=("en", *(code for code in _TASK.languages if code != "en")),
    sizes={"train": 3_336, "dev": 360},
    default="hub",
    source=_TASK.source,
    layout="tydiqa",
    hub=HubTable(
        "google-research-datasets/tydiqa",
        "secondary_task",
        {"train": ("train",), "dev": ("train",)},
        codes=_TASK.hub.codes if _TASK.hub else {},
        prefix="{code}-",
    ),
    local={
        "dev": (
            "tydiqa/tydiqa-goldp-v1.1-train/tydiqa.goldp.{language}.train.json",
            "tydiqa.goldp.{language}.train.json",
        )
    },
)
