"""The data set ``google/xtreme``: its configurations, columns and types; parquet and card."""

import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

Rows = Mapping[str, Mapping[str, Sequence[Mapping[str, Any]]]]
"""Configuration -> split -> rows, each a column name -> value; class labels may be strings."""

NER_TAGS = ("O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC")
# fmt: off
POS_TAGS = (
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN",
    "PUNCT", "SCONJ", "SYM", "VERB", "X",
)
# fmt: on
_ANSWERS = {"answer_start": "int32", "text": "string"}
_QUESTION = {"id": "string", "title": "string", "context": "string", "question": "string"}
_PAIR = ("source_sentence", "target_sentence", "source_lang", "target_lang")

FEATURES: Mapping[str, Mapping[str, Any]] = {
    "XNLI": dict.fromkeys(("language", "sentence1", "sentence2", "gold_label"), "string"),
    "tydiqa": _QUESTION | {"answers": _ANSWERS},
    "SQuAD": _QUESTION | {"answers": _ANSWERS},
    "PAN-X": {"tokens": ["string"], "ner_tags": [tuple(NER_TAGS)], "langs": ["string"]},
    "MLQA": _QUESTION | {"answers": _ANSWERS},
    "XQuAD": {"id": "string", "context": "string", "question": "string", "answers": _ANSWERS},
    "bucc18": dict.fromkeys(_PAIR, "string"),
    "PAWS-X": dict.fromkeys(("sentence1", "sentence2", "label"), "string"),
    "tatoeba": dict.fromkeys(_PAIR, "string"),
    "udpos": {"tokens": ["string"], "pos_tags": [tuple(POS_TAGS)]},
}
"""Family of configurations -> columns: a type, a list of one, class names, or a struct of lists."""

# fmt: off
UDPOS = {
    "af": "Afrikaans", "ar": "Arabic", "bg": "Bulgarian", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "eu": "Basque", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hu": "Hungarian",
    "id": "Indonesian", "it": "Italian", "ja": "Japanese", "kk": "Kazakh", "ko": "Korean",
    "mr": "Marathi", "nl": "Dutch", "pt": "Portuguese", "ru": "Russian", "ta": "Tamil",
    "te": "Telugu", "th": "Thai", "tl": "Tagalog", "tr": "Turkish", "ur": "Urdu",
    "vi": "Vietnamese", "yo": "Yoruba", "zh": "Chinese",
}
TATOEBA = {
    "af": "afr", "ar": "ara", "bg": "bul", "bn": "ben", "de": "deu", "el": "ell", "es": "spa",
    "et": "est", "eu": "eus", "fa": "pes", "fi": "fin", "fr": "fra", "he": "heb", "hi": "hin",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "jv": "jav", "ka": "kat", "kk": "kaz",
    "ko": "kor", "ml": "mal", "mr": "mar", "nl": "nld", "pt": "por", "ru": "rus", "sw": "swh",
    "ta": "tam", "te": "tel", "th": "tha", "tl": "tgl", "tr": "tur", "ur": "urd", "vi": "vie",
    "zh": "cmn",
}
TYDIQA = {
    "ar": "arabic", "bn": "bengali", "en": "english", "fi": "finnish", "id": "indonesian",
    "ko": "korean", "ru": "russian", "sw": "swahili", "te": "telugu",
}
_MLQA = ("ar", "de", "vi", "zh", "en", "es", "hi")
_CODES = {
    "PAN-X": "af ar bg bn de el en es et eu fa fi fr he hi hu id it ja jv ka kk ko ml mr ms my nl"
             " pt ru sw ta te th tl tr ur vi yo zh",
    "XQuAD": "ar de vi zh en es hi el ru th tr",
    "bucc18": "de fr zh ru",
    "PAWS-X": "de en es fr ja ko zh",
}
XNLI = ("ar", "bg", "de", "el", "en", "es", "fr", "hi", "ru", "sw", "th", "tr", "ur", "vi", "zh")
# fmt: on

CONFIGS = (
    "XNLI",
    "tydiqa",
    "SQuAD",
    *(f"{family}.{code}" for family, codes in _CODES.items() for code in codes.split()),
    *(f"MLQA.{context}.{question}" for context in _MLQA for question in _MLQA),
    *(f"tatoeba.{code}" for code in TATOEBA.values()),
    *(f"udpos.{name}" for name in UDPOS.values()),
)
"""All 183 configurations."""


