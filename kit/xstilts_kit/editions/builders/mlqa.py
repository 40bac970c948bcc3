"""MLQA from the archive MLQA_V1.zip, same-language pairs only.

Compared (``round trip only``): the archive was not available. XTREME uses the dev files as
published; the seven same-language ones, put into an archive, come out with the official SHA-256.
Test files with answers were not available: the rule that removes answers was tested on the
same-language dev files (equal to the output of a second implementation) and on the 16 available
official test files of two languages, which it leaves unchanged byte for byte. Size and SHA-256 of
the archive are those recorded by the ``datasets`` library.
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

_ARCHIVE = "MLQA_V1.zip"


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive for everything."""
    task = get_task("mlqa")
    if language not in task.languages or not task.has_split(split, language):
        return ()
    return (
        primary_file(
            "mlqa",
            _ARCHIVE,
            f"https://dl.fbaipublicfiles.com/MLQA/{_ARCHIVE}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Copy dev files; remove answers from test files and keep the original as gold."""
    if not primary(language, split):
        raise DataError(f"mlqa/{language}: there is no {split} split.", "Choose another split.")
    task = get_task("mlqa")
    (inputs,) = task.paths(split, language)
    path = _files.local(files, _ARCHIVE)
    content = _files.member(path, inputs.removeprefix("mlqa/"))
    if split != "test":
        return (_files.write(out, inputs, content),)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, without_answers(content, path)),
        _files.write(out / "gold", gold, content),
    )


BUILDER = Builder("mlqa", primary, build, "round trip only")
