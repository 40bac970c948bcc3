"""`predict`: a checkpoint and a source in, a submission folder out.

The story: a request is prepared (`preparation.py`: plan, data, heads, tokenizers) → each head is
opened once → its cells are predicted, shard by shard → each file is written whole → the manifest
last. What an interrupted run in the same folder finished is not computed again.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.checkpoint.head import Head, combined_digest
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Inputs, Record, get_family
from xstilts_kit.prediction.planning import Cell, Surveyed, fitting_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.storage import write_atomically, write_json
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.layout import MANIFEST, is_portable_name, prediction_path
from xstilts_kit.submission.manifest import (
    SCHEMA,
    Author,
    DataEntry,
    Manifest,
    Model,
    PredictionFile,
    RetrievalSettings,
    Settings,
    Supervision,
    TokenizerSource,
)
from xstilts_kit.submission.target import Work, check_free, work_on
from xstilts_kit.submission.version import this_kit

if TYPE_CHECKING:
    import torch

    from xstilts_kit.checkpoint.opening import OpenHead
    from xstilts_kit.engine.progress import Progress
    from xstilts_kit.engine.shards import Shelf
    from xstilts_kit.families._predictor import BasePredictor


@dataclass(frozen=True, slots=True)
class Description:
    """What the manifest says beside what was computed."""

    name: str | None = None
    author: Author = field(default_factory=Author)
    licence: str | None = None
    supervision: Supervision = field(default_factory=Supervision)
    base_model: str | None = None
    base_revision: str | None = None
    notes: str | None = None


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
        prepared: What `preparation.prepare` returned.
        out: The folder to write; must not hold a submission unless `overwrite`.
        description: Author, licence, supervision and so on.
        overwrite: Replace the submission that is there.
        progress: Opens a progress display for so many examples; default: none.

    Returns:
        The manifest that was written, last of all files.

    Raises:
        UsageError: The folder is taken, or its name cannot be a submission's name.
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
    models = {
        task: _model(
            head, description, prepared.tokenizer_sources[task], prepared.language_inputs[task]
        )
        for task, head in prepared.plan.heads.items()
    }
    facts = _facts(prepared, models, device.type)
    first = next(iter(prepared.plan.heads))  # opened before an earlier submission goes
    opened: OpenHead | None = _open(prepared, first, device)
    written: list[_Written] = []
    attention = getattr(opened.model.config, "_attn_implementation", None) if opened else None
    with (
        work_on(out, facts) as work,
        progress(prepared.examples) if progress else nullcontext(Silent()) as shown,
    ):
        _say_what_is_kept(work, shown)
        for task, cells in groupby(prepared.surveyed, key=lambda s: s.cell.task.name):
            predictor: BasePredictor | None = None
            for found in cells:
                shown.start(found.cell.name, prepared.examples_of(found))
                shelf = Shelf(work.folder, _key(facts, prepared, found))
                before = _kept(out, shelf)
                if before is not None:
                    shown.advance(prepared.examples_of(found))
                    written.append(before)
                    continue
                if predictor is None:
                    opened = opened if task == first else _open(prepared, task, device)
                    assert opened is not None
                    predictor = open_predictor(opened)
                predictor.language = found.cell.language
                written.append(_predict(prepared, found, predictor, shelf, out, shown.advance))
            opened = predictor = None  # or the next head would stand in memory beside this one
        manifest = _manifest(prepared, name, description, models, written, device.type, attention)
        write_json(out / MANIFEST, manifest.as_json())
        work.close(file.path for file in manifest.files)
    return manifest


def _open(prepared: Prepared, task: str, device: "torch.device") -> "OpenHead":
    from xstilts_kit.checkpoint.opening import open_head

    return open_head(
        prepared.plan.heads[task],
        prepared.tokenizers[task],
        device,
        prepared.request.dtype,
        prepared.max_lengths[task],
        prepared.embeddings.get(task),
    )


def _facts(prepared: Prepared, models: Mapping[str, Model], device: str) -> dict[str, Any]:
    """What the predictions of every task depend on, beside the data."""
    request = prepared.request
    return {
        "models": {task: model.digest for task, model in models.items()},
        "labels": {task: model.label_map for task, model in models.items()},
        "max_lengths": dict(prepared.max_lengths),
        "embedding": [asdict(e) for e in dict.fromkeys(prepared.embeddings.values())],
        "batch_tokens": request.batch_tokens,
        "dtype": request.dtype,
        "device": device,
        "libraries": _libraries(),
        "kit": asdict(this_kit()),
    }


def _key(facts: Mapping[str, Any], prepared: Prepared, found: Surveyed) -> str:
    """The name of a cell's shards."""
    cell = found.cell
    from xstilts_kit.engine.shards import key_of

    return key_of(
        {
            **facts,
            "models": facts["models"][cell.task.name],
            "labels": facts["labels"][cell.task.name],
            "max_lengths": prepared.max_lengths[cell.task.name],
            "limit": prepared.request.limit_of(cell.task.name),
            "task": cell.task.name,
            "language": cell.language,
            "split": cell.split,
            "inputs": found.fingerprint,
            "fitted_on": _fitted_on(cell),
        }
    )


def _fitted_on(cell: Cell) -> list[str] | None:
    """Fingerprints of what a threshold is fitted on beside the cell's own inputs."""
    fitting = fitting_of(cell, Inputs(()))
    return None if fitting is None else [fingerprint(fitting[0].rows()), fingerprint(fitting[1])]


@dataclass(frozen=True, slots=True)
class _Written:
    """One prediction file, and what was found out on the way."""

    file: PredictionFile
    language: str
    threshold: float | None
    reductions: int


