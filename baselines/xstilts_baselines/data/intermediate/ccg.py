"""CCG supertagging: CCGbank's sentences with a category for every word.

The Linguistic Data Consortium sells CCGbank (LDC2005T13); there is no open copy, so it is read from
the user's own files alone.
"""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="ccg",
        title="CCG supertagging",
        kind="tags",
        metric="accuracy",
        # 1,363 categories; they are read with the data, whose publisher lists them.
        licence="LDC user agreement, LDC2005T13: neither the data nor excerpts may be passed on",
        citation="Hockenmaier and Steedman 2007, CCGbank: A Corpus of CCG Derivations and"
        " Dependency Structures Extracted from the Penn Treebank",
        max_length=128,
    ),
    sizes={"train": 38_015, "dev": 5_484},
    source="https://catalog.ldc.upenn.edu/LDC2005T13",
    layout="ccg",
    files={
        "train": (("ccg.train",), ("train.tsv",)),
        "dev": (("ccg.dev",), ("dev.tsv",)),
    },
)
