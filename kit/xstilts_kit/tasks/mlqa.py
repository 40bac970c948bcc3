"""MLQA: questions on Wikipedia paragraphs in seven languages, context in the same language."""

from xstilts_kit.tasks._task import HubData, Task

TASK = Task(
    name="mlqa",
    title="MLQA",
    family="span_qa",
    group="qa",
    metric="em_f1",
    languages=("en", "es", "de", "ar", "hi", "vi", "zh"),
    files={
        "validation": ("mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json",),
        "test": ("mlqa/MLQA_V1/test/test-context-{language}-question-{language}.json",),
    },
    answers={"test": ("mlqa/test-{language}.json",)},
    layout="questions",
    ids="own",
    rules="mlqa",
    heads=("squad",),
    unit="id",
    unit_family="mlqa",
    source="https://github.com/facebookresearch/MLQA",
    licence="CC BY-SA 3.0",
    citation="Lewis et al. 2020, MLQA: Evaluating Cross-lingual Extractive Question Answering",
    hub=HubData("MLQA.{code}.{code}", {"validation": "validation", "test": "test"}, "questions"),
)
