"""Texts with human-like noise beside their clean forms, from published sets.

Noisy XNLI and PAN-X (amazon-science/multilingual-robust-contrastive-pretraining 0f3d073) replace
words by what they were replaced with in Wikipedia's edits; NoiseQA (noiseQA/NoiseQA 25c49ce) has
English questions typed by people, and with synthetic keyboard noise. Rows are aligned with the test
sets' own.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

MOST = 1000
"""Rows that are used of each set."""

_BLANK_BEFORE = re.compile(r" +(?=[।.,;:?!])")


@dataclass(frozen=True)
class Pair:
    """A clean text, where it stands, and its noisy form."""

    id: str
    field: str
    clean: str
    noisy: str


@dataclass(frozen=True)
class NoisySet:
    """The texts of one language of a set."""

    name: str
    task: str
    language: str
    pairs: tuple[Pair, ...]


def noisy_sets(data: Path) -> Iterator[NoisySet]:
    """Read all sets under a folder with the real data, each up to `MOST` rows."""
    noise = data / "robustness/rcp_noise"
    for name, rows in _alignment(noise / "xnli/alignment_to_xnli_test.tsv").items():
        yield _xnli(data, noise / "xnli" / name, rows)
    for name, rows in _alignment(noise / "panx/alignment_to_panx_test.tsv").items():
        yield _panx(data, noise / "panx" / name, rows)
    questions = data / "robustness/noiseqa"
    clean = _questions(questions / "Natural/xquad-context-en-question-en.json")
    for kind in ("Natural", "Synthetic"):
        noisy = _questions(questions / f"{kind}/xquad-keyboard-{kind.lower()}.json")
        pairs = (Pair(i, "question", clean[i], noisy[i]) for i in clean if i in noisy)
        name = f"NoiseQA keyboard, {kind.lower()}"
        yield NoisySet(name, "xquad", "en", tuple(islice(pairs, MOST)))


def _alignment(path: Path) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for name, noisy, test, _ in islice(_table(path), 1, None):
        found.setdefault(name, []).append((int(noisy), int(test)))
    return found


def _xnli(data: Path, path: Path, rows: list[tuple[int, int]]) -> NoisySet:
    language = path.name.split("_")[1]
    noisy, clean = list(_table(path))[1:], list(_table(data / f"xtreme/xnli/test-{language}.tsv"))
    pairs = [
        Pair(str(test), field, _plain(clean[test][column]), _plain(noisy[row][column][1:-1]))
        for row, test in rows[:MOST]
        for column, field in enumerate(("text_a", "text_b"))
    ]
    return NoisySet("noisy XNLI", "xnli", language, tuple(pairs))


def _panx(data: Path, path: Path, rows: list[tuple[int, int]]) -> NoisySet:
    language = path.name.split("_")[1]
    noisy = [json.loads(line)["tokens"] for line in path.read_text(encoding="utf-8").splitlines()]
    blocks = (data / f"xtreme/panx/test-{language}.tsv").read_text(encoding="utf-8").split("\n\n")
    pairs = []
    for row, test in rows[:MOST]:
        tokens = [line.split("\t")[0] for line in blocks[test].split("\n") if line]
        for number, (clean, other) in enumerate(zip(tokens, noisy[row], strict=True)):
            pairs.append(Pair(str(test), f"tokens.{number}", clean, other))
    return NoisySet("noisy PAN-X", "panx", language, tuple(pairs))


def _questions(path: Path) -> dict[str, str]:
    parsed = json.loads(path.read_text(encoding="utf-8"))
    return {
        question["id"]: _plain(question["question"])
        for article in parsed["data"]
        for paragraph in article["paragraphs"]
        for question in paragraph["qas"]
    }


def _table(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def _plain(text: str) -> str:
    """One blank between words and none before marks, where the sets differ in tokens alone."""
    return _BLANK_BEFORE.sub("", " ".join(text.split()))
