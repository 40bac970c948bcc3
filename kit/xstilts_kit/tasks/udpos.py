"""UD-POS: part-of-speech tags of Universal Dependencies 2.5 in thirty-three languages."""

from xstilts_kit.tasks._task import HubData, Task

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
CODES = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "de": "German", "el": "Greek", "en":
    "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi":
    "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian", "id":
    "Indonesian", "it": "Italian", "ja": "Japanese", "kk": "Kazakh", "ko": "Korean", "mr":
    "Marathi", "nl": "Dutch", "pt": "Portuguese", "ru": "Russian", "ta": "Tamil", "te":
    "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "ur": "Urdu", "vi": "Vietnamese",
    "yo": "Yoruba", "zh": "Chinese",
}
# fmt: on

TASK = Task(
    name="udpos",
    title="UD-POS",
    family="tagging",
    group="tagging",
    metric="f1",
    languages=LANGUAGES,
    added=("lt", "pl", "uk", "wo", "ro"),
    files={
        "train": ("udpos/train-{language}.tsv",),
        "validation": ("udpos/dev-{language}.tsv",),
        "test": ("udpos/test-{language}.tsv",),
    },
    layout="token-lines",
    labels=LABELS,
    no_split={"validation": ("kk", "th", "tl", "yo")},
    unit="row",
    unit_family="udpos/{language}",
    source="https://universaldependencies.org (release 2.5)",
    licence="a licence per treebank: CC BY-SA, CC BY-NC-SA, GNU GPL and others",
    citation="Nivre et al. 2020, Universal Dependencies v2",
    hub=HubData("udpos.{code}", {"validation": "validation", "test": "test"}, "udpos", codes=CODES),
)
