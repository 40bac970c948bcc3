"""Small files in XTREME's layouts."""

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any


def write_pairs(path: Path, rows: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t").writerows(rows)


def write_sentences(path: Path, sentences: Sequence[Sequence[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "\n\n".join("\n".join(tokens) for tokens in sentences)
    path.write_text(f"{text}\n", encoding="utf-8", newline="")


def write_lines(path: Path, lines: Sequence[str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")


def write_questions(
    path: Path, texts: Mapping[str, Sequence[tuple[str, str, str]]], *, blank: bool = False
) -> None:
    """SQuAD JSON of context → (id, question, answer); blank answers as in XTREME's test files."""
    paragraphs: list[dict[str, Any]] = []
    for context, rows in texts.items():
        entries = [
            {
                "id": identifier,
                "question": question,
                "answers": [{"answer_start": 0, "text": ""}]
                if blank
                else [{"answer_start": context.find(answer), "text": answer}],
            }
            for identifier, question, answer in rows
        ]
        paragraphs.append({"context": context, "qas": entries})
    document = {"version": "1.1", "data": [{"title": "", "paragraphs": paragraphs}]}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
