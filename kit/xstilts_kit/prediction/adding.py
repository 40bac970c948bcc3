"""Add cells to a finished submission: existing cells are kept, missing ones are predicted."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from xstilts_kit.diagnostics.errors import SubmissionError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.submission.joining import differences, join
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Author, DataEntry, Manifest, Model, Supervision
from xstilts_kit.submission.target import check_free
from xstilts_kit.validation.manifest import read_manifest


def held_by(out: Path, *, overwrite: bool, suite: str | None = None) -> Manifest | None:
    """Read the submission to which cells can be added; None if there is none to keep.

    Args:
        out: The folder to write.
        overwrite: Whether an existing submission is replaced.
        suite: The requested suite, to be compared with the submission's; None skips this.

    Raises:
        UsageError: The folder contains other files, or a submission of another suite.
        SubmissionError: The submission's manifest is invalid.
        StorageError: The folder cannot be written.
    """
    check_free(out, overwrite=True)
    if overwrite or not (out / MANIFEST).is_file():
        return None
    problems = Problems()
    held = read_manifest(out, problems)
    if held is None:
        raise SubmissionError(
            f"{out} already holds a submission, and its manifest is not sound.",
            f"`xstilts-submit validate {out}` lists what is wrong; --overwrite replaces it.",
        )
    if suite is not None and held.suite != suite:
        raise _other_suite(held, out)
    return held


def _other_suite(held: Manifest, out: Path) -> UsageError:
    return UsageError(
        f"{out} already holds a submission, of the suite {held.suite}.",
        f"Give --suite {held.suite} to add to it, another --out, or --overwrite to replace it.",
    )


def _made_differently(found: Mapping[str, Sequence[str]], out: Path) -> UsageError:
    lines = "".join(f"\n  {name}: {'; '.join(what)}" for name, what in found.items())
    return UsageError(
        f"{out} already holds a submission, made differently (there / now):{lines}",
        "Predict as it was made to add to it, give another --out, or --overwrite to replace it.",
    )


def _answered(held: Manifest, asked: Manifest) -> list[str]:
    """The requested tasks that have cells in the submission."""
    there = {entry.task for entry in held.data}
    return [task for task in dict.fromkeys(entry.task for entry in asked.data) if task in there]


def check_alike(held: Manifest, asked: Manifest, task: str, out: Path) -> None:
    """Check that a task is predicted as in the submission, once its model is open.

    Raises:
        UsageError: The submission's cells of the task were predicted differently.
    """
    if task in _answered(held, asked) and (found := differences(held, asked, task)):
        raise _made_differently({task: found}, out)


def added_to(held: Manifest, prepared: Prepared, asked: Manifest, out: Path) -> Prepared:
    """Remove the submission's cells from the request.

    Args:
        held: The submission's manifest.
        prepared: The request.
        asked: The manifest that the whole request would have.
        out: The submission's folder, for errors.

    Raises:
        UsageError: The submission was made with another model, settings or inputs.
    """
    if asked.suite != held.suite:
        raise _other_suite(held, out)
    found = {
        task: differing
        for task in _answered(held, asked)
        if (differing := differences(held, asked, task, ignoring=("attention",)))
    }
    entries = {entry.cell.path: entry for entry in held.data}
    for entry in asked.data:
        before = entries.get(entry.cell.path)
        if before is not None and (unlike := _unlike(before, entry)):
            found.setdefault(entry.cell.name, []).extend(unlike)
    if found:
        raise _made_differently(found, out)
    added = tuple(entry for entry in asked.data if entry.cell.path not in entries)
    if added:
        extended(held, replace(asked, data=added), out)
    return replace(
        prepared,
        heads=tuple(
            replace(ready, cells=cells)
            for ready in prepared.heads
            if (cells := tuple(c for c in ready.cells if c.cell.path not in entries))
        ),
    )


def _unlike(before: DataEntry, now: DataEntry) -> list[str]:
    """Describe how a cell's data differ from the requested data."""
    return [
        f"{label} {getattr(before, name) or 'none'} / {getattr(now, name) or 'none'}"
        for name, label in (
            ("split", "split"),
            ("limit", "limit"),
            ("inputs_fingerprint", "inputs"),
            ("resources_fingerprint", "files read by the transform"),
            ("transformed_fingerprint", "transformed inputs"),
        )
        if getattr(before, name) != getattr(now, name)
    ]


def extended(held: Manifest, new: Manifest, out: Path) -> Manifest:
    """Add the new cells to the submission's manifest, keeping its metadata.

    Raises:
        UsageError: The given description differs from the submission's.
    """
    if new.author == Author():
        new = replace(new, author=held.author)
    if new.supervision == Supervision():
        new = replace(new, supervision=held.supervision)
    return join(held, replace(new, models=_models(held, new)), (str(out), "this run"))


def _models(held: Manifest, new: Manifest) -> tuple[Model, ...]:
    """The models of the new manifest; tasks already predicted keep their own."""
    there = {
        task: replace(
            model,
            tasks=(task,),
            languages=None,
            settings=model.settings or held.settings,
            kit=model.kit or held.kit,
        )
        for model in reversed(held.models)
        for task in model.tasks
    }
    return tuple(
        replace(
            there.get(task, model),
            tasks=(task,),
            language_inputs=model.language_inputs,
        )
        for model in new.models
        for task in model.tasks
    )
