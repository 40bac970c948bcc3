"""LAReQA from the files of its repository, ``xquad-r``, which XTREME-R leaves as they are.

Compared (``built and compared``): the repository's files of all 11 languages were at hand. The
answers stand in the input files, so there is no gold beside them.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_data

_ADDRESS = "https://raw.githubusercontent.com/google-research-datasets/lareqa/master"


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One file a language."""
    task = get_data("lareqa")
    if split != "test" or language not in task.languages:
        return ()
    name = f"xquad-r/{language}.json"
    return (
        primary_file(
            "lareqa",
            name,
            f"{_ADDRESS}/{name}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """The publisher's file is the official one."""
    offered = primary(language, split)
    if not offered:
        raise DataError(f"lareqa/{language}: there is no {split} split.", "Ask for another one.")
    name = offered[0].name
    (inputs,) = get_data("lareqa").paths(split, language)
    return (_files.write(out, inputs, _files.plain(_files.local(files, name), name)),)


BUILDER = Builder("lareqa", primary, build, "built and compared")
