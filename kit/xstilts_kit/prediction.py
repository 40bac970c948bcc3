"""`predict`: a checkpoint and a source in, a submission folder out.

The story: a request is prepared (`preparation.py`: plan, data, heads, tokenizers) → each head is
opened once → its cells are predicted → each file is written whole → the manifest last.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts_kit.checkpoint.head import Head, combined_digest
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Inputs, Record, get_family
from xstilts_kit.planning import Surveyed, fitting_of
from xstilts_kit.preparation import Prepared
from xstilts_kit.submission.files import write_atomically, write_json
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
)
from xstilts_kit.submission.target import begin, check_free, finish
from xstilts_kit.version import this_kit

if TYPE_CHECKING:
    from xstilts_kit.engine.progress import Progress


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
    from xstilts_kit.checkpoint.opening import choose_device, open_head
    from xstilts_kit.engine.cell import open_predictor, predict_cell
    from xstilts_kit.engine.progress import Silent

    description = description or Description()
    request = prepared.request
    name = submission_name(description.name, out)
    check_free(out, overwrite)
    device = choose_device(request.device)
    files: list[PredictionFile] = []
    models: list[Model] = []
    thresholds: dict[str, float] = {}
    attention = None
    with progress(prepared.examples) if progress else nullcontext(Silent()) as shown:
        for task, cells in groupby(prepared.surveyed, key=lambda s: s.cell.task.name):
            head = prepared.plan.heads[task]
            length = prepared.max_lengths[task]
            opened = open_head(
                head,
                prepared.tokenizers[task],
                device,
                request.dtype,
                length,
                prepared.embeddings.get(task),
            )
            if not models:  # the first head is open, so an earlier submission may go
                begin(out)
            attention = getattr(opened.model.config, "_attn_implementation", None)
            predictor = open_predictor(opened)
            for found in cells:
                shown.start(found.cell.name, prepared.examples_of(found))
                inputs = _inputs(found)
                predicted = predict_cell(
                    predictor,
                    inputs.first(request.limit),
                    request.batch_tokens,
                    shown.advance,
                    fitting_of(found.cell, inputs),
                )
                if predicted.threshold is not None:
                    thresholds[found.cell.language] = predicted.threshold
                files.append(_write_records(out, task, found.cell.language, predicted.records))
            models.append(_model(head, description))
            del opened, predictor  # or the next head would stand in memory beside this one
    manifest = Manifest(
        schema=SCHEMA,
        suite=prepared.plan.suite.name,
        name=name,
        created=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        kit=this_kit(),
        author=description.author,
        licence=description.licence,
        models=tuple(models),
        supervision=description.supervision,
        settings=_settings(prepared, device.type, attention, thresholds),
        data=tuple(_data_entry(found, request.limit) for found in prepared.surveyed),
        files=tuple(files),
        notes=description.notes,
    )
    write_json(out / MANIFEST, manifest.as_json())
    finish(out)
    return manifest


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


def _write_records(
    out: Path, task: str, language: str, records: Sequence[Record]
) -> PredictionFile:
    lines = (json.dumps(record.as_json(), ensure_ascii=False) for record in records)
    content = "".join(f"{line}\n" for line in lines).encode()
    path = prediction_path(task, language)
    write_atomically(out / path, content)
    return PredictionFile(path, sha256(content).hexdigest(), len(content), len(records))


def _model(head: Head, description: Description) -> Model:
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
    )


def _settings(
    prepared: Prepared, device: str, attention: str | None, thresholds: Mapping[str, float]
) -> Settings:
    embedding = next(iter(prepared.embeddings.values()), None)
    steps = (get_family(head.task.family).step for head in prepared.plan.heads.values())
    return Settings(
        dtype=prepared.request.dtype,
        device=device,
        batch_tokens=prepared.request.batch_tokens,
        batch_reductions=0,
        max_lengths=prepared.max_lengths,
        doc_stride=next(filter(None, steps), None),
        retrieval=(
            None
            if embedding is None
            else RetrievalSettings(embedding.layer, embedding.pooling, "none")
        ),
        thresholds=thresholds,
        seed=0,
        libraries={
            name: version(name) for name in ("numpy", "tokenizers", "torch", "transformers")
        },
        attention=attention,
    )


def _data_entry(found: Surveyed, limit: int | None) -> DataEntry:
    cell = found.cell
    return DataEntry(
        task=cell.task.name,
        language=cell.language,
        split=cell.split,
        edition=found.edition,
        source=cell.source.kind,
        source_revision=cell.source.revision,
        examples=found.examples,
        limit=limit,
        transform=None,
        inputs_fingerprint=found.fingerprint,
    )
