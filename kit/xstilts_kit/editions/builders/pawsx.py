"""PAWS-X from the archive x-final.tar.gz.

Compared (``round trip only``): the archive was not available. The official dev and test files of
all 7 languages were converted to the publisher's format (``id ⇥ sentence1 ⇥ sentence2 ⇥ label``,
literal quotes) and rebuilt, with equal SHA-256. All test labels were known for German and Chinese
only. Size and SHA-256 of the archive are those recorded by the ``datasets`` library.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files, _pairs
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ARCHIVE = "x-final.tar.gz"
_NAMES: Mapping[Split, str] = {"train": "train", "validation": "dev_2k", "test": "test_2k"}


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive for everything; XTREME uses only the English training data."""
    task = get_task("pawsx")
    if language not in task.languages or (split == "train" and language != "en"):
        return ()
    return (
        primary_file(
            "pawsx",
            _ARCHIVE,
            f"https://storage.googleapis.com/paws/pawsx/{_ARCHIVE}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Drop the ids; labels of the test split become the gold."""
    if not primary(language, split):
        raise DataError(f"pawsx/{language}: there is no {split} split.", "Choose another split.")
    path = _files.local(files, _ARCHIVE)
    inner = f"x-final/{language}/{_NAMES[split]}.tsv"
    lines = _files.lines(_files.member(path, inner), path, inner)[1:]
    fields = [_pairs.fields(line, 4, path, number) for number, line in enumerate(lines, start=2)]
    rows = [(row[1].strip(), row[2].strip(), row[3]) for row in fields]
    task = get_task("pawsx")
    (inputs,) = task.paths(split, language)
    if split != "test":
        return (_files.write(out, inputs, _pairs.pairs(rows)),)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, _pairs.pairs(row[:2] for row in rows)),
        _files.write(out / "gold", gold, _pairs.answers(row[2] for row in rows)),
    )


BUILDER = Builder("pawsx", primary, build, "round trip only")
