"""Recipes from scratch: an encoder trained on generated text, then one head per target."""

from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.tasks import get_task

QUESTION_TARGETS = ("squad", "tydiqa")
"""Targets with a span head for question answering."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Size of an XLM-R encoder trained from scratch."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    """Maximum input length in sub-words, including special tokens."""


@dataclass(frozen=True, slots=True)
class Pretraining:
    """Masked language modelling on generated text with two contrastive losses."""

    documents: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    mask: float
    """Share of masked sub-words."""
    sentence_contrast: float
    """Weight of the contrastive loss on translated sentences, computed every fifth step."""
    sentence_layer: int
    """Layer whose mean is used in the contrastive loss."""
    word_contrast: float
    """Weight of the contrastive loss on translated words in the embedding table."""
    word_share: float
    """Share of the concept's vector in a word's initial embedding."""


@dataclass(frozen=True, slots=True)
class ScratchTarget:
    """Fine-tuning on one task in English."""

    task: str
    """A task, or ``squad``, whose head answers xquad and mlqa."""
    examples: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    freeze_embeddings: bool = True


@dataclass(frozen=True, slots=True)
class ScratchRecipe:
    """A baseline trained from scratch, with its heads."""

    name: str
    description: str
    seed: int
    encoder: Encoder
    pretraining: Pretraining
    targets: tuple[ScratchTarget, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the recipe as JSON, following the schema ``recipe``."""
        return {"schema": "xstilts-recipe-v1", "kind": "scratch", **asdict(self)}


_MAY_BE_ZERO = ("warmup", "sentence_contrast", "word_contrast", "word_share")


def check_scratch(recipe: ScratchRecipe, where: str) -> None:
    """Reject invalid numbers and unknown targets.

    Raises:
        UsageError: A value is invalid; the message names key and value.
    """
    if not recipe.targets:
        raise UsageError(f"{where}: there are no targets.", "Add a [[targets]] table.")
    tables: list[Encoder | Pretraining | ScratchTarget] = [recipe.encoder, recipe.pretraining]
    for table in [*tables, *recipe.targets]:
        for name, value in asdict(table).items():
            if isinstance(value, bool | str):
                continue
            if value < 0 or (value == 0 and name not in _MAY_BE_ZERO):
                raise UsageError(f"{where}: {name} = {value}.", "Give a number above 0.")
    for target in recipe.targets:
        if target.task not in QUESTION_TARGETS:
            get_task(target.task)
