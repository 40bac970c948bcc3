"""`import`: turns a folder of predictions made elsewhere into a submission.

Finds the files, looks up the examples of each (inputs, else gold, else nothing), and puts the
records into the source's order. If no file has an error, the records are written, then the
manifest.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from xstilts_kit.cell import Cell
from xstilts_kit.data.first_use import gather_from_hub, prepare_cells
from xstilts_kit.diagnostics.errors import SubmissionError, UsageError, nearest
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.render import as_text
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.exchange.entries import ImportedFile, read_file
from xstilts_kit.exchange.finding import find_files
from xstilts_kit.exchange.formats import FORMATS
from xstilts_kit.exchange.selection import Selected, Selection, no_inputs, select
from xstilts_kit.sources import NONE
from xstilts_kit.sources.changed import with_transforms
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.submission.defined import definitions_of
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.manifest import (
    SCHEMA,
    Manifest,
    Model,
    Settings,
)
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import check_free, state_of, work_on
from xstilts_kit.submission.version import this_kit
from xstilts_kit.submission.writing import write_records
from xstilts_kit.transforms import NOTHING, Resources, parse_transforms


class NotImported(SubmissionError):
    """The predictions have errors and nothing was written; `problems` lists them."""

    def __init__(self, folder: Path, problems: Problems) -> None:
        errors = problems.count("error")
        super().__init__(
            f"{folder} was not imported: {errors} {'error' if errors == 1 else 'errors'}.",
            "Fix the problems listed above; nothing was written.",
        )
        self.folder, self.problems = folder, problems

    def __str__(self) -> str:
        """The problems, then the error; commands print the two separately."""
        return f"{as_text(self.problems, str(self.folder))}\n{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Imported:
    """Result of `import_predictions`: the submission folder that was written."""

    folder: Path
    manifest: Manifest
    problems: Problems
    """Only warnings."""
    unverified: tuple[Cell, ...]
    """Cells whose inputs were not available."""
    absent: tuple[Cell, ...]
    """Requested cells without a file."""

    def __fspath__(self) -> str:
        return str(self.folder)

    def __str__(self) -> str:
        files = self.manifest.files
        records = sum(file.records for file in files)
        count = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
        text = f"{self.folder}: {records:,} records in {count}"
        if self.absent:
            whole = len(files) + len(self.absent)
            text += f"; partial: {len(files)} of {whole} of {self.manifest.suite}"
        return text


def import_predictions(
    folder: Path,
    out: Path,
    form: str,
    selection: Selection,
    *,
    resources: Resources = NOTHING,
    gold: Sequence[Path] = (),
    description: Description | None = None,
    model_name: str | None = None,
    overwrite: bool = False,
    yes: bool = False,
    say: Say = say_on_stderr,
) -> Imported:
    """Read predictions and write them as a submission folder.

    With the source ``auto``, missing inputs are prepared first. With gold but no sources, records
    are checked against the gold only.

    Args:
        folder: Holds ``<task>/`` folders, directly or in a subfolder ``predictions``.
        out: The submission folder to write.
        form: ``jsonl`` (records of the contract) or ``xtreme`` (XTREME's own layout).
        selection: The suite, its sources, and the tasks and languages to import.
        resources: Files that transforms read.
        gold: Folders with gold, which provides ids and counts if there are no inputs.
        description: Author, licence, supervision and other metadata.
        model_name: Model name for the manifest; default: the submission's name.
        overwrite: Replace an existing submission.
        yes: Whether the licences of fetched data are accepted.
        say: Prints a line to stderr about fetched data.

    Raises:
        NotImported: The predictions have errors; nothing was written.
        UsageError: The request is contradictory, the output folder is taken, or the licences were
            declined.
        DataError: There are no predictions, or inputs or gold are missing or damaged.
        NetworkError: Inputs cannot be fetched.
        StorageError: The folder cannot be written.
    """
    description = description or Description()
    if form not in FORMATS:
        otherwise = f"The formats are: {', '.join(FORMATS)}."
        raise UsageError(
            f"There is no format {form!r}.", nearest(form, FORMATS, otherwise=otherwise)
        )
    name = submission_name(description.name, out)
    check_free(out, overwrite)
    state = state_of(out)
    if gold and not selection.sources and selection.suite != "mini":
        selection = replace(selection, sources=(NONE,))
    selected = _with_transformed(select(selection), selection.transforms, form, resources)
    finder = open_gold(gold)
    problems = Problems()
    found = find_files(folder, FORMATS[form], selected, problems)
    _check_inputs(selected, [one.cell for one in found])
    read = selected.read(one.cell for one in found)
    prepare_cells(read, yes=yes, available=False, say=say)
    gather_from_hub(read, say)
    files = [read_file(one, FORMATS[form], selected, resources, finder, problems) for one in found]
    if problems.count("error"):
        raise NotImported(folder, problems)
    sound = [file for file in files if file is not None]
    manifest = _write(out, state, name, form, selected, sound, description, model_name)
    held = {one.cell for one in found}
    return Imported(
        out,
        manifest,
        problems,
        tuple(file.data.cell for file in sound if not file.verified),
        tuple(cell for cell in selected.cells if cell not in held),
    )


def _with_transformed(
    selected: Selected, transforms: Sequence[str], form: str, resources: Resources
) -> Selected:
    """Add the cells with transformed inputs, which only records of the contract can answer.

    Raises:
        UsageError: The format or the sources do not allow it.
    """
    wanted = parse_transforms(transforms)
    if not wanted:
        return selected
    if form != "jsonl":
        raise UsageError(
            f"--transform is given, but the format {form} is for clean inputs only.",
            "Give --format jsonl.",
        )
    unknown = next((cell for cell in selected.cells if not selected.has(cell)), None)
    if unknown is not None:
        raise UsageError(
            f"--transform is given, but the inputs of {selected.lacks(unknown)}.",
            "Give the --source of the predictions, or choose tasks and languages.",
        )
    cells, _ = with_transforms(selected.read(selected.cells), wanted, resources)
    return replace(selected, cells=tuple(cells))


def _check_inputs(selected: Selected, cells: Sequence[Cell]) -> None:
    """Check that the inputs are available if a source is given."""
    absent = [cell for cell in cells if cell.task in selected.sources and not selected.has(cell)]
    if absent:
        raise no_inputs(
            selected,
            absent,
            "Leave them out with --task and --language, or choose another --source; with --source"
            " none predictions are imported unverified.",
        )


def _write(
    out: Path,
    state: str | None,
    name: str,
    form: str,
    selected: Selected,
    files: Sequence[ImportedFile],
    description: Description,
    model_name: str | None,
) -> Manifest:
    with work_on(out, {"imported_from": form}, state) as work:
        manifest = Manifest(
            schema=SCHEMA,
            suite=selected.suite.name,
            name=name,
            created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            kit=this_kit(),
            author=description.author,
            licence=description.licence,
            models=(_model(model_name or name, files, description),),
            supervision=description.supervision,
            settings=_UNKNOWN_SETTINGS,
            data=tuple(file.data for file in files),
            files=tuple(write_records(out, file.data.cell, file.records) for file in files),
            imported_from=form,
            notes=description.notes,
            definitions=definitions_of(file.data.task for file in files),
        )
        work.close(manifest)
    return manifest


def _model(name: str, files: Sequence[ImportedFile], description: Description) -> Model:
    return Model(
        tasks=tuple(dict.fromkeys(file.data.task for file in files)),
        languages=None,
        kind="imported",
        id=name,
        revision=None,
        files=(),
        digest=None,
        base_model=description.base_model,
        base_revision=description.base_revision,
        parameters=None,
        architecture=None,
        label_map=None,
    )


_UNKNOWN_SETTINGS = Settings(
    dtype=None,
    device=None,
    batch_tokens=None,
    batch_reductions=0,
    max_lengths={},
    doc_stride=None,
    retrieval=None,
    thresholds={},
    seed=None,
    libraries={},
    attention=None,
)