def _predict(
    prepared: Prepared,
    found: Surveyed,
    predictor: "BasePredictor",
    shelf: "Shelf",
    out: Path,
    advance: Callable[[int], None],
) -> _Written:
    """Predict one (task, language), write its file, and note that it is done."""
    from xstilts_kit.engine.cell import predict_cell

    request, cell = prepared.request, found.cell
    inputs = _inputs(found)
    predicted = predict_cell(
        predictor,
        inputs.first(request.limit_of(cell.task.name)),
        request.batch_tokens,
        advance,
        fitting_of(cell, inputs),
        shelf,
    )
    prepared.plan.heads[cell.task.name].check_unchanged()
    file = write_records(out, cell.task.name, cell.language, predicted.records)
    written = _Written(file, cell.language, predicted.threshold, predicted.reductions)
    shelf.finish(asdict(written))
    return written


def _kept(out: Path, shelf: "Shelf") -> _Written | None:
    """What an interrupted run wrote for a cell, if its file is still as it was written."""
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
    return _Written(file=file, **outcome)


def _say_what_is_kept(work: Work, shown: "Progress") -> None:
    if work.changed:
        shown.say(
            f"The interrupted run in {work.out} had other settings ({', '.join(work.changed)}):"
            " its work is not used."
        )
    elif work.changed is not None:
        shown.say(f"Going on with the interrupted run in {work.out}.")


def _manifest(
    prepared: Prepared,
    name: str,
    description: Description,
    models: Mapping[str, Model],
    written: Sequence[_Written],
    device: str,
    attention: str | None,
) -> Manifest:
    thresholds = {w.language: w.threshold for w in written if w.threshold is not None}
    reductions = max((w.reductions for w in written), default=0)
    used = {found.cell.task.name for found in prepared.surveyed}
    return Manifest(
        schema=SCHEMA,
        suite=prepared.plan.suite.name,
        name=name,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        kit=this_kit(),
        author=description.author,
        licence=description.licence,
        models=tuple(model for task, model in models.items() if task in used),
        supervision=description.supervision,
        settings=_settings(prepared, device, attention, thresholds, reductions),
        data=tuple(_data_entry(found, prepared) for found in prepared.surveyed),
        files=tuple(w.file for w in written),
        notes=description.notes,
    )


def _inputs(found: Surveyed) -> Inputs:
    """The inputs again, which must still be those that were surveyed."""
    inputs = found.cell.inputs()
    if fingerprint(inputs.rows()) != found.fingerprint:
        raise DataError(
            f"{found.cell.name}: the inputs changed while they were predicted.",
            "Leave the source alone during a run, then run the same command again.",
        )
    return inputs


def submission_name(given: str | None, out: Path) -> str:
    """The submission's name: as given, else the folder's name in lower case.

    Raises:
        UsageError: It is no name that a board can take.
    """
    name = given if given is not None else out.resolve().name.lower().replace(" ", "-")
    if not is_portable_name(name):
        raise UsageError(
            f"{name!r} cannot be a submission's name.",
            "Give --name: a to z, 0 to 9, dot, dash and underscore, 64 at most.",
        )
    return name


def write_records(out: Path, task: str, language: str, records: Sequence[Record]) -> PredictionFile:
    """Write the prediction file of one (task, language), whole.

    Raises:
        StorageError: It cannot be written.
    """
    lines = (json.dumps(record.as_json(), ensure_ascii=False) for record in records)
    content = "".join(f"{line}\n" for line in lines).encode()
    path = prediction_path(task, language)
    write_atomically(out / path, content)
    return PredictionFile(path, sha256(content).hexdigest(), len(content), len(records))


def _model(
    head: Head,
    description: Description,
    tokenizer: TokenizerSource,
    languages: Mapping[str, str] | None,
) -> Model:
    digests = head.digests()
    repository = head.repository
    return Model(
        tasks=(head.task.name,),
        languages=None,
        kind=repository.kind,
        id=repository.id,
        revision=repository.revision,
        files=digests,
        digest=combined_digest(digests),
        base_model=description.base_model,
        base_revision=description.base_revision,
        parameters=head.folder.parameters,
        architecture=head.folder.architecture or None,
        label_map={str(i): label for i, label in enumerate(head.labels)} or None,
        tokenizer=tokenizer,
        language_inputs=languages,
        config_labels={str(i): name[:256] for i, name in (head.config_labels or {}).items()}
        or None,
    )


def _settings(
    prepared: Prepared,
    device: str,
    attention: str | None,
    thresholds: Mapping[str, float],
    reductions: int,
) -> Settings:
    embedding = next(iter(prepared.embeddings.values()), None)
    steps = (get_family(head.task.family).step for head in prepared.plan.heads.values())
    return Settings(
        dtype=prepared.request.dtype,
        device=device,
        batch_tokens=prepared.request.batch_tokens,
        batch_reductions=reductions,
        max_lengths=prepared.max_lengths,
        doc_stride=next(filter(None, steps), None),
        retrieval=(
            None
            if embedding is None
            else RetrievalSettings(
                embedding.layer,
                embedding.pooling,
                "none",
                embedding.prefix or None,
                embedding.layers,
            )
        ),
        thresholds=thresholds,
        seed=0,
        libraries=_libraries(),
        attention=attention,
    )


def _libraries() -> dict[str, str]:
    return {name: version(name) for name in ("numpy", "tokenizers", "torch", "transformers")}


def _data_entry(found: Surveyed, prepared: Prepared) -> DataEntry:
    cell = found.cell
    return DataEntry(
        task=cell.task.name,
        language=cell.language,
        split=cell.split,
        edition=found.edition,
        source=cell.source.kind,
        source_revision=cell.source.revision,
        examples=found.examples,
        limit=prepared.request.limit_of(cell.task.name),
        transform=None,
        inputs_fingerprint=found.fingerprint,
    )
