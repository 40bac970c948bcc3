"""UD-POS: part-of-speech tags of Universal Dependencies 2.5 in thirty-three languages."""

from xstilts_kit.tasks._task import Task

# fmt: off
LANGUAGES = (
    "af", "ar", "bg", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fr", "he", "hi", "hu",
    "id", "it", "ja", "kk", "ko", "mr", "nl", "pt", "ru", "ta", "te", "th", "tl", "tr", "ur",
    "vi", "yo", "zh",
)
LABELS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
)
# fmt: on

TASK = Task(
    name="udpos",
    title="UD-POS",
    family="tagging",
    group="tagging",
    metric="f1",
    languages=LANGUAGES,
    files={
        "train": "udpos/train-{language}.tsv",
        "validation": "udpos/dev-{language}.tsv",
        "test": "udpos/test-{language}.tsv",
    },
    layout="token-lines",
    labels=LABELS,
    no_split={"validation": ("kk", "th", "tl", "yo")},
    unit="row",
    unit_family="udpos/{language}",
    source="https://universaldependencies.org (release 2.5)",
    licence="a licence per treebank: CC BY-SA, CC BY-NC-SA, GNU GPL and others",
    citation="Nivre et al. 2020, Universal Dependencies v2",
)
