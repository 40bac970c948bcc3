"""MLQA from the archive MLQA_V1.zip; of its pairs of languages those of one language.

Compared (``round trip only``): the archive was not at hand. XTREME leaves the dev files as they are
published; the seven same-language ones, put into an archive, come out with the official SHA-256.
The test files with answers were not at hand: the rule that takes the answers out was tried on the
same-language dev files (equal to a second implementation's files) and on the 16 official test
files of two languages that were at hand, which it leaves unchanged byte for byte. Size and SHA-256
of the archive are those that the ``datasets`` library recorded.
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
    """Dev files as they are; test files without answers, the publisher's file is the gold."""
    if not primary(language, split):
        raise DataError(f"mlqa/{language}: there is no {split} split.", "Ask for another one.")
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
