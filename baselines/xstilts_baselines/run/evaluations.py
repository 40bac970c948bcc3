"""The evaluation in a run's record, and moving it aside for another one.

Training and evaluation are recorded separately, so that a checkpoint can be evaluated on a few
examples first and in full later. Files of an earlier evaluation are moved to ``earlier/``.
"""

import json
from typing import Any

from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.run.folder import EARLIER, SUBMISSIONS, RunFolder
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.storage import storage_errors
from xstilts_kit.submission.layout import MANIFEST

_SCORING = ("gold",)
"""Options that affect scores but not predictions."""


def asked_for(evaluation: Evaluation) -> dict[str, Any]:
    """Return the JSON that identifies an evaluation."""
    return {
        "tasks": sorted(evaluation.tasks),
        "splits": sorted(evaluation.splits),
        "limit": evaluation.limit,
        "limits": dict(evaluation.limits),
        "sources": list(evaluation.sources),
        "gold": [str(path) for path in evaluation.gold],
        "available": evaluation.available,
        "name": evaluation.description.name,
    }


def is_evaluated(folder: RunFolder, asked: dict[str, Any]) -> bool:
    """Whether a finished run has this evaluation."""
    if folder.record.get("status") != "finished":
        return False
    before = folder.record.get("asked")
    if before is None:  # runs of the first version did not record it
        limited = asked["limit"] is not None or bool(asked["limits"])
        return limited or not _was_limited(folder)
    return bool(before == asked)


def begin_evaluation(folder: RunFolder, asked: dict[str, Any]) -> None:
    """Record the requested evaluation, and move the files of a different one aside.

    Raises:
        ModelError: The run is finished and its model was deleted.
        StorageError: The folder cannot be written.
    """
    record = folder.record
    again = record.get("status") == "finished"
    if again and not (folder.model / "config.json").is_file():
        raise ModelError(
            f"{folder.path}: its model was deleted, so it cannot be evaluated again.",
            "Run it in another --out, without --drop-models.",
        )
    before = record.get("asked")
    same_predictions = before is not None and all(
        before[key] == value for key, value in asked.items() if key not in _SCORING
    )
    if before == asked and not again:
        return
    if not same_predictions:
        _set_aside(folder)
    elif "evaluation" in record:
        del record["evaluation"]
    record["asked"], record["status"] = asked, "running"
    folder.write()


def _set_aside(folder: RunFolder) -> None:
    """Move submissions to ``earlier/<n>`` and their scores to the record's list."""
    done = folder.record.setdefault("earlier", [])
    if folder.writes:
        place = folder.path / EARLIER / str(len(done) + 1)
        current = folder.path / SUBMISSIONS
        with storage_errors(place):
            if current.is_dir():
                place.parent.mkdir(exist_ok=True)
                current.rename(place)
    if "evaluation" in folder.record:
        done.append(
            {
                "asked": folder.record.get("asked"),
                "evaluation": folder.record.pop("evaluation"),
            }
        )
    elif not done:
        del folder.record["earlier"]


def _was_limited(folder: RunFolder) -> bool:
    """Whether the submission of a run was made with ``--limit``."""
    for path in (folder.path / SUBMISSIONS).glob(f"*/{MANIFEST}"):
        manifest = json.loads(path.read_text(encoding="utf-8"))
        if any(entry["limit"] is not None for entry in manifest["data"]):
            return True
    return False
