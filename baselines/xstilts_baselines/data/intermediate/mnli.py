"""MultiNLI: natural language inference in ten genres."""

from xstilts_baselines.data.intermediate._task import FileSet, IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask


def _files(glue: str, original: str) -> tuple[FileSet, ...]:
    """Return GLUE's tables, then the publisher's text and JSON lines."""
    names = (f"MNLI/{glue}.tsv", f"{glue}.tsv")
    stems = (f"multinli_1.0/multinli_1.0_{original}", f"multinli_1.0_{original}")
    return tuple(
        (path,) for path in (*names, *(f"{s}{end}" for s in stems for end in (".jsonl", ".txt")))
    )


TASK = IntermediateTask(
    task=TrainingTask(
        name="mnli",
        title="MNLI",
        kind="pair",
        metric="accuracy",
        labels=("entailment", "neutral", "contradiction"),
        licence="mixed by genre: OANC terms, CC BY 3.0, CC BY-SA 3.0, public domain (as"
        " remembered)",
        citation="Williams et al. 2018, A Broad-Coverage Challenge Corpus for Sentence"
        " Understanding through Inference",
        max_length=256,
    ),
    sizes={"train": 392_702, "dev": 9_815},
    source="https://cims.nyu.edu/~sbowman/multinli/",
    layout="nli",
    # The matched dev set, with the genres of the training set.
    files={
        "train": _files("train", "train"),
        "dev": _files("dev_matched", "dev_matched"),
    },
    hub=HubTable("nyu-mll/glue", "mnli", {"train": ("train",), "dev": ("validation_matched",)}),
)
