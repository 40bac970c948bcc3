"""`inputs`, `import_` and `export` of the Python API."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from xstilts_kit.diagnostics.arguments import (
    ByTask,
    Paths,
    StrPath,
    Texts,
    as_path,
    as_paths,
    as_sources,
    as_text,
    as_texts,
    at_least,
    by_task,
)
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.exchange.exporting import export_predictions
from xstilts_kit.exchange.importing import Imported, import_predictions
from xstilts_kit.exchange.inputs import WrittenInputs, write_inputs
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.submission.description import Description
from xstilts_kit.transforms import Given, as_resources


@dataclass(frozen=True, slots=True)
class Exported:
    """Result of `export`: the folder written in XTREME's own layout."""

    folder: Path
    files: tuple[str, ...]
    """Paths relative to the folder."""

    def __fspath__(self) -> str:
        return str(self.folder)

    def __str__(self) -> str:
        files = len(self.files)
        return f"{self.folder}: {files} {'file' if files == 1 else 'files'}"


def inputs(
    out: StrPath,
    *,
    suite: str = "xtreme-8",
    sources: ByTask | None = None,
    tasks: Texts | None = None,
    languages: Texts | None = None,
    splits: ByTask | None = None,
    limit: int | None = None,
    transforms: Texts | None = None,
    resources: Given = None,
    available: bool = False,
    yes: bool = False,
    say: Say = say_on_stderr,
) -> WrittenInputs:
    """Write the examples of a suite as JSON lines, for a model that is not on the Hub.

    >>> print(inputs("inputs", suite="mini", tasks="xnli", languages="de", limit=20))
    inputs: 20 rows in 1 file

    Args:
        out: The folder to write, atomically.
        suite: ``xtreme-8``, ``xtreme``, ``mini``, or one task.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        tasks: Restrict the suite to these tasks.
        languages: Restrict the suite to these languages.
        splits: ``"validation"``, or by task or cell: ``{"panx": "validation"}``.
        limit: Only the first examples of each file.
        transforms: Also write changed inputs, e.g. ``"typo:0.1"``.
        resources: Files that transforms read, e.g. ``{"lexicons": "DIR"}``.
        available: Leave out cells without inputs instead of raising.
        yes: Accept the licences of fetched data.
        say: Prints a line to stderr about fetched data.

    Raises:
        UsageError: A name is unknown, the folder is taken, or the licences were not accepted.
        DataError: Inputs are missing or damaged.
        NetworkError: They cannot be fetched.
        StorageError: The folder cannot be written.
    """
    selection = replace(
        _selection(suite, sources, tasks, languages, splits, limit),
        transforms=as_texts(transforms, "transforms"),
    )
    return write_inputs(
        selection,
        as_path(out, "out"),
        resources=as_resources(resources),
        available=available,
        yes=yes,
        say=say,
    )


def import_(
    folder: StrPath,
    *,
    out: StrPath,
    format: Literal["jsonl", "xtreme"],
    suite: str = "xtreme-8",
    sources: ByTask | None = None,
    tasks: Texts | None = None,
    languages: Texts | None = None,
    splits: ByTask | None = None,
    limit: int | None = None,
    transforms: Texts | None = None,
    resources: Given = None,
    gold: Paths | None = None,
    description: Description | None = None,
    model_name: str | None = None,
    overwrite: bool = False,
    yes: bool = False,
    say: Say = say_on_stderr,
) -> Imported:
    """Turn predictions made elsewhere into a submission folder.

    >>> print(import_("theirs", out="mine", format="xtreme", suite="mini", limit=20))
    mine: 20 records in 1 file; partial: 1 of 88 of mini

    Args:
        folder: A folder with one subfolder per task.
        out: The submission folder to write.
        format: ``jsonl`` (the contract's records) or ``xtreme`` (XTREME's own layout).
        suite: ``xtreme-8``, ``xtreme``, ``mini``, or one task.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        tasks: Restrict the suite to these tasks.
        languages: Restrict the suite to these languages.
        splits: ``"validation"``, or by task or cell: ``{"panx": "validation"}``.
        limit: Only the first examples of each file were predicted.
        transforms: Also import predictions on changed inputs, e.g. ``"typo:0.1"``, from files like
            ``de@typo-0.1.jsonl``.
        resources: Files that transforms read, e.g. ``{"lexicons": "DIR"}``.
        gold: Folders with the answers; without sources, used for ids and numbers of examples.
        description: Author, licence, supervision and so on, for the manifest.
        model_name: Model name for the manifest; default: the submission's name.
        overwrite: Replace an existing submission in `out`.
        yes: Accept the licences of fetched data.
        say: Prints a line to stderr about fetched data.

    Raises:
        NotImported: The predictions have errors, listed in it; nothing was written.
        UsageError: The request is contradictory, `out` is taken, or the licences were not accepted.
        DataError: There are no predictions, or inputs or gold are missing or damaged.
        NetworkError: Inputs cannot be fetched.
        StorageError: The folder cannot be written.
    """
    return import_predictions(
        as_path(folder, "folder"),
        as_path(out, "out"),
        format,
        replace(
            _selection(suite, sources, tasks, languages, splits, limit),
            transforms=as_texts(transforms, "transforms"),
        ),
        resources=as_resources(resources),
        gold=as_paths(gold, "gold"),
        description=description,
        model_name=model_name,
        overwrite=overwrite,
        yes=yes,
        say=say,
    )


def export(submission: StrPath, out: StrPath, *, sources: ByTask | None = None) -> Exported:
    """Write a submission's predictions in XTREME's own layout, as its ``evaluate.py`` reads them.

    >>> print(export("sub", "layout"))
    layout: 1 file

    Args:
        submission: A submission folder without errors.
        out: The folder to write, atomically.
        sources: Values of ``--source``, used to check the submission against its inputs.

    Raises:
        Invalid: The submission has errors; nothing was written.
        UsageError: A folder is missing or taken, or a task has no format in that layout.
        DataError: A source is missing or damaged.
        StorageError: The folder cannot be written.
    """
    folder = as_path(out, "out")
    files = export_predictions(as_path(submission, "submission"), folder, as_sources(sources))
    return Exported(folder, files)


def _selection(
    suite: str,
    sources: ByTask | None,
    tasks: Texts | None,
    languages: Texts | None,
    splits: ByTask | None,
    limit: int | None,
) -> Selection:
    return Selection(
        suite=as_text(suite, "suite"),
        sources=as_sources(sources),
        tasks=as_texts(tasks, "tasks"),
        languages=as_texts(languages, "languages"),
        splits=by_task(splits, "splits"),
        limit=None if limit is None else at_least(1, limit, "limit"),
    )
