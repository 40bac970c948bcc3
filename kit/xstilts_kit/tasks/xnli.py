"""XNLI: natural language inference in fifteen languages."""

from xstilts_kit.tasks._task import HubData, Task

# fmt: off
LANGUAGES = (
    "ar", "bg", "de", "el", "en", "es", "fr", "hi", "ru", "sw", "th", "tr", "ur", "vi", "zh",
)
# fmt: on

TASK = Task(
    name="xnli",
    title="XNLI",
    family="classification",
    group="classification",
    metric="accuracy",
    languages=LANGUAGES,
    files={
        "train": ("xnli/train-{language}.tsv",),
        "validation": ("xnli/dev-{language}.tsv",),
        "test": ("xnli/test-{language}.tsv",),
    },
    layout="sentence-pairs",
    labels=("contradiction", "entailment", "neutral"),
    unit="row//3",
    unit_family="xnli",
    source="https://github.com/facebookresearch/XNLI",
    licence="CC BY-NC 4.0",
    citation="Conneau et al. 2018, XNLI: Evaluating Cross-lingual Sentence Representations",
    hub=HubData("XNLI", {"validation": "validation", "test": "test"}, "xnli"),
)
