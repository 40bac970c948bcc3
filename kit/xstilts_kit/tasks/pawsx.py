"""PAWS-X: paraphrase or not, in seven languages."""

from xstilts_kit.tasks._task import HubData, Task

TASK = Task(
    name="pawsx",
    title="PAWS-X",
    family="classification",
    group="classification",
    metric="accuracy",
    languages=("de", "en", "es", "fr", "ja", "ko", "zh"),
    files={
        "train": ("pawsx/train-{language}.tsv",),
        "validation": ("pawsx/dev-{language}.tsv",),
        "test": ("pawsx/test-{language}.tsv",),
    },
    layout="sentence-pairs",
    labels=("0", "1"),
    unit="row",
    unit_family="pawsx",
    source="https://github.com/google-research-datasets/paws/tree/master/pawsx",
    licence="free for any purpose, acknowledgement of Google appreciated",
    citation="Yang et al. 2019, PAWS-X: A Cross-lingual Adversarial Dataset for Paraphrase"
    " Identification",
    xtreme_drops_first=True,
    hub=HubData("PAWS-X.{code}", {"validation": "validation", "test": "test"}, "pawsx"),
)
