"""TyDiQA-GoldP from the archive tydiqa-goldp-v1.1-dev.tgz: XTREME's test set is its dev set.

Compared (``round trip only``): the archive was not available. The dev files of all 9 languages with
answers came from a copy without the field ``version``; with this field restored and packed like
the publisher's archive, they build files equal to the official ones by SHA-256.
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

_ARCHIVE = "tydiqa-goldp-v1.1-dev.tgz"


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive for everything."""
    task = get_task("tydiqa")
    if split != "test" or language not in task.languages:
        return ()
    return (
        primary_file(
            "tydiqa",
            _ARCHIVE,
            f"https://storage.googleapis.com/tydiqa/v1.1/{_ARCHIVE}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Remove the answers; the publisher's file is the gold."""
    if not primary(language, split):
        raise DataError(f"tydiqa/{language}: there is no {split} split.", "Choose another split.")
    task = get_task("tydiqa")
    name = task.hub.codes[language] if task.hub is not None else language
    path = _files.local(files, _ARCHIVE)
    content = _files.member(path, f"tydiqa-goldp-v1.1-dev/tydiqa-goldp-dev-{name}.json")
    (inputs,) = task.paths(split, language)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, inputs, without_answers(content, path)),
        _files.write(out / "gold", gold, content),
    )


BUILDER = Builder("tydiqa", primary, build, "round trip only")
