"""`inputs`: the examples of a suite as JSON lines, for models that are not on the Hub.

Reads each selected cell once for its fingerprint, writes the examples, then an index that
describes the files and the expected records. No gold is opened.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.data.first_use import gather_from_hub, prepare_cells
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.exchange.selection import Selection, no_inputs, select
from xstilts_kit.exchange.whole_folder import check_new, whole_folder
from xstilts_kit.families import Example, Inputs, get_family
from xstilts_kit.sources.changed import with_transforms
from xstilts_kit.sources.survey import Surveyed, count_warning, survey
from xstilts_kit.storage import write_atomically, write_json
from xstilts_kit.submission.manifest import Kit, Realised
from xstilts_kit.submission.version import this_kit
from xstilts_kit.tasks import Task, get_task
from xstilts_kit.transforms import NOTHING, Resources, parse_transforms, transformed

SCHEMA = "xstilts-inputs-v1"
INDEX = "inputs.json"


@dataclass(frozen=True, slots=True)
class InputFile:
    """An inputs file with size and digest."""

    path: str
    sha256: str
    bytes: int
    rows: int


@dataclass(frozen=True, slots=True)
class WantedRecords:
    """The record format expected for a task."""

    task: str
    family: str
    labels: tuple[str, ...]
    """In class-index order; empty for open answers."""
    fields: tuple[str, ...]
    """Fields of an example."""
    record_schema: str
    example: Mapping[str, object]
    """A record for the first example, with a made-up answer."""


@dataclass(frozen=True, slots=True)
class InputsEntry:
    """Index entry of one (task, language)."""

    task: str
    language: str
    split: str
    edition: str | None
    source: str
    source_revision: str | None
    examples: int
    limit: int | None
    inputs_fingerprint: str
    files: tuple[InputFile, ...]
    transform: str | None = None
    """Transform of the inputs; None for clean inputs."""
    transformed_fingerprint: str | None = None
    resources_fingerprint: str | None = None
    realised: Realised | None = None

    def as_json(self) -> dict[str, Any]:
        """Convert to JSON; clean inputs have no fields about a transform."""
        written = asdict(self)
        for name in ("transform", "transformed_fingerprint", "resources_fingerprint"):
            if written[name] is None:
                del written[name]
        del written["realised"]
        if self.realised is not None:
            written["realised"] = self.realised.as_json()
        return written


@dataclass(frozen=True, slots=True)
class InputsIndex:
    """Index of a folder of inputs: its ``inputs.json``."""

    schema: str
    suite: str
    kit: Kit
    tasks: tuple[WantedRecords, ...]
    data: tuple[InputsEntry, ...]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "data": [entry.as_json() for entry in self.data]}


@dataclass(frozen=True, slots=True)
class WrittenInputs:
    """Result of `write_inputs`: the folder that was written."""

    folder: Path
    index: InputsIndex
    skipped: tuple[str, ...]
    """One sentence per cell that was left out."""
    warnings: tuple[str, ...]

    def __fspath__(self) -> str:
        return str(self.folder)

    def __str__(self) -> str:
        files = [file for entry in self.index.data for file in entry.files]
        rows = sum(file.rows for file in files)
        count = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
        return f"{self.folder}: {rows:,} rows in {count}"


def write_inputs(
    selection: Selection,
    out: Path,
    *,
    resources: Resources = NOTHING,
    available: bool = False,
    yes: bool = False,
    say: Say = say_on_stderr,
) -> WrittenInputs:
    """Write inputs and their index; with the source ``auto``, they are prepared first.

    Args:
        selection: The cells and sources.
        out: The folder to write, atomically.
        resources: Files that transforms read.
        available: Leave out cells without inputs instead of raising.
        yes: Whether the licences of fetched data are accepted.
        say: Prints a line to stderr about fetched data.

    Raises:
        UsageError: The selection is unknown, the folder is taken, or the licences were declined.
        DataError: Inputs are missing or damaged.
        NetworkError: They cannot be fetched.
        StorageError: The folder cannot be written.
    """
    selected = select(selection)
    transforms = parse_transforms(selection.transforms)
    check_new(out)
    absent = [cell for cell in selected.cells if not selected.has(cell)]
    cells = selected.read(cell for cell in selected.cells if cell not in absent)
    if absent and (not available or not cells):
        remedy = (
            "Give --source folder:PATH (XTREME's download folder), or skip them with --available."
        )
        raise no_inputs(selected, absent, remedy)
    failed = prepare_cells(cells, yes=yes, available=available, say=say)
    cells = {cell: source for cell, source in cells.items() if cell.slot not in failed}
    if not cells:
        raise DataError(
            "Nothing is left to write.",
            " ".join(list(failed.values())[:3]) or "Choose other tasks and languages.",
        )
    gather_from_hub(cells, say)
    cells, refused = with_transforms(cells, transforms, resources)
    surveyed = [survey(cell, source, resources) for cell, source in cells.items()]
    entries: list[InputsEntry] = []
    wanted: dict[str, WantedRecords] = {}
    with whole_folder(out) as draft:
        for found in surveyed:
            cell = found.cell
            clean = found.source.inputs(cell)
            inputs = transformed(cell, clean, resources, found.source.inputs).first(selected.limit)
            entries.append(_entry(found, selected.limit, _write(draft, cell, inputs)))
            wanted.setdefault(cell.task, wanted_records(get_task(cell.task), inputs))
        index = InputsIndex(
            SCHEMA, selected.suite.name, this_kit(), tuple(wanted.values()), tuple(entries)
        )
        write_json(draft / INDEX, index.as_json())
    return WrittenInputs(
        out,
        index,
        (*map(selected.lacks, absent), *failed.values(), *refused),
        tuple(filter(None, map(count_warning, surveyed))),
    )


def _write(draft: Path, cell: Cell, inputs: Inputs) -> tuple[InputFile, ...]:
    stem = cell.path.replace("predictions/", "inputs/", 1).removesuffix(".jsonl")
    sides: list[tuple[str, Sequence[Example]]] = [(f"{stem}.jsonl", inputs.examples)]
    if inputs.candidates:
        sides.append((f"{stem}.candidates.jsonl", inputs.candidates))
    written = []
    for path, rows in sides:
        content = as_lines(as_objects(rows))
        write_atomically(draft / path, content)
        written.append(InputFile(path, sha256(content).hexdigest(), len(content), len(rows)))
    return tuple(written)


def as_objects(rows: Iterable[Example]) -> Iterator[Mapping[str, object]]:
    """Each row as an object for JSON: the id, then the texts."""
    return ({"id": row.id, **row.canonical()} for row in rows)


def as_lines(objects: Iterable[Mapping[str, object]]) -> bytes:
    """Format one JSON object per line."""
    text = "".join(f"{json.dumps(value, ensure_ascii=False)}\n" for value in objects)
    return text.encode("utf-8", "backslashreplace")  # lone surrogates become JSON escapes


def _entry(found: Surveyed, limit: int | None, files: tuple[InputFile, ...]) -> InputsEntry:
    cell = found.cell
    return InputsEntry(
        task=cell.task,
        language=cell.language,
        split=cell.split,
        edition=found.edition,
        source=found.source.kind,
        source_revision=found.source.revision,
        examples=found.examples,
        limit=limit,
        inputs_fingerprint=found.fingerprint,
        files=files,
        transform=cell.transform,
        transformed_fingerprint=found.transformed,
        resources_fingerprint=found.resources_fingerprint,
        realised=found.realised,
    )


def wanted_records(task: Task, inputs: Inputs) -> WantedRecords:
    """The record format of a task, with a record for the first example."""
    family = get_family(task.family)
    return WantedRecords(
        task=task.name,
        family=family.name,
        labels=task.labels,
        fields=tuple({"id": None, **inputs.examples[0].canonical()}),
        record_schema=family.record_schema,
        example=family.sample(task, inputs).as_json(),
    )
