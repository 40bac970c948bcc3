"""XCOPA: which of two sentences is the cause or effect of a premise, in eleven languages."""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="xcopa",
    title="XCOPA",
    family="multiple_choice",
    group="classification",
    metric="accuracy",
    languages=("et", "ht", "id", "it", "qu", "sw", "ta", "th", "tr", "vi", "zh"),
    files={
        "train": ("xcopa/train-{language}.jsonl",),
        "validation": ("xcopa/val-{language}.jsonl",),
        "test": ("xcopa/test-{language}.jsonl",),
    },
    answers={"test": ("xcopa/test-{language}.jsonl",)},
    layout="two-choices",
    heads=("copa",),
    labels=("0", "1"),
    unit="row",
    unit_family="xcopa",
    source="https://github.com/cambridgeltl/xcopa",
    licence="CC BY 4.0",
    citation="Ponti et al. 2020, XCOPA: A Multilingual Dataset for Causal Commonsense Reasoning",
)
