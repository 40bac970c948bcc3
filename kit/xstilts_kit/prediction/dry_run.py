"""`predict --dry-run`: everything but the predictions, and how long they will take."""

import shutil
from collections.abc import Iterable
from dataclasses import asdict
from itertools import zip_longest
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families import Inputs
from xstilts_kit.prediction.first_use import Pending
from xstilts_kit.prediction.planning import Cell
from xstilts_kit.prediction.preparing import Prepared


def examine(prepared: Prepared, out: Path | None) -> dict[str, Any]:
    """What a run would do, on what, and how long it would take.

    The time is measured: every head is opened on the device and predicts a sample of its
    examples.

    Args:
        prepared: What `prediction.prepare` returned.
        out: Where the submission would go, to see how much space there is.

    Returns:
        A JSON object: ``models``, ``data`` (of what is here), ``to_prepare`` (what is not of the
        official edition), ``from_hub`` (what is not of the Hub's), ``disk`` (bytes), ``seconds``
        (null where the device or all data are not here), ``device``, ``examples``, ``skipped``,
        ``warnings``.
    """
    import torch

    from xstilts_kit.checkpoint.opening import choose_device, open_head
    from xstilts_kit.engine.cell import open_predictor
    from xstilts_kit.engine.estimate import seconds_per_row

    request = prepared.request
    try:
        device: torch.device | None = choose_device(request.device)
    except UsageError:
        device = None  # predict would refuse; all the rest can still be checked
    models, seconds = [], 0.0
    for name, head in prepared.plan.heads.items():
        cells = [found for found in prepared.surveyed if found.cell.task.name == name]
        length = prepared.max_lengths[name]
        sample = Inputs(
            _mixed(found.sample.examples for found in cells),
            _mixed(found.sample.candidates for found in cells),
        )
        if device is not None and cells:
            opened = open_head(
                head,
                prepared.tokenizers[name],
                device,
                request.dtype,
                length,
                prepared.embeddings.get(name),
            )
            predictor = open_predictor(opened)
            predictor.language = cells[0].cell.language
            each = seconds_per_row(predictor, sample, request.batch_tokens)
            seconds += each * sum(prepared.rows_of(c) + _fitting_rows(c.cell) for c in cells)
        models.append(
            {
                "task": name,
                "kind": head.repository.kind,
                "id": head.repository.id,
                "architecture": head.folder.architecture,
                "parameters": head.folder.parameters,
                "labels": list(head.labels),
                "max_length": length,
                "tokenizer": asdict(prepared.tokenizer_sources[name]),
                "retrieval": _retrieval(prepared, name),
            }
        )
    data = [
        {
            "task": found.cell.task.name,
            "language": found.cell.language,
            "split": found.cell.split,
            "edition": found.edition,
            "source": found.cell.source.kind,
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


def _retrieval(prepared: Prepared, task: str) -> dict[str, Any] | None:
    """How sentences would be embedded, and how the checkpoint was trained to do it."""
    embedding = prepared.embeddings.get(task)
    if embedding is None:
        return None
    trained = prepared.trained.get(task)
    return {
        "layer": embedding.layer,
        "layers": embedding.layers,
        "pooling": embedding.pooling,
        "prefix": embedding.prefix or None,
        "transform": "none",
        "trained_at": None if trained is None else asdict(trained),
        "trained_at_text": None if trained is None else trained.describe(),
    }


def _fitting_rows(cell: Cell) -> int:
    """How many rows go through the model to fit a threshold, beside those of the cell itself."""
    split = cell.fitted_on
    if split is None or split == cell.split:
        return 0
    inputs = cell.source.inputs(cell.task, cell.language, split)
    return len(inputs.examples) + len(inputs.candidates)


def _to_prepare(pending: Pending) -> dict[str, Any]:
    """The splits that a run would build first, what it would fetch for them, on which terms."""
    return {
        "splits": [
            {"task": part.name, "language": part.language, "split": part.role}
            for part in pending.parts
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
    """Samples dealt like cards: one of each, then the next of each."""
    return tuple(row for some in zip_longest(*samples) for row in some if row is not None)
