"""What predictions depend on, and the keys under which a cell's outputs are kept."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from xstilts_kit.engine.batching import PADDING
from xstilts_kit.prediction.manifest import libraries
from xstilts_kit.prediction.planning import Fitting
from xstilts_kit.prediction.preparing import Prepared, Request
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.submission.manifest import Model
from xstilts_kit.submission.version import this_kit


def facts_of(prepared: Prepared, models: Mapping[str, Model], device: str) -> dict[str, Any]:
    """Return the facts that predictions depend on, apart from the data."""
    request, embedding = prepared.request, prepared.embedding
    return {
        "models": {task: model.digest for task, model in models.items()},
        "labels": {task: model.label_map for task, model in models.items()},
        "max_lengths": {ready.task: ready.max_length for ready in prepared.heads},
        "embedding": [] if embedding is None else [asdict(embedding)],
        "batch_tokens": request.budget(device),
        "batch_padding": PADDING,
        "dtype": request.dtype,
        "device": device,
        "libraries": libraries(),
        "kit": asdict(this_kit()),
    }


def shelf_keys(
    facts: Mapping[str, Any],
    request: Request,
    ready: ReadyHead,
    found: Surveyed,
    fitting: Fitting | None,
) -> tuple[str, str]:
    """Return the key of a cell's own outputs, and the key of outputs that its task's cells share.

    Args:
        facts: What the run's predictions depend on, from `facts_of`.
        request: What is predicted.
        ready: The head that predicts the cell.
        found: The cell and its inputs.
        fitting: What a threshold is fitted on, if the cell's family has one.
    """
    from xstilts_kit.engine.shards import key_of

    model = {
        **facts,
        "models": facts["models"][ready.task],
        "labels": facts["labels"][ready.task],
        "max_lengths": ready.max_length,
    }
    cell = {
        **model,
        "limit": request.limit_of(ready.task),
        "save_scores": request.save_scores,
        "cell": found.cell.key,
        "inputs": found.transformed or found.fingerprint,
        "fitted_on": None if fitting is None else fitting.fingerprints(),
    }
    return key_of(cell), key_of(model)
