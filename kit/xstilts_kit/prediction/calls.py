"""`plan` and `predict` of the Python API."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypedDict, TypeVar, Unpack

from xstilts_kit.diagnostics.arguments import (
    ByTask,
    StrPath,
    Texts,
    as_path,
    as_sources,
    as_text,
    as_texts,
    at_least,
    by_task,
)
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.prediction.planned import PlannedRun, planned, warning_lines
from xstilts_kit.prediction.predicting import predict as carry_out
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import check_free
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import as_resources

_T = TypeVar("_T")

_DTYPES = ("float32", "float16", "bfloat16")
_AS_THEY_ARE = (
    *("available", "device", "dtype", "batch_tokens", "layer", "pooling", "prefix"),
    *("override_labels", "apply_adapters", "save_scores", "yes"),
)
"""Fields of `PredictOptions` that `Request` has under the same name."""
_POOLINGS = ("mean", "cls")


class PredictOptions(TypedDict, total=False):
    """Options of a prediction; defaults are the command line's."""

    splits: ByTask | None
    """``"validation"``, ``{"panx": "validation"}`` or ``{"udpos/de": "validation"}``."""
    transforms: Texts | None
    """Also predict with changed inputs, e.g. ``"typo:0.1"``."""
    resources: Mapping[str, StrPath]
    """Files that transforms read, e.g. ``{"lexicons": "DIR"}``."""
    limit: int | Mapping[str, int] | None
    """Maximum number of examples per file, for all tasks or by task."""
    available: bool
    """Skip cells without data and tasks without a head."""
    device: str
    """``auto``, ``cpu``, ``cuda``, ``cuda:1`` or ``mps``."""
    dtype: Literal["float32", "float16", "bfloat16"]
    """Precision of the weights."""
    batch_tokens: int
    """Sub-words per batch, including padding."""
    max_lengths: Mapping[str, int]
    """Maximum sub-words of an input, by task."""
    layer: int | None
    """Hidden layer used for sentence embeddings."""
    pooling: Literal["mean", "cls"]
    """Pooling of that layer to one vector."""
    prefix: str
    """Prefix of every sentence."""
    labels: Mapping[str, Sequence[str]]
    """Labels in the order of the head's classes, by task; ``never`` for a class without a label."""
    override_labels: bool
    """Let `labels` contradict the names in ``config.json``; both are recorded."""
    apply_adapters: bool
    """Merge PEFT adapters into their bases; both are recorded."""
    save_scores: bool
    """Save class probabilities, scored spans or cosines beside the predictions."""
    yes: bool
    """Accept the licences of fetched data."""


@dataclass(frozen=True, slots=True)
class Submission:
    """Result of `predict`: a submission folder, accepted wherever a path is."""

    folder: Path
    manifest: Manifest

    def __fspath__(self) -> str:
        return str(self.folder)

    def __str__(self) -> str:
        files = len(self.manifest.files)
        records = sum(file.records for file in self.manifest.files)
        return f"{self.folder}: {records:,} records in {files} {'file' if files == 1 else 'files'}"


def plan(
    model: StrPath | None = None,
    *,
    models: Mapping[str, StrPath] | None = None,
    out: StrPath | None = None,
    suite: str = "xtreme-8",
    sources: ByTask | None = None,
    tasks: Texts | None = None,
    languages: Texts | None = None,
    say: Say = say_on_stderr,
    **options: Unpack[PredictOptions],
) -> PlannedRun:
    """Check a run and estimate its time; write nothing and fetch nothing.

    >>> found = plan("mini", suite="mini", tasks="xnli", languages="de", limit=20)
    >>> found.examples
    20
    >>> print(found)
    xnli: xstilts-mini, XLMRobertaForSequenceClassification, ...
    xnli test: 1 language, 20 examples, edition mini-2
    disk: ...
    time: ...

    Args:
        model: A folder, a Hub id, or ``mini``.
        models: Separate checkpoints, by task.
        out: The intended submission folder, to check the free disk space.
        suite: ``xtreme-8``, ``xtreme``, ``mini``, or one task.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        tasks: Restrict the suite to these tasks.
        languages: Restrict the suite to these languages.
        say: Prints a line to stderr.
        options: The fields of `PredictOptions`: ``splits``, ``transforms``, ``resources``,
            ``limit``, ``available``, ``device``, ``dtype``, ``batch_tokens``, ``max_lengths``,
            ``layer``, ``pooling``, ``prefix``, ``labels``, ``override_labels``,
            ``apply_adapters``, ``save_scores``, ``yes``.

    Raises:
        UsageError: The request is contradictory.
        DataError: Data are missing or damaged.
        ModelError: A checkpoint does not fit its task.
    """
    request = _request(model, models, suite, sources, tasks, languages, options)
    folder = None if out is None else as_path(out, "out")
    return planned(prepare(request, dry=True, say=say), folder)


