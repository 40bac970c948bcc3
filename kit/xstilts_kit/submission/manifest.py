"""The manifest as frozen dataclasses; its meaning is documented in the schema ``manifest``."""

import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from xstilts_kit.cell import Cell, Split

SCHEMA = "xstilts-manifest-v1"


@dataclass(frozen=True, slots=True)
class Kit:
    """The version that wrote the folder."""

    version: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class GitHubAccount:
    """Who may change the row on a board."""

    login: str
    id: int


@dataclass(frozen=True, slots=True)
class Author:
    """Who made the predictions."""

    name: str | None = None
    contact: str | None = None
    url: str | None = None
    github: tuple[GitHubAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file by content."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class PredictionFile:
    """A prediction file by content."""

    path: str
    sha256: str
    bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class TokenizerSource:
    """How a checkpoint's tokenizer was opened."""

    file: str
    """The file whose vocabulary, normaliser and template were followed."""
    converted_as: str | None
    """The tokenizer class whose converter was used where there is no ``tokenizer.json``."""


@dataclass(frozen=True, slots=True)
class Model:
    """One checkpoint and what it answered."""

    tasks: tuple[str, ...]
    languages: tuple[str, ...] | None
    kind: str
    id: str
    revision: str | None
    files: tuple[FileDigest, ...]
    digest: str | None
    base_model: str | None
    base_revision: str | None
    parameters: int | None
    architecture: str | None
    label_map: Mapping[str, str] | None
    tokenizer: TokenizerSource | None = None
    language_inputs: Mapping[str, str] | None = None
    """Language → what the model was told it is, where it must be told."""
    config_labels: Mapping[str, str] | None = None
    """Names of the classes in ``config.json``, where ``--labels`` says otherwise."""
    settings: "Settings | None" = None
    """How its predictions were made, where that is not what the manifest's `settings` say."""
    kit: Kit | None = None
    """The version that made its predictions, where that is not the manifest's `kit`."""

    def answers(self, task: str, language: str) -> bool:
        """Whether it made the predictions of a task and language."""
        return task in self.tasks and (self.languages is None or language in self.languages)


@dataclass(frozen=True, slots=True)
class Supervision:
    """What the checkpoint was trained on and how it was chosen; None where unknown."""

    labelled_languages: tuple[str, ...] | None = None
    model_selection: str = "unknown"
    translated_training_data: bool | None = None
    parallel_data_in_pretraining: bool | None = None
    target_language_unlabelled: bool | None = None
    intermediate_tasks: tuple[str, ...] | None = None
    ensemble_of: int | None = None
    chosen_on_test: tuple[str, ...] | None = None


def protocol_layer(layers: int) -> int:
    """The hidden layer that XTREME reads: 8 of 12, 14 of 24, about 0.58 of others."""
    return {12: 8, 24: 14}.get(layers, max(1, round(0.58 * layers)))


@dataclass(frozen=True, slots=True)
class RetrievalSettings:
    """How sentences were embedded."""

    layer: int
    pooling: str
    transform: str
    prefix: str | None = None
    """Text before every sentence."""
    layers: int | None = None
    """How many the encoder has; older manifests do not say."""

    @property
    def of_the_protocol(self) -> bool:
        """Whether sentences were embedded as XTREME does it, as far as that is known."""
        return (
            (self.layers is None or self.layer == protocol_layer(self.layers))
            and self.pooling == "mean"
            and not self.prefix
        )


@dataclass(frozen=True, slots=True)
class Settings:
    """How the predictions were made."""

    dtype: str | None
    device: str | None
    batch_tokens: int | None
    batch_reductions: int
    max_lengths: Mapping[str, int]
    doc_stride: int | None
    retrieval: RetrievalSettings | None
    thresholds: Mapping[str, float]
    seed: int | None
    libraries: Mapping[str, str]
    attention: str | None


@dataclass(frozen=True, slots=True)
class DataEntry:
    """The inputs of one (task, language)."""

    task: str
    language: str
    split: Split
    edition: str | None
    source: str
    source_revision: str | None
    examples: int
    limit: int | None
    transform: str | None
    """What was done to the inputs; None where they are clean."""
    inputs_fingerprint: str | None
    """Of the clean inputs."""
    transformed_fingerprint: str | None = None
    """Of the inputs as the model was given them, where they were transformed."""

    @property
    def cell(self) -> Cell:
        """The cell that these inputs belong to."""
        return Cell(self.task, self.language, self.split, self.transform)

    @property
    def records(self) -> int:
        """How many records the prediction file must have."""
        return self.examples if self.limit is None else min(self.limit, self.examples)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a submission folder holds and how it came about."""

    schema: str
    suite: str
    name: str
    created: str
    kit: Kit
    author: Author
    licence: str | None
    models: tuple[Model, ...]
    supervision: Supervision
    settings: Settings
    data: tuple[DataEntry, ...]
    files: tuple[PredictionFile, ...]
    imported_from: str | None = None
    notes: str | None = None
    scores: tuple[PredictionFile, ...] = ()
    """Files of scores beside the predictions; boards do not take them."""

    @property
    def listed(self) -> tuple[PredictionFile, ...]:
        """Every file that belongs to the submission, but for the manifest."""
        return self.files + self.scores

    def settings_of(self, task: str) -> Settings:
        """How the predictions of a task were made."""
        own = (model.settings for model in self.models if task in model.tasks)
        return next(own, None) or self.settings

    def as_json(self) -> dict[str, Any]:
        """The manifest as it is written: a manifest without later fields stays as it was."""
        written = dataclasses.asdict(self)
        for model in written["models"]:
            _drop_unset(model, Model)
        own = [model["settings"] for model in written["models"] if "settings" in model]
        for settings in (written["settings"], *own):
            if settings["retrieval"] is not None:
                _drop_unset(settings["retrieval"], RetrievalSettings)
        for entry in written["data"]:
            if entry["transformed_fingerprint"] is None:
                del entry["transformed_fingerprint"]
        if not self.scores:
            del written["scores"]
        return written


def _drop_unset(written: dict[str, Any], kind: Any) -> None:
    """Leave out fields that older manifests do not have, where they say nothing."""
    for field in dataclasses.fields(kind):
        if field.default is None and written[field.name] is None:
            del written[field.name]


def manifest_from_json(value: Mapping[str, Any]) -> Manifest:
    """The manifest in a JSON object that fits the schema."""
    manifest: Manifest = _build(Manifest, value)
    return manifest


def _build(kind: Any, value: Any) -> Any:
    """`value` as an instance of `kind`: a dataclass, a tuple of them, a union with None, a leaf."""
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (types.UnionType, typing.Union):
        return None if value is None else _build(arguments[0], value)
    if kind is int and isinstance(value, float):
        return int(value)  # 5.0 is an integer in JSON
    if origin is tuple:
        return tuple(_build(arguments[0], item) for item in value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: _build(hints[name], item) for name, item in value.items()})
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return typing.get_type_hints(kind)
