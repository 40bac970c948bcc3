"""XQuAD from its repository's files.

Compared (``built and compared``): the repository's files of all 12 languages were available (the 11
of XTREME and Romanian); the files built for XTREME's 11 equal the official ones by SHA-256. For
Romanian there is no official XTREME file.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.editions.builders._squad import without_answers
from xstilts_kit.tasks import get_task

_ADDRESS = "https://raw.githubusercontent.com/google-deepmind/xquad/master"


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One file per language."""
    task = get_task("xquad")
    if split != "test" or language not in task.every_language:
        return ()
    name = f"xquad.{language}.json"
    return (
        primary_file(
            "xquad",
            name,
            f"{_ADDRESS}/{name}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Remove the answers; the publisher's file is the gold."""
    if not primary(language, split):
        raise DataError(f"xquad/{language}: there is no {split} split.", "Choose another split.")
    task = get_task("xquad")
    name = f"xquad.{language}.json"
    path = _files.local(files, name)
    content = _files.plain(path, name)
    (inputs,) = task.paths(split, language)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, without_answers(content, path)),
        _files.write(out / "gold", gold, content),
    )


BUILDER = Builder("xquad", primary, build, "built and compared")
