"""The rows in the files of their publishers."""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from intermediate_data.rows import NLI, TAGS, hub_rows


def write_original(root: Path, name: str) -> Path:
    """Write a data set's training and dev files as its publisher does; returns their folder."""
    folder = root / name
    for path, content in _FILES[name]().items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode())
    return folder


def _lines(rows: Sequence[Mapping[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def _tabs(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "".join("\t".join(cells) + "\n" for cells in (header, *rows))


def _anli_files() -> dict[str, str]:
    rows = [
        {
            "uid": row["uid"],
            "context": row["premise"],
            "hypothesis": row["hypothesis"],
            "label": "enc"[row["label"]],
            "model_label": "e",
            "reason": "",
            "tag": "r1",
        }
        for row in hub_rows("anli")
    ]
    names = (f"anli_v1.0/R{n}/{split}.jsonl" for n in (1, 2, 3) for split in ("train", "dev"))
    return dict.fromkeys(names, _lines(rows))


SNLI_HEADER = (
    *("gold_label", "sentence1_binary_parse", "sentence2_binary_parse", "sentence1_parse"),
    *("sentence2_parse", "sentence1", "sentence2", "captionID", "pairID"),
    *(f"label{n}" for n in range(1, 6)),
)


def _snli_files() -> dict[str, str]:
    """Rows with one annotator lack the last four columns."""
    rows = []
    for i, row in enumerate(hub_rows("snli")):
        label = (*NLI, "-")[row["label"]]
        start = [label, "(p)", "(h)", "(P)", "(H)", row["premise"], row["hypothesis"], "c", f"p{i}"]
        rows.append([*start, label, *([label] * 4 if i % 2 else [])])
    text = _tabs(SNLI_HEADER, rows)
    return {f"snli_1.0/snli_1.0_{split}.txt": text for split in ("train", "dev")}


MNLI_HEADER = (
    *("index", "promptID", "pairID", "genre", "sentence1_binary_parse", "sentence2_binary_parse"),
    *("sentence1_parse", "sentence2_parse", "sentence1", "sentence2"),
)


def _mnli_files() -> dict[str, str]:
    """The dev files have the labels of five annotators before the gold label."""
    found = {}
    for name, annotators in (("train", 1), ("dev_matched", 5), ("dev_mismatched", 5)):
        header = (*MNLI_HEADER, *(f"label{n + 1}" for n in range(annotators)), "gold_label")
        rows = []
        for i, row in enumerate(hub_rows("mnli")):
            label = NLI[row["label"]]
            start = [str(i), "1", "1e", "fiction", *["(p)"] * 4, row["premise"], row["hypothesis"]]
            rows.append([*start, *[NLI[0]] * annotators, label])
        found[f"MNLI/{name}.tsv"] = _tabs(header, rows)
    return found


QQP_HEADER = ("id", "qid1", "qid2", "question1", "question2", "is_duplicate")


def _qqp_files() -> dict[str, str]:
    rows = [
        [str(i), "1", "2", row["question1"], row["question2"], str(row["label"])]
        for i, row in enumerate(hub_rows("qqp"))
    ]
    return dict.fromkeys(("QQP/train.tsv", "QQP/dev.tsv"), _tabs(QQP_HEADER, rows))


def squad_document(rows: Sequence[Mapping[str, Any]], version: str) -> dict[str, Any]:
    """SQuAD's JSON; version 2 marks every question, and has wrong answers to some."""
    data: dict[str, Any] = {}
    for row in rows:
        texts, starts = row["answers"]["text"], row["answers"]["answer_start"]
        answers = [{"text": t, "answer_start": s} for t, s in zip(texts, starts, strict=True)]
        entry = {"id": row["id"], "question": row["question"], "answers": answers}
        if version == "v2.0":
            entry["is_impossible"] = not answers
        if version == "v2.0" and not answers:
            entry["plausible_answers"] = [{"text": "train", "answer_start": 0}]
        context = row["context"]
        article = data.setdefault(row["title"], {"title": row["title"], "paragraphs": []})
        paragraphs = article["paragraphs"]
        if not any(p["context"] == context for p in paragraphs):
            paragraphs.append({"context": context, "qas": []})
        next(p for p in paragraphs if p["context"] == context)["qas"].append(entry)
    return {"version": version, "data": list(data.values())}


def _squad_files(name: str, version: str) -> dict[str, str]:
    text = json.dumps(squad_document(hub_rows(name), version))
    number = "v1.1" if version == "1.1" else version
    return dict.fromkeys((f"train-{number}.json", f"dev-{number}.json"), text)


def _hellaswag_files() -> dict[str, str]:
    rows = [{**row, "label": int(row["label"])} for row in hub_rows("hellaswag")]
    return dict.fromkeys(("hellaswag_train.jsonl", "hellaswag_val.jsonl"), _lines(rows))


def _cosmos_files() -> dict[str, str]:
    file = io.StringIO()
    rows = hub_rows("cosmos_qa")
    writer = csv.DictWriter(file, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return dict.fromkeys(("train.csv", "valid.csv"), file.getvalue())


def _commonsense_files() -> dict[str, str]:
    rows = []
    for row in hub_rows("commonsense_qa"):
        letters, texts = row["choices"]["label"], row["choices"]["text"]
        choices = [{"label": a, "text": t} for a, t in zip(letters, texts, strict=True)]
        question = {"question_concept": "x", "choices": choices, "stem": row["question"]}
        rows.append({"answerKey": row["answerKey"], "id": row["id"], "question": question})
    names = ("train_rand_split.jsonl", "dev_rand_split.jsonl")
    return dict.fromkeys(names, _lines(rows))


def _ccg_files() -> dict[str, str]:
    train = "Anna buys cars .\tNP (S[dcl]\\NP)/NP NP .\nRed cars .\tN/N NP .\n"
    numbers = json.dumps({tag: i for i, tag in enumerate(TAGS)})
    return {"ccg.train": train, "ccg.dev": "Cars .\tNP .\n", "tags_to_id.json": numbers}


_FILES = {
    "anli": _anli_files,
    "snli": _snli_files,
    "mnli": _mnli_files,
    "qqp": _qqp_files,
    "squad": lambda: _squad_files("squad", "1.1"),
    "squad_v2": lambda: _squad_files("squad_v2", "v2.0"),
    "hellaswag": _hellaswag_files,
    "ccg": _ccg_files,
    "cosmos_qa": _cosmos_files,
    "commonsense_qa": _commonsense_files,
}
NAMES = tuple(_FILES)
"""Every data set; all but ccg lie on the Hub, too."""
