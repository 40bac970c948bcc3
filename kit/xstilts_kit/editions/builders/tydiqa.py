"""TyDiQA-GoldP from the archive tydiqa-goldp-v1.1-dev.tgz: XTREME's test set is its dev set.

Compared (``round trip only``): the archive was not at hand. The dev files of all 9 languages with
their answers came from a copy that had lost the field ``version``; with that put back they were
packed as the publisher does, built from that, and equal the official files by SHA-256.
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
    """Take the answers out; the publisher's file is the gold."""
    if not primary(language, split):
        raise DataError(f"tydiqa/{language}: there is no {split} split.", "Ask for another one.")
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
