"""XCOPA: English COPA."""

from xstilts_baselines.data.targets._target import Target
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.tasks import get_task

_TASK = get_task("xcopa")

TARGET = Target(
    task=TrainingTask(
        name="xcopa",
        title=_TASK.title,
        kind="choice",
        metric="accuracy",
        choices=len(_TASK.labels),
        licence="BSD 2-Clause (COPA)",
        citation="Roemmele et al. 2011, Choice of Plausible Alternatives: An Evaluation of"
        " Commonsense Causal Reasoning",
        max_length=128,
    ),
    answers=("xcopa",),
    languages=("en",),
    sizes={"train": 400, "dev": 100},
    default="auto",
    source=_TASK.source,
    layout="xcopa",
    hub=None,
    local={"train": _TASK.files["train"], "dev": _TASK.files["validation"]},
)
