"""LAReQA (XQuAD-R): the sentences that answer a question, in any of eleven languages."""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="lareqa",
    title="LAReQA",
    family="ranking",
    group="retrieval",
    metric="map_at_20",
    languages=("ar", "de", "el", "en", "es", "hi", "ru", "th", "tr", "vi", "zh"),
    files={
        "test": ("lareqa/xquad-r/{language}.json",),
    },
    pool={"test": "lareqa/xquad-r/{language}.json"},
    layout="answer-sentences",
    ids="own",
    unit="paragraph",
    unit_family="lareqa",
    source="https://github.com/google-research-datasets/lareqa",
    licence="CC BY-SA 4.0",
    citation="Roy et al. 2020, LAReQA: Language-Agnostic Answer Retrieval from a Multilingual Pool",
    answers_stay=True,
)
