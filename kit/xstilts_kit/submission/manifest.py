"""The manifest as frozen dataclasses; the fields are documented in the schema ``manifest``."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from xstilts_kit.cell import Cell, Split
from xstilts_kit.submission.decoding import decoder
from xstilts_kit.submission.retrieval import RetrievalSettings

SCHEMA = "xstilts-manifest-v1"


@dataclass(frozen=True, slots=True)
class Kit:
    """The kit version that wrote the folder."""

    version: str
    commit: str | None


@dataclass(frozen=True, slots=True)
class GitHubAccount:
    """An account that may change the row on a board."""

    login: str
    id: int


@dataclass(frozen=True, slots=True)
class Author:
    """Author of the predictions."""

    name: str | None = None
    contact: str | None = None
    url: str | None = None
    github: tuple[GitHubAccount, ...] = ()


@dataclass(frozen=True, slots=True)
class FileDigest:
    """A file with size and digest."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True, slots=True)
class PredictionFile:
    """A prediction file with size and digest."""

    path: str
    sha256: str
    bytes: int
    records: int


@dataclass(frozen=True, slots=True)
class TokenizerSource:
    """How a checkpoint's tokenizer was loaded."""

    file: str
    """File with the vocabulary, normaliser and template that were used."""
    converted_as: str | None
    """Tokenizer class whose converter was used, if there is no ``tokenizer.json``."""


@dataclass(frozen=True, slots=True)
class Model:
    """A checkpoint and the cells it predicted."""

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
    """Language → language given to the model, for models with a language input."""
    config_labels: Mapping[str, str] | None = None
    """Names of the classes in ``config.json``, if ``--labels`` contradicts them."""
    settings: "Settings | None" = None
    """Settings of its predictions, if they differ from the manifest's `settings`."""
    kit: Kit | None = None
    """The kit version that made its predictions, if it is not the manifest's `kit`."""

    @property
    def labels(self) -> tuple[str, ...]:
        """The label of each class, in class-index order; empty if the answer is open."""
        return tuple(label for _, label in sorted((self.label_map or {}).items(), key=_index))

    @property
    def has_adapter(self) -> bool:
        """Whether a PEFT adapter was merged into its base; `files` then has the files of both."""
        return any(file.path.rpartition("/")[2] == "adapter_config.json" for file in self.files)

    def answers(self, cell: Cell) -> bool:
        """Whether it made the predictions of a cell."""
        return cell.task in self.tasks and (
            self.languages is None or cell.language in self.languages
        )


@dataclass(frozen=True, slots=True)
class Supervision:
    """Training data and selection of the checkpoint; None for unknown values."""

    labelled_languages: tuple[str, ...] | None = None
    model_selection: str = "unknown"
    translated_training_data: bool | None = None
    parallel_data_in_pretraining: bool | None = None
    target_language_unlabelled: bool | None = None
    intermediate_tasks: tuple[str, ...] | None = None
    ensemble_of: int | None = None
    chosen_on_test: tuple[str, ...] | None = None
    lexicons: tuple[str, ...] | None = None
    """Languages of bilingual lexicons from which training text was made; None if there were none
    or it is not stated."""


def _index(named: tuple[str, str]) -> int:
    return int(named[0])


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of the predictions."""

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
class Realised:
    """How much of a cell's inputs a transform changed.

    Counts are over the texts that it may change. Words and edits are None if changed texts are in
    another language and cannot be compared with the clean ones.
    """

    examples: int
    changed_examples: int
    words: int | None
    changed_words: int | None
    edits: int | None
    """Edit distance in grapheme clusters, summed over all texts."""

    @property
    def shares(self) -> "Shares":
        """Shares of examples and words that changed, and the mean edit distance."""
        examples = self.changed_examples / self.examples if self.examples else None
        if not self.examples:
            return Shares(None, None, None, "there are no examples")
        if self.words is None or self.changed_words is None or self.edits is None:
            return Shares(examples, None, None, "the texts are in another language")
        if not self.words:
            return Shares(examples, None, None, "the texts have no words")
        return Shares(examples, self.changed_words / self.words, self.edits / self.words, None)

    def as_json(self) -> dict[str, Any]:
        """Convert to JSON: the counts, then the shares."""
        return {**dataclasses.asdict(self), **dataclasses.asdict(self.shares)}


@dataclass(frozen=True, slots=True)
class Shares:
    """Realised intensity of a transform; None where there is nothing to divide by."""

    example_share: float | None
    """Share of examples that changed."""
    word_share: float | None
    """Share of words that changed."""
    edits_per_word: float | None
    """Mean edit distance per word, in grapheme clusters."""
    reason: str | None
    """Why a share is None."""


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
    """Transform of the inputs; None for clean inputs."""
    inputs_fingerprint: str | None
    """Fingerprint of the clean inputs."""
    transformed_fingerprint: str | None = None
    """Fingerprint of the transformed inputs, if there is a transform."""
    resources_fingerprint: str | None = None
    """Fingerprint of the files that the transform read, if any: lexicons, misspellings."""
    realised: Realised | None = None
    """How much was changed; absent in older manifests."""

    @property
    def cell(self) -> Cell:
        return Cell(self.task, self.language, self.split, self.transform)

    @property
    def records(self) -> int:
        """Expected number of records in the prediction file."""
        return self.examples if self.limit is None else min(self.limit, self.examples)


@dataclass(frozen=True, slots=True)
class Manifest:
    """Contents and origin of a submission folder."""

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
    """Files of scores beside the predictions; boards do not accept them."""
    definitions: Mapping[str, str] | None = None
    """Task → digest of its definition (`Task.definition`), for tasks from outside the package."""

    @property
    def listed(self) -> tuple[PredictionFile, ...]:
        """Every file of the submission except the manifest."""
        return self.files + self.scores

    def settings_of(self, task: str) -> Settings:
        """Settings of a task's predictions."""
        own = (model.settings for model in self.models if task in model.tasks)
        return next(own, None) or self.settings

    def as_json(self) -> dict[str, Any]:
        """Convert to JSON; unset newer fields are left out, so that old manifests do not change."""
        written = dataclasses.asdict(self)
        for model in written["models"]:
            _drop_unset(model, Model)
        own = [model["settings"] for model in written["models"] if "settings" in model]
        for settings in (written["settings"], *own):
            if settings["retrieval"] is not None:
                _drop_unset(settings["retrieval"], RetrievalSettings)
        for entry in written["data"]:
            _drop_unset(entry, DataEntry)
        if self.supervision.lexicons is None:
            del written["supervision"]["lexicons"]
        if not self.scores:
            del written["scores"]
        if self.definitions is None:
            del written["definitions"]
        return written


def _drop_unset(written: dict[str, Any], kind: Any) -> None:
    """Remove unset fields that older manifests do not have."""
    for field in dataclasses.fields(kind):
        if field.default is None and written[field.name] is None:
            del written[field.name]


def manifest_from_json(value: Mapping[str, Any]) -> Manifest:
    """Convert a JSON object that fits the schema to a manifest."""
    decode = decoder(Manifest)
    assert decode is not None
    manifest: Manifest = decode(value)
    return manifest
