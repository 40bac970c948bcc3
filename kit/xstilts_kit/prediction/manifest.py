"""The manifest of a run: its checkpoints, data and settings."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.checkpoint.head import combined_digest
from xstilts_kit.families import get_family
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.submission.defined import definitions_of
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.manifest import (
    SCHEMA,
    FileDigest,
    Manifest,
    Model,
    PredictionFile,
    Settings,
)
from xstilts_kit.submission.retrieval import RetrievalSettings
from xstilts_kit.submission.version import this_kit


@dataclass(frozen=True, slots=True)
class Written:
    """One prediction file and its metadata."""

    cell: Cell
    file: PredictionFile
    threshold: float | None
    reductions: int
    scores: PredictionFile | None = None
    """The file of scores beside it, if scores are saved."""

    def outcome(self) -> dict[str, Any]:
        """Return the metadata stored for resuming."""
        return {
            "file": asdict(self.file),
            "threshold": self.threshold,
            "reductions": self.reductions,
            "scores": None if self.scores is None else asdict(self.scores),
        }


@dataclass(frozen=True, slots=True)
class Computer:
    """The hardware used for prediction."""

    device: str
    attention: str | None
    """The attention kernel of the first model."""


def manifest_of(
    prepared: Prepared,
    name: str,
    description: Description,
    models: Mapping[str, Model],
    written: Sequence[Written],
    computer: Computer,
) -> Manifest:
    """Build the manifest of a submission.

    Args:
        prepared: The request.
        name: The submission's name.
        description: Author, licence, supervision and so on.
        models: Task → the checkpoint that predicted it.
        written: All prediction files.
        computer: The hardware used.
    """
    used = {found.cell.task for found in prepared.surveyed}
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
        settings=_settings(prepared, written, computer),
        data=tuple(
            found.data_entry(prepared.request.limit_of(found.cell.task))
            for found in prepared.surveyed
        ),
        files=tuple(one.file for one in written),
        notes=description.notes,
        scores=tuple(one.scores for one in written if one.scores is not None),
        definitions=definitions_of(used),
    )


def model_of(ready: ReadyHead, digests: tuple[FileDigest, ...], description: Description) -> Model:
    """Build the manifest entry of a checkpoint with these file digests."""
    head = ready.head
    repository = head.repository
    base = None if head.merged is None else head.merged.base
    return Model(
        tasks=(head.task.name,),
        languages=None,
        kind=repository.kind,
        id=repository.id,
        revision=repository.revision,
        files=digests,
        digest=combined_digest(digests),
        base_model=description.base_model if base is None else base.id,
        base_revision=description.base_revision if base is None else base.revision,
        parameters=head.folder.parameters,
        architecture=head.folder.architecture or None,
        label_map={str(i): label for i, label in enumerate(head.labels)} or None,
        tokenizer=ready.tokenizer_source,
        language_inputs=ready.languages,
        config_labels={str(i): name[:256] for i, name in (head.config_labels or {}).items()}
        or None,
    )


def libraries() -> dict[str, str]:
    """Return the versions of the libraries that affect predictions."""
    return {name: version(name) for name in ("numpy", "tokenizers", "torch", "transformers")}


def _settings(prepared: Prepared, written: Sequence[Written], computer: Computer) -> Settings:
    embedding = prepared.embedding
    steps = (get_family(ready.head.task.family).step for ready in prepared.heads)
    return Settings(
        dtype=prepared.request.dtype,
        device=computer.device,
        batch_tokens=prepared.request.budget(computer.device),
        batch_reductions=max((one.reductions for one in written), default=0),
        max_lengths={ready.task: ready.max_length for ready in prepared.heads},
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
        thresholds={
            one.cell.language: one.threshold
            for one in written
            if one.threshold is not None and one.cell.transform is None
        },
        seed=0,
        libraries=libraries(),
        attention=computer.attention,
    )
