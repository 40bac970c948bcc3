"""`predict --dry-run`: check everything and estimate the time, without predicting."""

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.data.first_use import Pending
from xstilts_kit.families import Inputs
from xstilts_kit.prediction.planning import fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.sources.survey import Surveyed

if TYPE_CHECKING:
    import torch


def examine(prepared: Prepared, out: Path | None, device: "torch.device | None") -> dict[str, Any]:
    """Describe what a run would do, its data, and its estimated time.

    The time is measured: every head is opened on the device and predicts a sample of its
    examples.

    Args:
        prepared: The result of `preparing.prepare`.
        out: The intended submission folder, to check the free disk space.
        device: The device of the request; None if this machine does not have it, and so no time
            can be measured.

    Returns:
        A JSON object: ``models``, ``data`` (available data), ``to_prepare`` (missing data of the
        official edition), ``from_hub`` (missing files of the Hub), ``disk`` (bytes), ``seconds``
        (null if the device is missing or no data are available), ``device``, ``examples``,
        ``skipped``, ``warnings``.
    """
    from xstilts_kit.engine.cell import open_predictor
    from xstilts_kit.engine.estimate import seconds_per_row

    request = prepared.request
    models, seconds = [], 0.0
    for ready in prepared.heads:
        head = ready.head
        if device is not None and ready.cells:
            sample = Inputs(
                _mixed(found.sample.examples for found in ready.cells),
                _mixed(found.sample.candidates for found in ready.cells),
            )
            predictor = open_predictor(ready.open(device))
            predictor.language = ready.cells[0].cell.language
            each = seconds_per_row(predictor, sample, request.budget(device.type))
            seconds += each * sum(prepared.rows_of(c) + _fitting_rows(c) for c in ready.cells)
            if head.task.pool:  # the pool is encoded once
                seconds -= each * sum(c.rows - c.examples for c in ready.cells[1:])
        models.append(
            {
                "task": ready.task,
                "kind": head.repository.kind,
                "id": head.repository.id,
                "architecture": head.folder.architecture,
                "parameters": head.folder.parameters,
                "labels": list(head.labels),
                "max_length": ready.max_length,
                "tokenizer": asdict(ready.tokenizer_source),
                "retrieval": _retrieval(ready),
            }
        )
    data = [
        {
            "task": found.cell.task,
            "language": found.cell.language,
            "split": found.cell.split,
            "edition": found.edition,
            "source": found.source.kind,
            "examples": found.examples,
            "records": prepared.examples_of(found),
            "inputs_fingerprint": found.fingerprint,
        }
        for found in prepared.surveyed
    ]
    target = (out or Path()).resolve()
    existing = next(p for p in (target, *target.parents) if p.exists())
    return {
        "models": models,
        "data": data,
        "to_prepare": _to_prepare(prepared.pending),
        "from_hub": [
            {
                "revision": some.source.revision,
                "files": [{"path": file.path, "bytes": file.size} for file in some.files],
                "bytes": sum(file.size for file in some.files),
            }
            for some in prepared.pending.hub
        ],
        "device": request.device if device is None else str(device),
        "examples": prepared.examples,
        "seconds": round(seconds, 1) if device is not None and prepared.surveyed else None,
        "disk": {
            "needed": sum(found.bytes for found in prepared.surveyed),
            "free": shutil.disk_usage(existing).free,
        },
        "skipped": list(prepared.plan.skipped),
        "warnings": list(prepared.warnings),
    }


def _retrieval(ready: ReadyHead) -> dict[str, Any] | None:
    """Describe how sentences would be embedded, and how the checkpoint was trained."""
    embedding, trained = ready.embedding, ready.trained
    if embedding is None:
        return None
    return {
        "layer": embedding.layer,
        "layers": embedding.layers,
        "pooling": embedding.pooling,
        "prefix": embedding.prefix or None,
        "transform": "none",
        "trained_at": None if trained is None else asdict(trained),
        "trained_at_text": None if trained is None else trained.describe(),
    }


def _fitting_rows(found: Surveyed) -> int:
    """Return the number of additional rows needed to fit a threshold."""
    fitting = fitting_of(found.cell, found.source)
    if fitting is None or fitting.inputs is None:
        return 0
    return len(fitting.inputs.examples) + len(fitting.inputs.candidates)


def _to_prepare(pending: Pending) -> dict[str, Any]:
    """Describe the splits a run would build, the downloads and their licences."""
    return {
        "splits": [
            {"task": cell.task, "language": cell.language, "split": cell.split}
            for cell in pending.cells
        ],
        "files": [
            {"task": task, "name": file.name, "url": file.url, "bytes": file.bytes}
            for task, file in pending.files
        ],
        "bytes": sum(file.bytes or 0 for _, file in pending.files),
        "licences": [
            {"task": terms.task, "licence": terms.licence, "noncommercial": terms.noncommercial}
            for terms in pending.terms
        ],
    }


def _mixed(samples: Iterable[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Interleave samples: the first of each, then the second of each, and so on."""
    return tuple(row for some in zip_longest(*samples) for row in some if row is not None)