def predict(
    model: StrPath | None = None,
    *,
    out: StrPath,
    models: Mapping[str, StrPath] | None = None,
    suite: str = "xtreme-8",
    sources: ByTask | None = None,
    tasks: Texts | None = None,
    languages: Texts | None = None,
    description: Description | None = None,
    overwrite: bool = False,
    progress: bool = True,
    say: Say = say_on_stderr,
    **options: Unpack[PredictOptions],
) -> Submission:
    """Predict a suite with a checkpoint and write a submission folder.

    >>> sub = predict("mini", out="new", suite="mini", tasks="xnli", languages="de", limit=20)
    >>> print(sub)
    new: 20 records in 1 file

    Args:
        model: A folder, a Hub id, or ``mini``.
        out: The folder to write; if it contains a submission, the missing cells are added.
        models: Separate checkpoints, by task: ``{"xnli": "runs/nli"}``.
        suite: ``xtreme-8``, ``xtreme``, ``mini``, or one task.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        tasks: Restrict the suite to these tasks.
        languages: Restrict the suite to these languages.
        description: Author, licence, supervision and so on, for the manifest.
        overwrite: Replace an existing submission in `out`.
        progress: Show progress on stderr.
        say: Prints a line to stderr about skipped cells, downloads and warnings.
        options: The fields of `PredictOptions`: ``splits``, ``transforms``, ``resources``,
            ``limit``, ``available``, ``device``, ``dtype``, ``batch_tokens``, ``max_lengths``,
            ``layer``, ``pooling``, ``prefix``, ``labels``, ``override_labels``,
            ``apply_adapters``, ``save_scores``, ``yes``.

    Raises:
        UsageError: The request is contradictory, `out` is taken, or the licences were not accepted.
        DataError: Data are missing or damaged.
        ModelError: A checkpoint does not fit its task.
        StorageError: The folder cannot be written.
    """
    from xstilts_kit.engine.progress import shown_progress

    request = _request(model, models, suite, sources, tasks, languages, options)
    folder = as_path(out, "out")
    check_free(folder, overwrite)
    submission_name(None if description is None else description.name, folder)
    prepared = prepare(request, say=say)
    for line in prepared.plan.skipped:
        say(f"Skipped {line}")
    for line in warning_lines(prepared.warnings):
        say(line)
    manifest = carry_out(
        prepared,
        folder,
        description,
        overwrite=overwrite,
        progress=shown_progress if progress else None,
    )
    return Submission(folder, manifest)


def _request(
    model: StrPath | None,
    models: Mapping[str, StrPath] | None,
    suite: str,
    sources: ByTask | None,
    tasks: Texts | None,
    languages: Texts | None,
    options: PredictOptions,
) -> Request:
    """Convert the arguments to a `Request`.

    Raises:
        TypeError: An argument has the wrong type, or an option is unknown.
        UsageError: A value is not allowed.
    """
    _refuse_unknown(options)
    checkpoints = (
        *(() if model is None else by_task(model, "model")),
        *by_task(_of_tasks({} if models is None else models, "models"), "models"),
    )
    if not checkpoints:
        raise UsageError(
            "No model is given.",
            "Name a folder or a Hub id: model=..., or one for each task: models={...}.",
        )
    limit, limits = _limits(options.get("limit"))
    chosen: dict[str, Any] = {k: v for k, v in options.items() if k in _AS_THEY_ARE}
    _refuse_other("dtype", chosen.get("dtype", "float32"), _DTYPES)
    _refuse_other("pooling", chosen.get("pooling", "mean"), _POOLINGS)
    if chosen.get("batch_tokens") is not None:
        at_least(1, chosen["batch_tokens"], "batch_tokens")
    if chosen.get("layer") is not None:
        at_least(0, chosen["layer"], "layer")
    lengths = _of_tasks(options.get("max_lengths") or {}, "max_lengths")
    orders = _of_tasks(options.get("labels") or {}, "labels")
    return Request(
        models=checkpoints,
        suite=as_text(suite, "suite"),
        sources=as_sources(sources),
        tasks=as_texts(tasks, "tasks"),
        languages=as_texts(languages, "languages"),
        splits=by_task(options.get("splits"), "splits"),
        transforms=as_texts(options.get("transforms"), "transforms"),
        limit=limit,
        limits=limits,
        max_lengths={
            task: at_least(8, length, f"max_lengths of {task}") for task, length in lengths.items()
        },
        resources=as_resources(options.get("resources")),
        label_orders={task: as_texts(order, f"labels of {task}") for task, order in orders.items()},
        **chosen,
    )


def _refuse_unknown(options: Collection[str]) -> None:
    known = PredictOptions.__annotations__
    for name in options:
        if name not in known:
            hint = nearest(name, known, otherwise=f"The options are: {', '.join(known)}.")
            raise TypeError(f"There is no option {name!r}. {hint}")


def _refuse_other(name: str, value: object, known: Sequence[str]) -> None:
    if value not in known:
        otherwise = f"Give one of: {', '.join(known)}."
        raise UsageError(
            f"{name}={value!r} is not known.", nearest(str(value), known, otherwise=otherwise)
        )


def _limits(limit: int | Mapping[str, int] | None) -> tuple[int | None, dict[str, int]]:
    if limit is None:
        return None, {}
    if isinstance(limit, Mapping):
        found = _of_tasks(limit, "limit")
        return None, {task: at_least(1, n, f"limit of {task}") for task, n in found.items()}
    return at_least(1, limit, "limit"), {}


def _of_tasks(value: Mapping[str, _T], name: str) -> dict[str, _T]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{name} must map tasks to values, not be {value!r}.")
    return {get_task(as_text(task, f"The keys of {name}")).name: one for task, one in value.items()}
