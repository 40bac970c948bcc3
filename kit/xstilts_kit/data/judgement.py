"""Is what lies in a folder the official edition? By fingerprint, else by SHA-256 of the files."""

from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.data.parts import Part
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.downloads import digest
from xstilts_kit.families import Gold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.sources.prepared import GOLD


def judge(part: Part, folder: Path) -> tuple[str | None, int]:
    """The edition of what was built, and how many examples it has.

    Raises:
        DataError: It should be the official edition, and is not.
    """
    inputs = FolderSource(folder).inputs(part.task, part.language, part.role)
    count, official = len(inputs.examples), part.official
    if official is None:
        return None, count
    remedy = (
        "Nothing was put in place. A primary file is of another release, or damaged: compare"
        " it with its publisher's, or fetch it anew."
    )
    if official.inputs is None:
        fits = _has_official_files(part, folder)
        found = "other files (by SHA-256)"
    else:
        fits = editions.fingerprint(inputs.rows()) == official.inputs
        same = count == official.examples
        found = "the same count, but other texts" if same else f"{count:,} examples"
    if fits is False:
        number = "" if official.examples is None else f"expected {official.examples:,} examples, "
        raise DataError(
            f"what was built is not the official edition: {number}found {found}.", remedy
        )
    gold = _gold(folder, part)
    if official.gold is not None and (gold is None or editions.fingerprint(gold) != official.gold):
        what = "no answers, unlike" if gold is None else "other answers than"
        raise DataError(f"what was built has {what} the official edition.", remedy)
    return part.edition if fits else None, count


def _has_official_files(part: Part, folder: Path) -> bool | None:
    """Whether the input files have the official SHA-256; None where that is not known."""
    official = part.official
    known = {file.path: file.sha256 for file in official.files} if official else {}
    expected = [(name, known.get(name)) for name in part.task.paths(part.role, part.language)]
    if any(sha256 is None for _, sha256 in expected):
        return None
    return all(digest(folder / name) == sha256 for name, sha256 in expected)


def inputs_are_official(folder: Path, part: Part) -> bool:
    """Whether the inputs in a folder have the official fingerprint."""
    official, source = part.official, FolderSource(folder)
    if official is None or official.inputs is None:
        return False
    if not source.has(part.task, part.language, part.role):
        return False
    try:
        inputs = source.inputs(part.task, part.language, part.role)
    except DataError:
        return False
    return editions.fingerprint(inputs.rows()) == official.inputs


def is_official(folder: Path, part: Part) -> bool:
    """Whether inputs and answers in a folder have the official fingerprints."""
    official = part.official
    if official is None or official.gold is None or not inputs_are_official(folder, part):
        return False
    try:
        gold = _gold(folder, part)
    except DataError:
        return False
    return gold is not None and editions.fingerprint(gold) == official.gold


def _gold(folder: Path, part: Part) -> tuple[Gold, ...] | None:
    for place in (folder / GOLD, folder):
        try:
            found = FolderSource(place).gold(part.task, part.language, part.role)
        except NoAnswers:
            continue
        if found is not None:
            return found
    return None
