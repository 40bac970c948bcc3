"""What every set of training data says of itself: its task, and where it comes from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from xstilts_baselines.data.samples import Kind, Sample
from xstilts_kit.submission.manifest import FileDigest

Split = Literal["train", "dev"]
Phase = Literal["intermediate", "target"]

TEXT = "text"
"""Name of masked language modelling as a task, and of unlabelled text among places."""

GENERATED = "Apache-2.0, as this project whose generator makes them"
"""Licence of the miniature's data."""

Metric = Literal["accuracy", "f1", "exact_f1", "none"]
"""What is compared on the dev set: share of right answers; F1 (of the pairs labelled with the last
label, or of entity spans); the mean of exact match and F1 of answers; nothing but the loss."""


@dataclass(frozen=True, slots=True)
class TrainingTask:
    """One task that something is trained on, as data."""

    name: str
    """E.g. ``mnli``; also the head's name."""
    title: str
    """The name a paper would print."""
    kind: Kind
    metric: Metric
    licence: str
    """Licence of the data, as far as it is known."""
    citation: str
    max_length: int
    """Sub-words that an input may have, special tokens included."""
    labels: tuple[str, ...] = ()
    """In class-index order, of pairs and tags; else empty."""
    choices: int | None = None
    """Options of every sample, of choices; else None."""
    no_answer: bool = False
    """Whether a question may have no answer."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where training data come from, for ``run.json`` and the card; never a path outside them."""

    source: str
    """``hub``, ``folder``, ``files``, ``divided`` (both splits cut out of the dev file),
    ``miniature``, or ``kit:<source>``."""
    id: str | None
    """Repository on the Hub."""
    revision: str | None
    """Its commit."""
    files: tuple[FileDigest, ...]
    """What was read, by content; their paths are relative to the repository or folder."""
    languages: tuple[str, ...] = ("en",)
    notes: tuple[str, ...] = ()
    """What differs from the published split, one sentence each."""
    parts: tuple["Provenance", ...] = ()
    """Where data come from several sets, each set's own."""


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Labelled samples of one task."""

    task: TrainingTask
    provenance: Provenance
    read: Callable[[Split, int | None], Sequence[Sample]] = field(repr=False)
    """(split, how many at most) → its samples, in the order of the files."""

    def samples(self, split: Split, limit: int | None = None) -> Sequence[Sample]:
        """The samples of a split, in the order of the files; ids are unique within a split.

        Args:
            split: ``train`` or ``dev``.
            limit: Only the first so many.

        Raises:
            DataError: A row is not what the format says; the message has its file and line.
            StorageError: A file cannot be read.
        """
        return self.read(split, limit)
