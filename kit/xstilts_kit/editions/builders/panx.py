"""PAN-X from WikiAnn in the splits of Rahimi et al. 2019: an archive with one archive per language.

The address in XTREME's script (Amazon Drive) is dead. The same archives are in panx_dataset.zip,
from which the ``datasets`` library made its copy; size and SHA-256 are those recorded there.
The user's own ``AmazonPhotos.zip`` is read as well.

Compared (``round trip only``): no archive was available. The official dev files of 47 languages
(all of XTREME and XTREME-R except Thai) and the English training file were converted to the
publisher's format (``en:token ⇥ tag``) and rebuilt, with results equal byte for byte; so were the
test files of all 48 languages, with made-up tags. No published checksum of an official PAN-X file
is known, and no test labels, so the test labels and the archive's own order remain unchecked.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from xstilts_kit.cell import Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions.builders import _files
from xstilts_kit.editions.builders._builder import Builder, PrimaryFile
from xstilts_kit.editions.builders._primary import primary_file
from xstilts_kit.tasks import get_task

_ARCHIVE = "panx_dataset.zip"
_ADDRESS = "https://s3.amazonaws.com/datasets.huggingface.co/wikiann/1.1.0"
_NAMES: Mapping[Split, str] = {"train": "train", "validation": "dev", "test": "test"}


def primary(language: str, split: Split) -> tuple[PrimaryFile, ...]:
    """One archive for everything."""
    task = get_task("panx")
    if language not in task.every_language:
        return ()
    return (
        primary_file(
            "panx",
            _ARCHIVE,
            f"{_ADDRESS}/{_ARCHIVE}",
            licence=task.licence,
            noncommercial=False,
            cite=task.citation,
        ),
    )


def build(language: str, split: Split, files: Mapping[str, Path], out: Path) -> tuple[Path, ...]:
    """Strip the prefix ``language:`` from tokens; tags of the test split become the gold."""
    if not primary(language, split):
        raise DataError(f"panx: there is no language {language!r}.", "See `xstilts-submit tasks`.")
    path = _files.local(files, _ARCHIVE)
    inner = _NAMES[split]
    rows = _rows(_files.lines(_files.member(path, f"{language}.tar.gz", inner), path, inner))
    task = get_task("panx")
    (inputs,) = task.paths(split, language)
    if split != "test":
        return (_files.write(out, inputs, _text(f"{t}\t{tag}" if tag else "" for t, tag in rows)),)
    gold = task.answer_paths(split, language)[0]
    # A token that strips to nothing is an empty line in XTREME's test file, and so it is here.
    return (
        _files.write(out, inputs, _text(token for token, _ in rows)),
        _files.write(out / "gold", gold, _text(tag if token else "" for token, tag in rows)),
    )


def _rows(lines: list[str]) -> list[tuple[str, str]]:
    """(token, tag) of each line, both empty between sentences. Skips lines without ``:``."""
    rows = []
    for line in lines[:-1] if lines and not lines[-1].strip() else lines:
        fields = line.strip().split("\t")
        if len(fields) != 2:
            rows.append(("", ""))
            continue
        _, colon, token = fields[0].partition(":")
        if colon:
            rows.append((token.strip(), fields[1].strip()))
    return rows


def _text(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


BUILDER = Builder("panx", primary, build, "round trip only")
