"""CCG supertagging: sentences of CCGbank with a category for every word.

The Linguistic Data Consortium sells CCGbank (LDC2005T13); there is no open copy, so it is only read
from the user's own files.
"""

from xstilts_baselines.data.intermediate._task import IntermediateTask
from xstilts_baselines.data.task import TrainingTask

TASK = IntermediateTask(
    task=TrainingTask(
        name="ccg",
        title="CCG supertagging",
        kind="tags",
        metric="accuracy",
        # The 1,363 categories are read from the publisher's list beside the data.
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
