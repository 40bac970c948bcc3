"""Tatoeba: find the translation of each English sentence in the other language's file.

XTREME sorts the English side to hide the alignment: an example is a line of the sorted English
file, its answer the zero-based line of the other file, which keeps the original order.
"""

from xstilts_kit.tasks._task import HubData, Task

# fmt: off
LANGUAGES = (
    "ar", "he", "vi", "id", "jv", "tl", "eu", "ml", "ta", "te", "af", "nl", "de", "el", "bn",
    "hi", "mr", "ur", "fa", "fr", "it", "pt", "es", "bg", "ru", "ja", "ka", "ko", "th", "sw",
    "zh", "kk", "tr", "et", "fi", "hu",
)
CODES = {
    "af": "afr", "ar": "ara", "bg": "bul", "bn": "ben", "de": "deu", "el": "ell", "es": "spa",
    "et": "est", "eu": "eus", "fa": "pes", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "jv": "jav", "ka": "kat", "kk": "kaz",
    "ko": "kor", "ml": "mal", "mr": "mar", "nl": "nld", "pt": "por", "ru": "rus", "sw": "swh",
    "ta": "tam", "te": "tel", "th": "tha", "tl": "tgl", "tr": "tur", "ur": "urd", "vi": "vie",
    "zh": "cmn",
}
# fmt: on

TASK = Task(
    name="tatoeba",
    title="Tatoeba",
    family="retrieval",
    group="retrieval",
    metric="accuracy",
    languages=LANGUAGES,
    added=("az", "lt", "pl", "uk", "ro"),
    files={"test": ("tatoeba/{language}-en.en", "tatoeba/{language}-en.{language}")},
    answers={"test": ("tatoeba/test-{language}.tsv",)},
    layout="parallel-lines",
    pivot="en",
    unit="row",
    unit_family="tatoeba/{language}",
    source="https://github.com/facebookresearch/LASER/tree/main/data/tatoeba/v1",
    licence="CC BY 2.0 FR (Tatoeba's terms)",
    citation="Artetxe and Schwenk 2019, Massively Multilingual Sentence Embeddings for Zero-Shot"
    " Cross-Lingual Transfer and Beyond",
    hub=HubData("tatoeba.{code}", {"test": "validation"}, "tatoeba", codes=CODES),
)
