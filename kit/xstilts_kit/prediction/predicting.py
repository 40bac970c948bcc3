"""`predict`: predict a suite with a checkpoint and write a submission folder.

A request is prepared (`preparing.py`: plan, data, heads, tokenizers) → each head is opened once →
its cells are predicted, shard by shard → each file is written atomically → the manifest is written
last. Finished work of an interrupted run in the same folder is reused.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.cell import Cell
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint
from xstilts_kit.engine.batching import PADDING
from xstilts_kit.families import Inputs
from xstilts_kit.prediction.manifest import Computer, Written, libraries, manifest_of, model_of
from xstilts_kit.prediction.planning import Fitting, fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.storage import write_json
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Manifest, Model, PredictionFile
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import Work, check_free, work_on
from xstilts_kit.submission.version import this_kit
from xstilts_kit.submission.writing import write_records
from xstilts_kit.transforms import transformed

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead
    from xstilts_kit.engine.progress import Progress
    from xstilts_kit.engine.shards import Shelf
    from xstilts_kit.families._predictor import BasePredictor


def predict(
    prepared: Prepared,
    out: Path,
    description: Description | None = None,
    *,
    overwrite: bool = False,
    progress: Callable[[int], AbstractContextManager["Progress"]] | None = None,
) -> Manifest:
    """Carry out a request and write the submission folder.

    Args:
        prepared: What `preparing.prepare` returned.
        out: The folder to write; must not contain a submission unless `overwrite`.
        description: Author, licence, supervision and so on.
        overwrite: Replace an existing submission.
        progress: Opens a progress display for this number of examples; default: none.

    Returns:
        The manifest that was written, last of all files.

    Raises:
        UsageError: The folder is in use, or its name is not a valid submission name.
        StorageError: It cannot be written.
    """
    from xstilts_kit.checkpoint.opening import choose_device
    from xstilts_kit.engine.cell import open_predictor
    from xstilts_kit.engine.progress import Silent
    from xstilts_kit.engine.shards import Shelf

    description = description or Description()
    name = submission_name(description.name, out)
    check_free(out, overwrite)
    device = choose_device(prepared.request.device)
    with ThreadPoolExecutor(2) as threads:
        # The first head is opened before an earlier submission is removed, and while the files of
        # all heads are read for their digests: once, where a head answers several tasks.
        digests = {
            place: threads.submit(head.digests)
            for place, head in {_place(ready.head): ready.head for ready in prepared.heads}.items()
        }
        first = prepared.heads[0].open(device)
    models = {
        ready.task: model_of(ready, digests[_place(ready.head)].result(), description)
        for ready in prepared.heads
    }
    facts = _facts(prepared, models, device.type)
    computer = Computer(device.type, _attention(first))
    opened: OpenHead | None = first
    del first
    written: list[Written] = []
    with (
        work_on(out, facts) as work,
        progress(prepared.examples) if progress else nullcontext(Silent()) as shown,
    ):
        _say_what_is_kept(work, shown)
        for ready in prepared.heads:
            predictor: BasePredictor | None = None
            for found in ready.cells:
                cell = found.cell
                shown.start(cell.name, prepared.examples_of(found))
                fitting = fitting_of(cell, found.source)
                shelf = Shelf(work.folder, _key(facts, prepared, ready, found, fitting))
                before = _kept(out, cell, shelf)
                if before is not None:
                    shown.advance(prepared.examples_of(found))
                    written.append(before)
                    continue
                if predictor is None:
                    predictor = open_predictor(opened or ready.open(device))
                predictor.language = cell.language
                written.append(
                    _predict(
                        prepared,
                        ready,
                        found,
                        fitting,
                        predictor,
                        device.type,
                        shelf,
                        out,
                        shown.advance,
                    )
                )
            opened = predictor = None  # free memory before the next head is opened
        manifest = manifest_of(prepared, name, description, models, written, computer)
        write_json(out / MANIFEST, manifest.as_json())
        work.close(file.path for file in manifest.files)
    return manifest


def _place(head: Head) -> tuple[Path, Path]:
    return head.repository.folder, head.folder.path


def _attention(opened: "OpenHead") -> str | None:
    return getattr(opened.model.config, "_attn_implementation", None)


def _facts(prepared: Prepared, models: Mapping[str, Model], device: str) -> dict[str, Any]:
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


def _key(
    facts: Mapping[str, Any],
    prepared: Prepared,
    ready: ReadyHead,
    found: Surveyed,
    fitting: Fitting | None,
) -> str:
    """Return the key of a cell's shards."""
    from xstilts_kit.engine.shards import key_of

    return key_of(
        {
            **facts,
            "models": facts["models"][ready.task],
            "labels": facts["labels"][ready.task],
            "max_lengths": ready.max_length,
            "limit": prepared.request.limit_of(ready.task),
            "cell": found.cell.key,
            "inputs": found.transformed or found.fingerprint,
            "fitted_on": None if fitting is None else fitting.fingerprints(),
        }
    )


def _predict(
    prepared: Prepared,
    ready: ReadyHead,
    found: Surveyed,
    fitting: Fitting | None,
    predictor: "BasePredictor",
    device: str,
    shelf: "Shelf",
    out: Path,
    advance: Callable[[int], None],
) -> Written:
    """Predict one cell, write its file, and mark it as done."""
    from xstilts_kit.engine.cell import predict_cell

    request, cell = prepared.request, found.cell
    inputs = _inputs(found)
    predicted = predict_cell(
        predictor,
        inputs.first(request.limit_of(cell.task)),
        request.budget(device),
        advance,
        None if fitting is None else fitting.of(inputs),
        shelf,
    )
    ready.head.check_unchanged()
    file = write_records(out, cell, predicted.records)
    written = Written(cell, file, predicted.threshold, predicted.reductions)
    shelf.finish(written.outcome())
    return written


def _kept(out: Path, cell: Cell, shelf: "Shelf") -> Written | None:
    """Return a cell finished by an interrupted run, if its file is unchanged."""
    outcome = shelf.outcome()
    if outcome is None:
        return None
    file = PredictionFile(**outcome.pop("file"))
    path = out / file.path
    if not path.is_file():
        return None
    found = digest_file(path, file.path)
    if (found.sha256, found.bytes) != (file.sha256, file.bytes):
        return None
    return Written(cell, file, **outcome)


def _say_what_is_kept(work: Work, shown: "Progress") -> None:
    if work.changed:
        shown.say(
            f"The interrupted run in {work.out} had other settings ({', '.join(work.changed)}):"
            " its work is not used."
        )
    elif work.changed is not None:
        shown.say(f"Going on with the interrupted run in {work.out}.")


def _inputs(found: Surveyed) -> Inputs:
    """Read the inputs of a cell, which must not have changed since they were surveyed."""
    clean = found.source.inputs(found.cell)
    if fingerprint(clean.rows()) != found.fingerprint:
        raise DataError(
            f"{found.cell.name}: the inputs changed while they were predicted.",
            "Leave the source alone during a run, then run the same command again.",
        )
    return transformed(found.cell, clean)
