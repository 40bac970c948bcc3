"""`validate`: checks a submission folder against the contract and its inputs.

Checks the folder, then the manifest against its schema and for consistency, then each prediction
file once, line by line: text, JSON, schema, content and, if the inputs are available, ids and
tokens. Every problem is collected. Memory is bounded, except for the ids of one file.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.arguments import ByTask, StrPath, as_path, as_sources
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.families import Record
from xstilts_kit.sources import Source, open_cells
from xstilts_kit.sources.hub import gather
from xstilts_kit.submission.manifest import DataEntry, Manifest
from xstilts_kit.suites import get_suite
from xstilts_kit.transforms import (
    Given,
    Resources,
    as_resources,
    needs,
)
from xstilts_kit.validation.folder import check_digest, check_entries
from xstilts_kit.validation.inputs import verified_inputs
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.records import check_file

OnCell = Callable[[DataEntry, Source | None, Sequence[Record]], None]
"""Called with each valid cell: its data, the source of its inputs, its records in order."""


@dataclass(frozen=True, slots=True)
class Report:
    """Result of `validate`."""

    manifest: Manifest | None
    """None if it could not be read."""
    problems: Problems
    verified: tuple[Cell, ...]
    """Cells whose inputs were available and match those predicted on."""
    unverified: tuple[Cell, ...]
    """Cells without available inputs: only structure and counts were checked."""
    absent: tuple[Cell, ...]
    """Cells of the suite that are not in the submission."""
    notes: tuple[str, ...] = ()
    """Remarks that are not problems of the submission."""
    folder: Path = field(default=Path(), compare=False)
    """The submission."""

    @property
    def valid(self) -> bool:
        """Whether there are no errors; warnings do not count."""
        return self.problems.count("error") == 0

    def __str__(self) -> str:
        """The output of the command `validate`: every problem, then a summary line."""
        from xstilts_kit.validation.text import report_text

        return report_text(self, str(self.folder))

    def _repr_html_(self) -> str:
        """The problems as a table, with the summary as its caption."""
        from xstilts_kit.validation.text import report_html

        return report_html(self)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object printed by ``validate --json``."""
        from xstilts_kit.validation.text import report_json

        return report_json(self)


def validate(
    submission: StrPath,
    sources: ByTask | None = None,
    *,
    resources: Given = None,
    on_cell: OnCell | None = None,
    allow_missing: bool = False,
    say: Say = say_on_stderr,
) -> Report:
    """Check a submission folder.

    >>> report = validate("sub")
    >>> report.valid
    True
    >>> print(report)
    sub: valid, 20 records in 1 file; limited to the first examples; partial: 1 of 88 of mini

    Args:
        submission: The folder that `predict` or `import_` wrote.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
            By default, the miniature's inputs and those prepared for the official edition are
            used. ``hub`` stands for the commit named in the manifest.
        resources: Files read by transforms, e.g. ``{"lexicons": "DIR"}``; without them, the inputs
            of their cells count as not available.
        on_cell: Called with the records of every cell without errors.
        allow_missing: Accept questions without an answer.
        say: Prints a line about files fetched from the Hub.

    Raises:
        UsageError: The folder does not exist.
        DataError: A source is missing or damaged.
        NetworkError: The Hub cannot be reached.
    """
    folder, given = as_path(submission, "submission"), as_sources(sources)
    files = as_resources(resources)
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise UsageError(f"{folder} {what}.", "Give the folder that `predict` wrote.")
    problems = Problems()
    manifest = read_manifest(folder, problems)
    if manifest is None:
        return Report(None, problems, (), (), (), folder=folder)
    present = check_entries(folder, manifest, problems)
    for file in manifest.scores:
        if file.path in present:
            check_digest(folder, file, problems)
    entries = manifest.data
    opened = open_cells(
        _sources_for(manifest, given),
        {e.cell: e.source_revision if e.source == "hub" else None for e in entries},
    )
    if given:
        _refuse_useless(opened)
    gather(((source, cell) for cell, source in opened.items()), say)
    verified: list[Cell] = []
    unverified: list[Cell] = []
    listed = {file.path: file for file in manifest.files}
    for entry in entries:
        cell = entry.cell
        source = opened.get(cell)
        inputs = verified_inputs(entry, source, files, problems)
        (verified if inputs is not None else unverified).append(cell)
        if cell.path in present and cell.path in listed:
            check_file(
                folder,
                entry,
                listed[cell.path],
                inputs,
                problems,
                partial(on_cell, entry, source) if on_cell is not None else None,
                allow_missing=allow_missing,
            )
    return Report(
        manifest,
        problems,
        tuple(verified),
        tuple(unverified),
        _absent(manifest),
        (*_other_commits(entries, opened), *_missing_resources(entries, files)),
        folder,
    )


def _refuse_useless(opened: Mapping[Cell, Source]) -> None:
    """Reject a user-given source without any of the inputs for which it is given.

    Raises:
        DataError: A source has none of the inputs.
    """
    cells: dict[int, list[Cell]] = {}
    for cell, source in opened.items():
        cells.setdefault(id(source), []).append(cell)
    for own in cells.values():
        source = opened[own[0]]
        if not any(source.has(cell) for cell in own):
            tasks = ", ".join(dict.fromkeys(cell.task for cell in own))
            raise DataError(
                f"The source {source.kind} has none of this submission's inputs ({tasks}):"
                f" {source.lacks(own[0])}.",
                "Name the source that was predicted on, or leave out --source to check structure"
                " and counts alone.",
            )


def _other_commits(entries: Iterable[DataEntry], opened: Mapping[Cell, Source]) -> Iterator[str]:
    """Notes on tasks whose Hub commit differs from the one predicted on."""
    said = set()
    for entry in entries:
        source, commit = opened.get(entry.cell), entry.source_revision
        if entry.source != "hub" or source is None or source.kind != "hub":
            continue
        if source.revision != commit and (entry.task, commit) not in said:
            said.add((entry.task, commit))
            yield (
                f"{entry.task} is compared with commit {(source.revision or '')[:12]} of the Hub;"
                f" it was predicted on {commit[:12] if commit else 'an unknown commit'}."
            )


def _sources_for(manifest: Manifest, given: Sequence[str]) -> Sequence[str]:
    """The given sources, or else the bundled miniature and the prepared official edition."""
    if given:
        return given
    by_task: dict[str, set[str]] = {}
    for entry in manifest.data:
        edition = entry.edition or ""
        kind = {"mini": "mini", "xtreme": "auto"}.get(edition.split("-")[0], "")
        by_task.setdefault(entry.task, set()).add(kind)
    return [f"{task}={kind}" for task, (kind, *more) in by_task.items() if kind and not more]


def _missing_resources(entries: Iterable[DataEntry], resources: Resources) -> Iterator[str]:
    """Notes on cells whose inputs cannot be regenerated."""
    found = dict.fromkeys(needs(entry.cell) for entry in entries)
    for need in found:
        if need is not None and not resources.has(need):
            yield f"Inputs changed with {need} are not checked without these files (--{need} PATH)."


def _absent(manifest: Manifest) -> tuple[Cell, ...]:
    held = {entry.cell.slot for entry in manifest.data if entry.transform is None}
    return tuple(cell for cell in get_suite(manifest.suite).cells() if cell not in held)
