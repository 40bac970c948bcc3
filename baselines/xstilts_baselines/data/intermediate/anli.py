"""ANLI: adversarial natural language inference, three rounds. A part of ANLI+."""

from xstilts_baselines.data.intermediate._task import FileSet, IntermediateTask
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.task import TrainingTask


def _files(name: str) -> tuple[FileSet, ...]:
    """Return file sets; the official archive's folder is anli_v1.0, anli_v0.1 in older copies."""
    rounds = tuple(f"R{n}/{name}.jsonl" for n in (1, 2, 3))
    return tuple(
        tuple(f"{folder}{path}" for path in rounds) for folder in ("anli_v1.0/", "anli_v0.1/", "")
    )


TASK = IntermediateTask(
    task=TrainingTask(
        name="anli",
        title="ANLI (rounds 1 to 3)",
        kind="pair",
        metric="accuracy",
        labels=("entailment", "neutral", "contradiction"),
        licence="CC BY-NC 4.0",
        citation="Nie et al. 2020, Adversarial NLI: A New Benchmark for Natural Language"
        " Understanding",
        max_length=256,
    ),
    sizes={"train": 162_865, "dev": 3_200},
    source="https://github.com/facebookresearch/anli",
    layout="nli",
    files={"train": _files("train"), "dev": _files("dev")},
    hub=HubTable(
        "facebook/anli",
        "plain_text",
        {
            "train": ("train_r1", "train_r2", "train_r3"),
            "dev": ("dev_r1", "dev_r2", "dev_r3"),
        },
    ),
)
