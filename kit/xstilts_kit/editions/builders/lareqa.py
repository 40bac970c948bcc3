"""LAReQA from its repository's files in ``xquad-r``, which XTREME-R uses unchanged.

Compared (``built and compared``): the repository's files of all 11 languages were available. The
input files contain the answers, so there are no separate gold files.
"""

from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ADDRESS = "https://raw.githubusercontent.com/google-research-datasets/lareqa/master"


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """The files of all languages, since their sentences are the candidates."""
    task = get_task("lareqa")
    if split != "test" or language not in task.languages:
        return ()
    return tuple(
        primary_file(
            "lareqa",
            name,
            f"{_ADDRESS}/{name}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        )
        for name in (f"xquad-r/{code}.json" for code in task.languages)
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Copy the publisher's files unchanged."""
    offered = primary(language, split)
    if not offered:
        raise DataError(f"lareqa/{language}: there is no {split} split.", "Choose another split.")
    return tuple(
        _files.write(out, f"lareqa/{name}", _files.plain(_files.local(files, name), name))
        for name in (file.name for file in offered)
    )


BUILDER = Builder("lareqa", primary, build, "built and compared")
