"""Recipes that begin with nothing: an encoder trained on generated text, then a head a target."""

from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.tasks import get_task

QUESTION_TARGETS = ("squad", "tydiqa")
"""Targets whose head marks the answer to a question."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Size of an XLM-R encoder that is trained from scratch."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    positions: int
    """Longest input in sub-words, special tokens included."""


@dataclass(frozen=True, slots=True)
class Pretraining:
    """Masked language modelling on generated text, with two contrastive losses beside it."""

    documents: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    mask: float
    """Share of sub-words that are masked."""
    sentence_contrast: float
    """Weight of the contrast of translated sentences, taken every fifth step."""
    sentence_layer: int
    """Layer whose mean is contrasted."""
    word_contrast: float
    """Weight of the contrast of translated words in the embedding table."""
    word_share: float
    """Share of its concept's vector in a word's first embedding."""


@dataclass(frozen=True, slots=True)
class ScratchTarget:
    """Fine-tuning on one task in English."""

    task: str
    """A task, or ``squad``: the questions whose head answers xquad and mlqa."""
    examples: int
    steps: int
    batch: int
    learning_rate: float
    warmup: int
    freeze_embeddings: bool = True


@dataclass(frozen=True, slots=True)
class ScratchRecipe:
    """A baseline from nothing to its heads."""

    name: str
    description: str
    seed: int
    encoder: Encoder
    pretraining: Pretraining
    targets: tuple[ScratchTarget, ...]

    def as_json(self) -> dict[str, Any]:
        """The recipe as the schema ``recipe`` has it."""
        return {"schema": "xstilts-recipe-v1", "kind": "scratch", **asdict(self)}


_MAY_BE_ZERO = ("warmup", "sentence_contrast", "word_contrast", "word_share")


def check_scratch(recipe: ScratchRecipe, where: str) -> None:
    """Refuse numbers that cannot be meant, and targets that are no tasks.

    Raises:
        UsageError: With the key and its value.
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
