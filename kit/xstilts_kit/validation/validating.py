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

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.arguments import ByTask, StrPath, as_path, as_sources
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.families import Inputs, Record
from xstilts_kit.sources import Source, open_cells
from xstilts_kit.sources.hub import gather
from xstilts_kit.submission.files import TooManyEntries, digest_file, walk
from xstilts_kit.submission.layout import MANIFEST, SCORES
from xstilts_kit.submission.manifest import DataEntry, Manifest, PredictionFile
from xstilts_kit.suites import get_suite
from xstilts_kit.transforms import (
    Given,
    Resources,
    as_resources,
    joined_with,
    measured,
    needs,
    resources_fingerprint,
    transformed,
)
from xstilts_kit.validation.manifest import read_manifest
from xstilts_kit.validation.records import check_file

OnCell = Callable[[DataEntry, Source | None, Sequence[Record]], None]
"""Called with each valid cell: its data, the source of its inputs, its records in order."""

MOST_FILES = 10_000
"""Maximum number of folder entries that are examined."""


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
    present = _look_around(folder, manifest, problems)
    for file in manifest.scores:
        if file.path in present:
            _check_digest(folder, file, problems)
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
        inputs = _inputs(entry, source, files, problems)
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
    """Reject a user-given source that has none of the inputs it is given for.

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


def _check_digest(folder: Path, listed: PredictionFile, problems: Problems) -> None:
    """Check a file of scores against the digest in the manifest; its content is not parsed."""
    try:
        found = digest_file(folder / listed.path, listed.path)
    except OSError as error:
        problems.add("XS106", listed.path, str(error.strerror))
        return
    if (found.bytes, found.sha256) != (listed.bytes, listed.sha256):
        problems.add(
            "XS105",
            listed.path,
            f"{found.bytes} bytes, {found.sha256[:12]}; the manifest says {listed.bytes} bytes,"
            f" {listed.sha256[:12]}",
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


def _look_around(folder: Path, manifest: Manifest, problems: Problems) -> set[str]:
    """List the plain files of the folder; all other entries are reported as problems."""
    listed = {file.path for file in manifest.listed}
    plain: set[str] = set()
    seen: set[str] = set()

    unread: list[str] = []

    def refuse(name: str, error: OSError) -> None:
        problems.add("XS106", name, str(error.strerror))
        unread.append("" if name == "." else f"{name}/")

    try:
        for name, is_plain in walk(folder, MOST_FILES, refuse):
            seen.add(name)
            if not is_plain:
                problems.add("XS102", name, "a link, pipe, socket or device")
            elif name in listed:
                plain.add(name)
            elif name not in (MANIFEST, SCORES):
                problems.add("XS103", name, "not in the manifest's `files`")
    except TooManyEntries:
        problems.add("XS107", ".", f"more than {MOST_FILES:,} files and folders")
        return plain
    for name in sorted(listed - seen):
        if name.startswith(tuple(unread)):
            continue
        problems.add("XS104", name, "listed in the manifest's `files`, but missing")
    return plain


def _inputs(
    entry: DataEntry, source: Source | None, resources: Resources, problems: Problems
) -> Inputs | None:
    """The inputs predicted on; None if they are not available or differ."""
    _check_edition(entry, problems)
    cell = entry.cell
    if source is None or not source.has(cell):
        return None
    inputs = source.inputs(cell)
    found = editions.fingerprint(inputs.rows())
    if found != entry.inputs_fingerprint or len(inputs.examples) != entry.examples:
        expected = (entry.inputs_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"the source has {len(inputs.examples)} examples, fingerprint {found[:12]};"
            f" predicted on {entry.examples}, fingerprint {expected}",
        )
        return None
    if entry.transform is not None:
        return _transformed(entry, inputs, source, resources, problems)
    return inputs.first(entry.limit)


def _transformed(
    entry: DataEntry, clean: Inputs, source: Source, resources: Resources, problems: Problems
) -> Inputs | None:
    """The changed inputs; None if they differ from those predicted on or cannot be made."""
    cell, other = entry.cell, joined_with(entry.cell)
    if not resources.has(needs(cell)) or (other is not None and not source.has(other)):
        return None
    used = resources_fingerprint(cell, resources)
    if used != entry.resources_fingerprint:
        expected = (entry.resources_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"{entry.transform} reads files with fingerprint {(used or 'none')[:12]}; predicted"
            f" with {expected}",
        )
        return None
    given = transformed(cell, clean, resources, source.inputs)
    found = editions.fingerprint(given.rows())
    if found != entry.transformed_fingerprint:
        expected = (entry.transformed_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"{entry.transform} gives inputs with fingerprint {found[:12]} in this version;"
            f" predicted on {expected}",
        )
        return None
    if entry.realised is not None and entry.realised != measured(cell, clean, given):
        problems.add("XS501", cell.path, "`realised` differs from what the transform changes")
        return None
    return given.first(entry.limit)


def _check_edition(entry: DataEntry, problems: Problems) -> None:
    """Check fingerprint and count against the edition named in the manifest."""
    cell, named = entry.cell, entry.edition
    known = editions.identify(cell, entry.inputs_fingerprint)
    counts = editions.expected(cell)
    if named is None and known is None:
        problems.add("XS502", MANIFEST, str(cell))
    elif named is None and counts[known or ""] != entry.examples:
        text = f"{cell.name}: {entry.examples} examples are not {known}'s"
        problems.add("XS503", MANIFEST, text)
    elif named is None:
        return
    elif named not in editions.all_editions():
        problems.add("XS502", MANIFEST, f"{cell}: edition {named}")
    elif known != named:
        found = (entry.inputs_fingerprint or "none")[:12]
        problems.add("XS503", MANIFEST, f"{cell.name}: edition {named}, but fingerprint {found}")
    elif counts.get(named) != entry.examples:
        problems.add(
            "XS503",
            MANIFEST,
            f"{cell.name}: {entry.examples} examples; edition {named} has {counts.get(named)}",
        )
