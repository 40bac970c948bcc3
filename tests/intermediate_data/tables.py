"""The rows in the tables of the Hub."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from intermediate_data.rows import NLI, hub_rows
from loopback_hub import Hub, Repository

_NLI_COLUMNS = {"premise": "string", "hypothesis": "string", "label": NLI}
_SQUAD = {
    "id": "string",
    "title": "string",
    "context": "string",
    "question": "string",
    "answers": {"text": "string", "answer_start": "int32"},
}
HUB: Mapping[str, tuple[str, str, Mapping[str, Any]]] = {
    "anli": ("facebook/anli", "plain_text", {"uid": "string", **_NLI_COLUMNS}),
    "snli": ("stanfordnlp/snli", "plain_text", _NLI_COLUMNS),
    "mnli": ("nyu-mll/glue", "mnli", {**_NLI_COLUMNS, "idx": "int32"}),
    "qqp": (
        "nyu-mll/glue",
        "qqp",
        {
            "question1": "string",
            "question2": "string",
            "label": ("not_duplicate", "duplicate"),
            "idx": "int32",
        },
    ),
    "squad": ("rajpurkar/squad", "plain_text", _SQUAD),
    "squad_v2": ("rajpurkar/squad_v2", "squad_v2", _SQUAD),
    "hellaswag": (
        "Rowan/hellaswag",
        "default",
        {
            "ind": "int32",
            "ctx_a": "string",
            "ctx_b": "string",
            "ctx": "string",
            "endings": ["string"],
            "label": "string",
        },
    ),
    "cosmos_qa": (
        "allenai/cosmos_qa",
        "default",
        {
            **dict.fromkeys(("id", "context", "question"), "string"),
            **{f"answer{n}": "string" for n in range(4)},
            "label": "int32",
        },
    ),
    "commonsense_qa": (
        "tau/commonsense_qa",
        "default",
        {
            "id": "string",
            "question": "string",
            "choices": {"label": "string", "text": "string"},
            "answerKey": "string",
        },
    ),
}
"""Data set → repository, configuration, columns: a type, class names, a list, a struct of lists."""

SPLITS: Mapping[str, tuple[str, ...]] = {
    "anli": ("train_r1", "train_r2", "train_r3", "dev_r1", "dev_r2", "dev_r3"),
    "mnli": ("train", "validation_matched"),
    "squad": ("train", "validation"),
}


def parquet(columns: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """A table as the Hub stores it, with the names of its class labels."""
    import datasets

    features = datasets.Features({name: _feature(kind) for name, kind in columns.items()})
    buffer = io.BytesIO()
    datasets.Dataset.from_list(list(rows), features=features).to_parquet(buffer)
    return buffer.getvalue()


def _feature(kind: Any) -> Any:
    import datasets

    if isinstance(kind, tuple):
        return datasets.ClassLabel(names=list(kind))
    if isinstance(kind, list):
        return datasets.List(_feature(kind[0]))
    if isinstance(kind, dict):
        return {name: datasets.List(datasets.Value(of)) for name, of in kind.items()}
    return datasets.Value(kind)


def table_files(
    name: str, rows: Sequence[Mapping[str, Any]] | None = None
) -> dict[str, bytes | str | Path | None]:
    """The parquet files of a data set's configuration, the same rows in every split."""
    _, config, columns = HUB[name]
    content = parquet(columns, hub_rows(name) if rows is None else rows)
    splits = SPLITS.get(name, ("train", "validation"))
    return {f"{config}/{split}-00000-of-00001.parquet": content for split in splits}


def add_to_hub(hub: Hub, name: str, rows: Sequence[Mapping[str, Any]] | None = None) -> Repository:
    """Put a data set on a loopback Hub."""
    return hub.add("dataset", HUB[name][0], table_files(name, rows))
