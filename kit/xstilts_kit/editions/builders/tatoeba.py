"""Tatoeba from LASER's files in ``data/tatoeba/v1``: two files per language.

Compared (``built and compared``): LASER's own files were available for 41 languages (the 36 of
XTREME, and az lt pl ro uk of XTREME-R). Both built files equal the official ones byte for byte
(checked against two copies; no published checksum of XTREME's files is known), and the answers
equal an independent computation.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ADDRESS = "https://raw.githubusercontent.com/facebookresearch/LASER/main/data/tatoeba/v1"
_XTREME_R = {"az": "aze", "lt": "lit", "pl": "pol", "ro": "ron", "uk": "ukr"}


def _code(language: str) -> str | None:
    """LASER's three-letter code."""
    hub = get_task("tatoeba").hub
    codes = {**_XTREME_R, **(hub.codes if hub is not None else {})}
    return codes.get(language)


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """The language's file, followed by the English one."""
    task, code = get_task("tatoeba"), _code(language)
    if split != "test" or code is None:
        return ()
    return tuple(
        primary_file(
            "tatoeba",
            name,
            f"{_ADDRESS}/{name}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        )
        for name in (f"tatoeba.{code}-eng.{code}", f"tatoeba.{code}-eng.eng")
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Sort the English side; the answers are the positions of the translations."""
    names = [file.name for file in primary(language, split)]
    if not names:
        raise DataError(f"tatoeba/{language}: there is no {split} split.", "Choose another split.")
    other, english = (_files.local(files, name) for name in names)
    copied = _files.plain(other, names[0])
    lines = [line.strip() for line in _files.lines(_files.plain(english, names[1]), english, "")]
    if len(lines) != len(_files.lines(copied, other, names[0])):
        raise DataError(
            f"tatoeba/{language}: {names[0]} and {names[1]} have different numbers of lines.",
            "Fetch both again.",
        )
    order = sorted(range(len(lines)), key=lines.__getitem__)
    task = get_task("tatoeba")
    queries, candidates = task.paths(split, language)
    gold = task.answer_paths(split, language)[0]
    return (
        _files.write(out, queries, "".join(f"{lines[row]}\n" for row in order).encode()),
        _files.write(out, candidates, copied),
        _files.write(out / "gold", gold, "".join(f"{row}\n" for row in order).encode()),
    )


BUILDER = Builder("tatoeba", primary, build, "built and compared")
