"""SNLI: natural language inference on captions of photographs. A part of ANLI+."""

from xstilts_baselines.data.intermediate._task import FileSet, IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask


def _files(name: str) -> tuple[FileSet, ...]:
    """Return the publisher's text and JSON lines, then GLUE's version of the training set."""
    names = tuple(
        f"{folder}snli_1.0_{name}{end}"
        for folder in ("snli_1.0/", "")
        for end in (".txt", ".jsonl")
    )
    return tuple((path,) for path in (*names, f"SNLI/{name}.tsv", f"{name}.tsv"))


TASK = IntermediateTask(
    task=TrainingTask(
        name="snli",
        title="SNLI",
        kind="pair",
        metric="accuracy",
        labels=("entailment", "neutral", "contradiction"),
        licence="CC BY-SA 4.0",
        citation="Bowman et al. 2015, A large annotated corpus for learning natural language"
        " inference",
        max_length=128,
    ),
    sizes={"train": 549_367, "dev": 9_842},
    source="https://nlp.stanford.edu/projects/snli/",
    layout="nli",
    files={"train": _files("train"), "dev": _files("dev")},
    hub=HubTable("stanfordnlp/snli", "plain_text", {"train": ("train",), "dev": ("validation",)}),
)
