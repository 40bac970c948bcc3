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
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import fingerprint
from xstilts_kit.engine.batching import PADDING
from xstilts_kit.families import Inputs, only_answer
from xstilts_kit.prediction.adding import added_to, check_alike, extended, held_by
from xstilts_kit.prediction.manifest import Computer, Written, libraries, manifest_of, model_of
from xstilts_kit.prediction.planning import Fitting, fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.prediction.saving import write_scores
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.submission.manifest import Manifest, Model, PredictionFile
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import Work, is_whole, state_of, work_on
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
        prepared: The result of `preparing.prepare`.
        out: The folder to write. If it contains a submission, missing cells are added, provided
            that model and settings of their task are the same.
        description: Author, licence, supervision and so on.
        overwrite: Replace an existing submission.
        progress: Opens a progress display for this number of examples; default: none.

    Returns:
        The manifest that was written, last of all files.

    Raises:
        UsageError: The folder is taken, its name is not a valid submission name, or the cells
            do not fit its submission.
        StorageError: It cannot be written.
    """
    from xstilts_kit.checkpoint.opening import choose_device
    from xstilts_kit.engine.cell import open_predictor
    from xstilts_kit.engine.progress import Silent
    from xstilts_kit.engine.shards import Shelf, key_of

    description = description or Description()
    held = held_by(out, overwrite=overwrite)
    name = submission_name(description.name, out) if held is None else held.name
    state = state_of(out)
    device = choose_device(prepared.request.device)
    with ThreadPoolExecutor(2) as threads:
        # The first head is opened before an earlier submission is removed, and while the files of
        # all heads are read for their digests, each once even if it serves several tasks.
        digests = {
            place: threads.submit(head.digests)
            for place, head in {_place(ready.head): ready.head for ready in prepared.heads}.items()
        }
        first = prepared.heads[0].open(device) if held is None else None
    models = {
        ready.task: model_of(ready, digests[_place(ready.head)].result(), description)
        for ready in prepared.heads
    }
    if held is not None:
        asked = manifest_of(
            prepared, name, description, models, (), Computer(device.type, held.settings.attention)
        )
        prepared = added_to(held, prepared, asked, out)
        if not prepared.surveyed:
            return _as_it_is(held, out, state)
    first = first or prepared.heads[0].open(device)
    facts = _facts(prepared, models, device.type)
    computer = Computer(device.type, _attention(first))
    if held is not None:
        asked = manifest_of(prepared, name, description, models, (), computer)
        check_alike(held, asked, prepared.heads[0].task, out)
    opened: OpenHead | None = first
    del first
    written: list[Written] = []
    with (
        work_on(out, facts, state, extend=held is not None) as work,
        progress(prepared.examples) if progress else nullcontext(Silent()) as shown,
    ):
        _say_what_is_kept(work, shown)
        for ready in prepared.heads:
            predictor: BasePredictor | None = None
            for found in ready.cells:
                cell = found.cell
                shown.start(cell.name, prepared.examples_of(found))
                fitting = fitting_of(cell, found.source)
                shelf = Shelf(
                    work.folder,
                    _key(facts, prepared, ready, found, fitting),
                    key_of(_model_facts(facts, ready)),
                )
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
                        shown,
                    )
                )
            opened = predictor = None  # free memory before the next head is opened
        manifest = manifest_of(prepared, name, description, models, written, computer)
        if held is not None:
            manifest = extended(held, manifest, out)
        work.close(manifest)
    return manifest


def _as_it_is(held: Manifest, out: Path, state: str | None) -> Manifest:
    """Return the folder's submission, to which nothing has to be added.

    Raises:
        UsageError: No interrupted run is in the folder, so nothing is left to do.
    """
    if not (out / UNFINISHED).is_dir():
        raise _nothing_left(out)
    with work_on(out, {}, state, extend=True) as work:
        work.close(held)
    return held


def _nothing_left(out: Path) -> UsageError:
    return UsageError(
        f"{out} already holds a submission, with all that is asked for.",
        "Ask for further tasks or languages to add them, give another --out, or --overwrite to"
        " replace it.",
    )


def left_to_predict(
    held: Manifest, prepared: Prepared, description: Description, out: Path
) -> Prepared:
    """Reduce a request to the cells missing from a folder's submission; no model is opened.

    Raises:
        UsageError: The cells do not fit the submission, or it already has all of them.
    """
    models = {
        ready.task: model_of(ready, ready.head.digests(), description) for ready in prepared.heads
    }
    computer = Computer(held.settings.device or "", held.settings.attention)
    asked = manifest_of(prepared, held.name, description, models, (), computer)
    left = added_to(held, prepared, asked, out)
    if prepared.surveyed and not left.surveyed and not (out / UNFINISHED).is_dir():
        raise _nothing_left(out)
    return left


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


def _model_facts(facts: Mapping[str, Any], ready: ReadyHead) -> dict[str, Any]:
    """Return the facts that the outputs of one task's head depend on, apart from the data."""
    return {
        **facts,
        "models": facts["models"][ready.task],
        "labels": facts["labels"][ready.task],
        "max_lengths": ready.max_length,
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
            **_model_facts(facts, ready),
            "limit": prepared.request.limit_of(ready.task),
            "save_scores": prepared.request.save_scores,
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
    shown: "Progress",
) -> Written:
    """Predict one cell, write its file, and mark it as done."""
    from xstilts_kit.engine.cell import predict_cell

    request, cell = prepared.request, found.cell
    inputs = _inputs(found)
    predicted = predict_cell(
        predictor,
        inputs.first(request.limit_of(cell.task)),
        request.budget(device),
        shown.advance,
        None if fitting is None else fitting.of(inputs),
        shelf,
        request.save_scores,
    )
    ready.head.check_unchanged()
    answer = only_answer(predicted.records)
    if answer is not None:
        shown.say(
            f"Warning: {cell.name}: all {len(predicted.records):,} examples are answered"
            f" {answer[:60]!r}; the head may be untrained or damaged."
        )
    file = write_records(out, cell, predicted.records)
    scores = None if predicted.table is None else write_scores(out, cell, predicted.table)
    written = Written(cell, file, predicted.threshold, predicted.reductions, scores)
    shelf.finish(written.outcome())
    return written


def _kept(out: Path, cell: Cell, shelf: "Shelf") -> Written | None:
    """Return a cell finished by an interrupted run, if its file is unchanged."""
    outcome = shelf.outcome()
    if outcome is None:
        return None
    file = PredictionFile(**outcome.pop("file"))
    saved = outcome.pop("scores", None)
    scores = None if saved is None else PredictionFile(**saved)
    if not all(is_whole(out, one) for one in (file, scores) if one is not None):
        return None
    return Written(cell, file, **outcome, scores=scores)


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
    return transformed(found.cell, clean, found.resources, found.source.inputs)
