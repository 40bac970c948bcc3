"""XCOPA from its repository's files; English (COPA) from SuperGLUE's COPA.zip.

Compared (``built and compared``): the repository's files of all 11 languages were available; the
built files equal XTREME's byte for byte (checked against two copies; no published checksum of
XTREME's files is known). For English the archive was not available: round trip only.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ADDRESS = "https://raw.githubusercontent.com/cambridgeltl/xcopa/master/data"
_COPA = "COPA.zip"
_COPA_ADDRESS = f"https://dl.fbaipublicfiles.com/glue/superglue/data/v2/{_COPA}"
_NAMES: Mapping[Split, str] = {"train": "train", "validation": "val", "test": "test"}
"""Split → the publishers' name for it."""


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One file per language and split; for English one archive."""
    task = get_task("xcopa")
    if language == "en":
        return (
            primary_file(
                "xcopa",
                _COPA,
                _COPA_ADDRESS,
                licence="BSD 2-Clause",
                noncommercial=False,
                cite="Roemmele et al. 2011, Choice of Plausible Alternatives",
            ),
        )
    if split == "train" or language not in task.languages:
        return ()
    name = f"{_NAMES[split]}.{language}.jsonl"
    return (
        primary_file(
            "xcopa",
            name,
            f"{_ADDRESS}/{language}/{name}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Set all labels of a test split to 0; the publisher's file is the gold.

    The labels of English test data were never published, so there is no gold for them.
    """
    offered = primary(language, split)
    if not offered:
        raise DataError(f"xcopa/{language}: there is no {split} split.", "Choose another split.")
    task, name = get_task("xcopa"), offered[0].name
    path = _files.local(files, name)
    if name == _COPA:
        name = f"COPA/{_NAMES[split]}.jsonl"
        content = _files.member(path, name)
    else:
        content = _files.plain(path, name)
    (inputs,) = task.paths(split, language)
    if split != "test":
        return (_files.write(out, inputs, content),)
    rows = [json.loads(line) for line in _files.lines(content, path, name)]
    blank = "".join(f"{json.dumps({**row, 'label': 0})}\n" for row in rows).encode()
    written = _files.write(out, inputs, blank)
    if language == "en":
        return (written,)
    gold = task.answer_paths(split, language)[0]
    return written, _files.write(out / "gold", gold, content)


BUILDER = Builder("xcopa", primary, build, "built and compared")
