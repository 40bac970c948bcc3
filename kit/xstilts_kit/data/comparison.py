"""Compares one split of a folder with the official edition."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.data.differences import (
    BOM,
    Bytes,
    Difference,
    file_bytes,
    first_difference,
    is_html,
    written_differently,
)
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import OfficialFile, Registered
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import Task, get_task

GoldJudgement = Literal["equal", "differs", "unknown", "none"]
Same = Literal["no", "copy", "listed"]
"""Whether a file equals the official one, up to the noted differences: an official copy named by
the user, or the size and SHA-256 listed in the edition."""

_SAME: tuple[Same, ...] = ("no", "copy", "listed")


@dataclass(frozen=True, slots=True)
class Expected:
    """A requested cell and what the edition records about it."""

    cell: Cell
    known: Registered

    @property
    def task(self) -> Task:
        return get_task(self.cell.task)

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the cell's input files."""
        return self.task.paths(self.cell.split, self.cell.language)


@dataclass(frozen=True, slots=True)
class Folders:
    """Folders that a comparison reads."""

    data: FolderSource
    gold: tuple[FolderSource, ...]
    """Folders with the test answers."""
    against: tuple[FolderSource, ...]
    """Folders with official copies."""


@dataclass(slots=True)
class Findings:
    """Differences and notes collected for one split."""

    differences: list[Difference] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def compare_bytes(expected: Expected, folders: Folders, findings: Findings) -> Same:
    """Compare each file with the official one; differences that do not matter are noted."""
    listed = {file.path: file for file in expected.known.files}
    kinds: set[Same] = set()
    for path in expected.paths:
        content = (folders.data.root / path).read_bytes()
        if is_html(content):
            findings.differences.append(
                Difference("html", f"{path} is a web page, not data", "Fetch the file again.")
            )
        official = _listed(listed.get(path))
        kind: Same = "copy" if official is None else "listed"
        if official is None:
            copies = (place.root / path for place in folders.against)
            official = next((file_bytes(copy) for copy in copies if copy.is_file()), None)
        notes = written_differently(content, official) if official is not None else None
        kinds.add("no" if notes is None else kind)
        findings.notes.extend(f"{path}: {note} (the same edition)" for note in notes or ())
        if notes is None and content.startswith(BOM):
            findings.notes.append(f"{path}: starts with a byte-order mark (the same edition)")
    return next(kind for kind in _SAME if kind in kinds)


def _listed(file: OfficialFile | None) -> Bytes | None:
    if file is None or file.bytes is None or file.sha256 is None:
        return None
    return Bytes(file.bytes, file.sha256)


def compare_inputs(
    expected: Expected, inputs: Inputs, folders: Folders, findings: Findings, same: Same
) -> bool:
    """Whether the inputs are the official ones; if not, the findings say why."""
    known = expected.known
    found = editions.fingerprint(inputs.rows())
    if found == known.inputs or (known.inputs is None and same == "listed"):
        return True
    other = editions.identify(expected.cell, found)
    if other is not None:
        findings.differences.append(
            Difference(
                "edition", f"this is edition {other}", "Use the official files of this edition."
            )
        )
        return False
    counted = len(inputs.examples)
    if known.examples is not None and counted != known.examples:
        examples = "example" if counted == 1 else "examples"
        findings.differences.append(
            Difference(
                "count",
                f"{counted:,} {examples}; the official edition has {known.examples:,}",
                "The file is truncated, or from another release: fetch it again, or prepare it with"
                " `xstilts-submit data prepare`.",
            )
        )
    if known.inputs is None:
        if not findings.differences and all(map(_listed, known.files)):
            findings.differences.append(
                Difference(
                    "rows",
                    "not the official file, of which only size and SHA-256 are known",
                    "Fetch the file again, or prepare it with `xstilts-submit data prepare`.",
                )
            )
        return False
    any_order = editions.fingerprint_any_order(
        inputs.examples, inputs.candidates, ids=expected.task.ids == "own"
    )
    if any_order == known.inputs_any_order:
        findings.differences.append(
            Difference(
                "order",
                "the same rows in another order (parts joined in another order, for instance)",
                "Put them in the official order; scores are the same, ids are not.",
            )
        )
    findings.differences.extend(_first_row(expected, inputs, folders))
    if not findings.differences:
        findings.differences.append(
            Difference(
                "rows",
                "as many examples as the official edition, but with other text",
                "Pass --against with an official copy to see the first row that differs.",
            )
        )
    return False


def _first_row(expected: Expected, inputs: Inputs, folders: Folders) -> Iterator[Difference]:
    for place in folders.against:
        if not place.has(expected.cell):
            continue
        official = place.inputs(expected.cell)
        difference = first_difference([*inputs.rows()], [*official.rows()])
        if difference is not None:
            yield difference
            return


def labels_in(expected: Expected, data: FolderSource) -> Iterator[Difference]:
    """Find labels left in a test file, unless the official file has them too."""
    paths = expected.paths
    if len(paths) != 1 or expected.task.answers_stay:
        return
    try:
        first = next(
            iter(LAYOUTS[expected.task.layout].gold(data.root / paths[0], expected.task)), None
        )
    except DataError:
        return
    if first is not None and first.known:
        yield Difference(
            "labels",
            f"{paths[0]} still holds its labels",
            "Keep answers and inputs in separate files, as `xstilts-submit data prepare` does.",
        )


def compare_gold(
    expected: Expected, examples: int | None, folders: Folders, findings: Findings
) -> GoldJudgement:
    """Compare the answers with the official ones; problems are added to the findings."""
    try:
        found = _gold(expected, folders)
    except DataError as error:
        findings.differences.append(Difference("gold", error.what, error.remedy))
        return "differs"
    if found is None:
        return "none"
    if expected.known.gold is not None and editions.fingerprint(found) == expected.known.gold:
        return "equal"
    one_each = LAYOUTS[expected.task.layout].one_each
    if one_each and examples is not None and len(found) != examples:
        findings.differences.append(
            Difference(
                "gold",
                f"{len(found):,} answers for {examples:,} examples",
                "Give the answers to this split, one per example.",
            )
        )
        return "differs"
    if expected.known.gold is None:
        return "unknown"
    findings.differences.extend(_why_gold(expected, found, folders))
    return "differs"


def _why_gold(expected: Expected, found: Sequence[Gold], folders: Folders) -> Iterator[Difference]:
    any_order = editions.fingerprint_any_order(found, ids=expected.task.ids == "own")
    if any_order == expected.known.gold_any_order:
        yield Difference(
            "gold order",
            "the official answers, but in another order",
            "Use the answers from the same release as the inputs.",
        )
    else:
        yield Difference("gold", "not the official answers", "Fetch or prepare the answers again.")
    for place in folders.against:
        official = _answers(expected, place)
        difference = first_difference(found, official) if official is not None else None
        if difference is not None:
            yield difference
            return


def _gold(expected: Expected, folders: Folders) -> Sequence[Gold] | None:
    """Read the answers from the gold folders, or from the split itself if it is labelled."""
    apart = expected.cell.split == "test" and not expected.task.answers_stay
    places = folders.gold if apart else (folders.data, *folders.gold)
    for place in places:
        try:
            found = place.gold(expected.cell)
        except NoAnswers:
            if place is folders.data:
                continue
            raise
        if found is not None:
            return found
    return None


def _answers(expected: Expected, place: FolderSource) -> Sequence[Gold] | None:
    for folder in (place.root / "gold", place.root):
        try:
            found = FolderSource(folder).gold(expected.cell)
        except DataError:
            continue
        if found is not None:
            return found
    return None
