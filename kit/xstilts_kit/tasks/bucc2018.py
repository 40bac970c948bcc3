"""BUCC 2018: translation pairs mined from two corpora that are not parallel.

XTREME's test set is the shared task's training set, its dev set the shared task's sample. The
corpora have their own terms of use, so the Hub has no copy of them.
"""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="bucc2018",
    title="BUCC 2018",
    family="mining",
    group="retrieval",
    metric="f1",
    languages=("de", "fr", "ru", "zh"),
    files={
        "validation": ("bucc2018/{language}-en.dev.{language}", "bucc2018/{language}-en.dev.en"),
        "test": ("bucc2018/{language}-en.test.{language}", "bucc2018/{language}-en.test.en"),
    },
    answers={
        "validation": ("bucc2018/{language}-en.dev.gold",),
        "test": ("bucc2018/test-{language}.tsv", "bucc2018/{language}-en.test.gold"),
    },
    layout="corpora",
    ids="own",
    pivot="en",
    unit="block",
    unit_family="bucc2018/{language}",
    source="https://comparable.limsi.fr/bucc2018/bucc2018-task.html",
    licence="the shared task's terms: research use, no redistribution",
    items_shown=False,
    citation="Zweigenbaum et al. 2018, Overview of the Third BUCC Shared Task",
)