def config_name(task: str, language: str) -> str | None:
    """Where a task's language lies, or None where the data set lacks it."""
    name = {
        "xnli": "XNLI" if language in XNLI else None,
        "tydiqa": "tydiqa" if language in TYDIQA else None,
        "squad": "SQuAD",
        "panx": f"PAN-X.{language}",
        "mlqa": f"MLQA.{language}.{language}",
        "xquad": f"XQuAD.{language}",
        "bucc2018": f"bucc18.{language}",
        "pawsx": f"PAWS-X.{language}",
        "tatoeba": f"tatoeba.{TATOEBA.get(language)}",
        "udpos": f"udpos.{UDPOS.get(language)}",
    }[task]
    return name if name in CONFIGS else None


def parquet(config: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """One split as the Hub stores it."""
    features = FEATURES[config.partition(".")[0]]
    for row in rows:
        if set(row) != set(features):
            raise ValueError(f"{config} has the columns {list(features)}, not {list(row)}")
    about = {"info": {"features": {name: _described(kind) for name, kind in features.items()}}}
    schema = pa.schema(
        [pa.field(name, _arrow(kind)) for name, kind in features.items()],
        metadata={"huggingface": json.dumps(about)},
    )
    columns = {
        name: [_numbered(kind, row[name]) for row in rows] for name, kind in features.items()
    }
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer)
    return buffer.getvalue()


def card(rows: Rows, sizes: Mapping[tuple[str, str], int]) -> str:
    """``README.md``: where the files of each configuration are, and what is in them.

    Args:
        rows: What the files hold.
        sizes: (configuration, split) -> bytes of the file.
    """
    infos, configs = [], []
    for config, splits in rows.items():
        features = FEATURES[config.partition(".")[0]]
        infos.append(
            {
                "config_name": config,
                "features": [{"name": name} | _in_yaml(kind) for name, kind in features.items()],
                "splits": [
                    {
                        "name": split,
                        "num_bytes": sizes[config, split],
                        "num_examples": len(examples),
                    }
                    for split, examples in splits.items()
                ],
                "download_size": sum(sizes[config, split] for split in splits),
                "dataset_size": sum(sizes[config, split] for split in splits),
            }
        )
        files = [{"split": split, "path": f"{config}/{split}-*"} for split in splits]
        configs.append({"config_name": config, "data_files": files})
    front = {"license": list(LICENCES), "dataset_info": infos, "configs": configs}
    text = yaml.safe_dump(front, sort_keys=False, allow_unicode=True)
    return f'---\n{text}---\n\n# Dataset Card for "xtreme"\n'


LICENCES = ("apache-2.0", "cc-by-4.0", "cc-by-2.0", "cc-by-sa-4.0", "other", "cc-by-nc-4.0")


def _arrow(kind: Any) -> pa.DataType:
    if isinstance(kind, str):
        return {"string": pa.string(), "int32": pa.int32()}[kind]
    if isinstance(kind, list):
        return pa.list_(_arrow(kind[0]))
    if isinstance(kind, tuple):
        return pa.int64()
    return pa.struct([pa.field(name, pa.list_(_arrow(of))) for name, of in kind.items()])


def _numbered(kind: Any, value: Any) -> Any:
    """The value with class labels as their numbers."""
    if isinstance(kind, list) and isinstance(kind[0], tuple):
        return [kind[0].index(one) if isinstance(one, str) else one for one in value]
    return value


def _described(kind: Any) -> dict[str, Any]:
    """As in the metadata of the parquet files, which the `datasets` library reads."""
    if isinstance(kind, str):
        return {"dtype": kind, "_type": "Value"}
    if isinstance(kind, list):
        return {"feature": _described(kind[0]), "_type": "Sequence"}
    if isinstance(kind, tuple):
        return {"names": list(kind), "_type": "ClassLabel"}
    return {"feature": {k: _described(v) for k, v in kind.items()}, "_type": "Sequence"}


def _in_yaml(kind: Any) -> dict[str, Any]:
    if isinstance(kind, str):
        return {"dtype": kind}
    if isinstance(kind, list):
        if isinstance(kind[0], tuple):
            names = {str(i): name for i, name in enumerate(kind[0])}
            return {"sequence": {"class_label": {"names": names}}}
        return {"sequence": kind[0]}
    return {"sequence": [{"name": name} | _in_yaml(of) for name, of in kind.items()]}
