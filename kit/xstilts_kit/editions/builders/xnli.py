"""XNLI from the archive XNLI-1.0.zip; English training data from XNLI-MT-1.0.zip.

Compared (``round trip only``): the archives were not available. The official dev and test files of
all 15 languages, with the test labels, were converted to the publisher's format (columns
``language``, ``gold_label``, ``sentence1``, ``sentence2`` among others, no quoting) and rebuilt,
with equal SHA-256. Training data were not compared. Size and SHA-256 of XNLI-1.0.zip are those
recorded by the ``datasets`` library.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files, _pairs
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ADDRESS = "https://dl.fbaipublicfiles.com/XNLI"
_TRAIN = "XNLI-MT-1.0/multinli/multinli.train.en.tsv"
_INNER: Mapping[Split, str] = {
    "validation": "XNLI-1.0/xnli.dev.tsv",
    "test": "XNLI-1.0/xnli.test.tsv",
}
_COLUMNS = ("language", "gold_label", "sentence1", "sentence2")


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive for all languages; another one for English training data."""
    task = get_task("xnli")
    if language not in task.languages or (split == "train" and language != "en"):
        return ()
    name = "XNLI-MT-1.0.zip" if split == "train" else "XNLI-1.0.zip"
    return (
        primary_file(
            "xnli",
            name,
            f"{_ADDRESS}/{name}",
            licence=task.licence,
            noncommercial=True,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Select the language's rows; labels of the test split become the gold."""
    archives = primary(language, split)
    if not archives:
        raise DataError(f"xnli/{language}: there is no {split} split.", "Choose another split.")
    path = _files.local(files, archives[0].name)
    rows = _train(path) if split == "train" else _rows(path, _INNER[split], language)
    if not rows:
        raise DataError(
            f"xnli/{language}: {path} has no row in this language.", "Fetch the archive again."
        )
    task = get_task("xnli")
    (inputs,) = task.paths(split, language)
    if split != "test":
        return (_files.write(out, inputs, _pairs.pairs(rows)),)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, _pairs.pairs(row[:2] for row in rows)),
        _files.write(out / "gold", gold, _pairs.answers(row[2] for row in rows)),
    )


def _rows(path: Path, inner: str, language: str) -> list[tuple[str, str, str]]:
    head, *lines = _files.lines(_files.member(path, inner), path, inner)
    names = head.strip().split("\t")
    if not set(_COLUMNS) <= set(names):
        missing = ", ".join(name for name in _COLUMNS if name not in names)
        raise DataError(
            f"{path}: {inner} has no column {missing}.", "Give the archive as published by XNLI."
        )
    code, label, first, second = (names.index(name) for name in _COLUMNS)
    found = []
    for number, line in enumerate(lines, start=2):
        row = _pairs.fields(line, max(code, label, first, second) + 1, path, number)
        if row[code].strip() == language:
            found.append((row[first].strip(), row[second].strip(), _label(row[label])))
    return found


def _train(path: Path) -> list[tuple[str, str, str]]:
    lines = _files.lines(_files.member(path, _TRAIN), path, _TRAIN)[1:]
    rows = (_pairs.fields(line, 3, path, number) for number, line in enumerate(lines, start=2))
    return [(row[0].strip(), row[1].strip(), _label(row[2])) for row in rows]


def _label(text: str) -> str:
    label = text.strip()
    return "contradiction" if label == "contradictory" else label


BUILDER = Builder("xnli", primary, build, "round trip only")
