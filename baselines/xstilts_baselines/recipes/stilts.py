"""STILTs recipes: a pretrained encoder, English intermediate tasks, then a head a target.

The procedure is that of Phang et al. 2020, English Intermediate-Task Training Improves Zero-Shot
Cross-Lingual Transfer Too. Its numbers are the authors' code's (jiant) where that has them; what
a number rests on, each recipe says (`Recipe.origin`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any, Literal

Precision = Literal["auto", "fp32", "bf16"]
"""Auto is bf16 where the device has it."""
Sampler = Literal["proportional", "uniform"]
SET = "--set"
ORIGINS = ("jiant", "xtreme", "paper", "from memory", "ours", SET)
"""What a number rests on: the STILTs authors' code, XTREME's own scripts, a paper that was read,
a paper as it is remembered, nothing but this project, whoever runs the recipe."""


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """What an encoder costs is computed from this."""

    layers: int
    hidden: int
    feed_forward: int
    heads: int
    vocabulary: int


@dataclass(frozen=True, slots=True)
class Base:
    """The pretrained encoder."""

    model: str
    """``mini`` (the bundled checkpoint's encoder), a folder, or an id on the Hub."""
    revision: str | None = None
    """Branch, tag or commit; None is ``main``. A run records the commit."""
    size: EncoderSize | None = None
    """None where it is not known before the model is opened."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How one phase is optimised: AdamW (0.9, 0.999, 1e-8), linear warm-up, linear decay."""

    batch: int
    """Examples that one device takes at once."""
    learning_rate: float
    accumulate: int = 1
    """Batches that make one optimiser step."""
    steps: int | None = None
    """Optimiser steps; either these or epochs."""
    epochs: float | None = None
    warmup: float = 0.1
    """Share of the steps in which the learning rate rises."""
    weight_decay: float = 0.01
    """On everything but biases and layer norms."""
    clip: float = 1.0
    """Greatest norm of the gradient."""
    max_length: int | None = None
    """Sub-words of an input; None is the task's own."""
    precision: Precision = "auto"
    eval_every: int | None = None
    """Steps between two looks at the whole English dev set; None is a tenth of all steps."""
    save_every: int | None = None
    """Steps between two checkpoints to resume from; None is as often as `eval_every`."""
    freeze_embeddings: bool = False

    def steps_for(self, examples: int, effective_batch: int) -> int:
        """Optimiser steps of one task: as many as are given, or the epochs in whole steps."""
        if self.steps is not None:
            return self.steps
        return ceil((self.epochs or 1) * ceil(examples / effective_batch))

    @property
    def effective_batch(self) -> int:
        """Examples of one optimiser step on one device."""
        return self.batch * self.accumulate


@dataclass(frozen=True, slots=True)
class Intermediate:
    """One task of phase 2."""

    task: str
    examples: int | None = None
    """Use only the first so many of the training set."""
    max_length: int | None = None
    """Sub-words of an input; None is the phase's, else the task's own."""
    batch: int | None = None
    """Examples that one device takes at once, where long inputs need fewer than the phase's."""
    accumulate: int | None = None


@dataclass(frozen=True, slots=True)
class Mixing:
    """How often each of several intermediate tasks is drawn; one task makes one step."""

    sampler: Sampler = "proportional"
    temperature: float = 1.0
    """Probability ∝ min(examples, cap)^(1/temperature)."""
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """Masked language modelling on unlabelled text as one more task of phase 2."""

    languages: tuple[str, ...]
    share: float
    """Probability that a step is one of masked language modelling."""
    mask: float = 0.15
    """Share of sub-words that are chosen; of these 80 % masked, 10 % replaced, 10 % kept."""
    examples: int = 10_000
    """Texts of each language."""
    max_length: int = 256


@dataclass(frozen=True, slots=True)
class Target:
    """One task of phase 3, trained in English unless `languages` names others."""

    task: str
    """xnli, pawsx, udpos, panx, tydiqa, or ``squad``, whose head answers xquad and mlqa."""
    settings: Settings
    examples: int | None = None
    """Use only the first so many of the training set."""
    languages: tuple[str, ...] = ("en",)


@dataclass(frozen=True, slots=True)
class Recipe:
    """A baseline from a pretrained encoder to its heads."""

    name: str
    description: str
    seed: int
    suite: str
    """What is predicted and scored in the end."""
    base: Base
    targets: tuple[Target, ...]
    intermediate: tuple[Intermediate, ...] = ()
    phase: Settings | None = None
    """How the intermediate tasks are trained; None where there are none."""
    mixing: Mixing | None = None
    masked: Masked | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    """Task → place of its data, "" for all others; ``--data`` goes before it."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """Key → what its number rests on, one of `ORIGINS`. A key stands for those below it."""

    def as_json(self) -> dict[str, Any]:
        """The recipe as the schema ``recipe`` has it."""
        return {"schema": "xstilts-recipe-v1", "kind": "stilts", **asdict(self)}
