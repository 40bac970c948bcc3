"""Checks built splits against the official edition, by fingerprint or by SHA-256."""

from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.data.parts import edition_of, official_of
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import digest
from xstilts_kit.families import Gold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.sources.prepared import GOLD
from xstilts_kit.tasks import get_task


def judge(cell: Cell, folder: Path) -> tuple[str | None, int]:
    """The edition of the built files, and how many examples they hold.

    Raises:
        DataError: The files should match the official edition, but do not.
    """
    inputs = FolderSource(folder).inputs(cell)
    count, official = len(inputs.examples), official_of(cell)
    if official is None:
        return None, count
    remedy = (
        "Nothing was installed. A primary file is from another release, or damaged: compare"
        " it with the publisher's, or fetch it again."
    )
    if official.inputs is None:
        fits = _has_official_files(cell, folder)
        found = "other files (by SHA-256)"
    else:
        fits = editions.fingerprint(inputs.rows()) == official.inputs
        same = count == official.examples
        found = "the same count, but different texts" if same else f"{count:,} examples"
    if fits is False:
        number = "" if official.examples is None else f"expected {official.examples:,} examples, "
        raise DataError(
            f"the built files are not the official edition: {number}found {found}.", remedy
        )
    gold = _gold(folder, cell)
    if official.gold is not None and (gold is None or editions.fingerprint(gold) != official.gold):
        what = "no answers, unlike" if gold is None else "different answers from"
        raise DataError(f"the built split has {what} the official edition.", remedy)
    return edition_of(cell) if fits else None, count


def _has_official_files(cell: Cell, folder: Path) -> bool | None:
    """Whether the input files have the official SHA-256; None if it is unknown."""
    official = official_of(cell)
    known = {file.path: file.sha256 for file in official.files} if official else {}
    expected = [
        (name, known.get(name)) for name in get_task(cell.task).paths(cell.split, cell.language)
    ]
    if any(sha256 is None for _, sha256 in expected):
        return None
    return all(digest(folder / name) == sha256 for name, sha256 in expected)


def inputs_are_official(folder: Path, cell: Cell) -> bool:
    """Whether the inputs in a folder have the official fingerprint."""
    official, source = official_of(cell), FolderSource(folder)
    if official is None or official.inputs is None:
        return False
    if not source.has(cell):
        return False
    try:
        inputs = source.inputs(cell)
    except DataError:
        return False
    return editions.fingerprint(inputs.rows()) == official.inputs


def is_official(folder: Path, cell: Cell) -> bool:
    """Whether inputs and answers in a folder have the official fingerprints."""
    official = official_of(cell)
    if official is None or official.gold is None or not inputs_are_official(folder, cell):
        return False
    try:
        gold = _gold(folder, cell)
    except DataError:
        return False
    return gold is not None and editions.fingerprint(gold) == official.gold


def _gold(folder: Path, cell: Cell) -> tuple[Gold, ...] | None:
    for place in (folder / GOLD, folder):
        try:
            found = FolderSource(place).gold(cell)
        except NoAnswers:
            continue
        if found is not None:
            return found
    return None
