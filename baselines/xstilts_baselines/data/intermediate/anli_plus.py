"""ANLI+: ANLI, MNLI and SNLI as one task, as in the STILTs paper."""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="anli_plus",
        title="ANLI+ (ANLI, MNLI and SNLI)",
        kind="pair",
        metric="accuracy",
        labels=("entailment", "neutral", "contradiction"),
        licence="of its parts: ANLI CC BY-NC 4.0; MNLI mixed by genre; SNLI CC BY-SA 4.0",
        citation="Nie et al. 2020; Williams et al. 2018; Bowman et al. 2015",
        max_length=128,
    ),
    sizes={"train": 1_104_934, "dev": 22_857},
    source="see anli, mnli and snli",
    parts=("anli", "mnli", "snli"),
)
