"""CommonsenseQA: common-sense questions with five choices, random split."""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="commonsense_qa",
        title="CommonsenseQA",
        kind="choice",
        metric="accuracy",
        choices=5,
        licence="MIT (as remembered)",
        citation="Talmor et al. 2019, CommonsenseQA: A Question Answering Challenge Targeting"
        " Commonsense Knowledge",
        max_length=64,
    ),
    sizes={"train": 9_741, "dev": 1_221},
    source="https://www.tau-nlp.org/commonsenseqa",
    layout="commonsense_qa",
    # The question-token split uses other file names; the two must not be mixed.
    files={"train": (("train_rand_split.jsonl",),), "dev": (("dev_rand_split.jsonl",),)},
    hub=HubTable("tau/commonsense_qa", "default", {"train": ("train",), "dev": ("validation",)}),
)
