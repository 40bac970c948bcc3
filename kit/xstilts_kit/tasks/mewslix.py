"""Mewsli-X: the entity that a mention in a news article refers to, among about a million."""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="mewslix",
    title="Mewsli-X",
    family="ranking",
    group="retrieval",
    metric="map_at_20",
    languages=("ar", "de", "en", "es", "fa", "ja", "pl", "ro", "ta", "tr", "uk"),
    files={
        "validation": ("mewslix/wikinews_mentions/dev-{language}.jsonl",),
        "test": ("mewslix/wikinews_mentions/test-{language}.jsonl",),
    },
    answers={
        "validation": ("mewslix/wikinews_labels/dev-{language}.json",),
        "test": ("mewslix/test-{language}.json", "mewslix/wikinews_labels/test-{language}.json"),
    },
    pool={
        "validation": "mewslix/candidate_set_entities.jsonl",
        "test": "mewslix/candidate_set_entities.jsonl",
    },
    layout="mentions",
    ids="own",
    unit="id",
    unit_family="mewslix/{language}",
    source="https://github.com/google-research/google-research/tree/master/"
    "dense_representations_for_entity_retrieval/mel",
    licence="Apache 2.0 (the articles: Wikinews, CC BY 2.5; the entities: Wikipedia, CC BY-SA)",
    citation="Ruder et al. 2021, XTREME-R: Towards More Challenging and Nuanced Multilingual"
    " Evaluation",
)
