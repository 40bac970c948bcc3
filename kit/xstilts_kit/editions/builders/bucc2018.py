"""BUCC 2018 from the shared task's archives, which users must download under its terms.

XTREME's test set is the training set of the shared task, its dev set the sample. The dev answers
stay beside the dev corpora, as in XTREME: the threshold is fitted on them.

Compared (``round trip only``): no archive was available. The Chinese dev files, packed like the
shared task's archives, come out unchanged. Sizes and SHA-256 of the archives are those recorded by
the ``datasets`` library.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_SETS: Mapping[Split, str] = {"validation": "sample", "test": "training"}


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive per language and split."""
    task = get_task("bucc2018")
    if language not in task.languages or split not in _SETS:
        return ()
    name = f"bucc2018-{language}-en.{_SETS[split]}-gold.tar.bz2"
    return (
        primary_file(
            "bucc2018",
            name,
            None,
            licence=task.licence,
            noncommercial=True,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Rename the two corpora; the test pairs become the gold."""
    archives = primary(language, split)
    if not archives:
        raise DataError(f"bucc2018/{language}: there is no {split} split.", "Choose another split.")
    task = get_task("bucc2018")
    path = _files.local(files, archives[0].name)
    stem = f"{language}-en/{language}-en.{_SETS[split]}"
    sides = [_files.member(path, f"{stem}.{side}") for side in (language, task.pivot)]
    pairs = _files.member(path, f"{stem}.gold")
    gold = task.answer_paths(split, language)[0]
    return (
        *(
            _files.write(out, name, content)
            for name, content in zip(task.paths(split, language), sides, strict=True)
        ),
        _files.write(out / "gold" if split == "test" else out, gold, pairs),
    )


BUILDER = Builder("bucc2018", primary, build, "round trip only")
