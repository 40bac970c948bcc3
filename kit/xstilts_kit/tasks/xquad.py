"""XQuAD: questions on Wikipedia paragraphs, professionally translated, in eleven languages."""

from xstilts_kit.tasks._task import HubData, Task

TASK = Task(
    name="xquad",
    title="XQuAD",
    family="span_qa",
    group="qa",
    metric="em_f1",
    languages=("en", "es", "de", "el", "ru", "tr", "ar", "vi", "th", "zh", "hi"),
    added=("ro",),
    files={
        "test": ("xquad/xquad.{language}.json",),
    },
    answers={"test": ("xquad/test-{language}.json",)},
    layout="questions",
    ids="own",
    rules="squad",
    heads=("squad",),
    unit="paragraph",
    unit_family="xquad",
    source="https://github.com/google-deepmind/xquad",
    licence="CC BY-SA 4.0",
    citation="Artetxe et al. 2020, On the Cross-lingual Transferability of Monolingual"
    " Representations",
    hub=HubData("XQuAD.{code}", {"test": "validation"}, "questions"),
)
