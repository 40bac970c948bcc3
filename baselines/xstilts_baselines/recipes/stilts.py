"""STILTs recipes: a pretrained encoder, English intermediate tasks, then a head a target.

The procedure is that of Phang et al. 2020, English Intermediate-Task Training Improves Zero-Shot
Cross-Lingual Transfer Too. Its numbers are the authors' code's (jiant) where that has them; what
a number rests on, each recipe says (`Recipe.origin`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any, Literal

from xstilts_baselines.data.intermediate import IntermediateTask, get_intermediate
from xstilts_baselines.data.own import OwnData, own_intermediate, own_target
from xstilts_baselines.data.targets import Target as KnownTarget
from xstilts_baselines.data.targets import get_target
from xstilts_baselines.regimes import Plain, Regime

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
    freeze_layers: int = 0
    """Layers above the embeddings that are not trained; the embeddings are not either, then."""
    word_dropout: float = 0.0
    """Share of sub-words that the mask token replaces, drawn anew in every epoch."""
    dev_examples: int | None = None
    """Score at most this many examples of each dev set, spread evenly over it."""
    patience: int | None = None
    """Stop after this many evaluations without a better dev score."""

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
    own: OwnData | None = None
    """What the task is, where this package does not have it."""

    @property
    def known(self) -> IntermediateTask:
        """The task and where its data are.

        Raises:
            UsageError: There is none of this name.
        """
        if self.own is not None:
            return own_intermediate(self.task, self.own)
        return get_intermediate(self.task)


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
    own: OwnData | None = None
    """What the task is, where this package does not have it."""

    @property
    def known(self) -> KnownTarget:
        """The task and where its data are.

        Raises:
            UsageError: There is none of this name.
        """
        if self.own is not None:
            return own_target(self.task, self.own, self.languages)
        return get_target(self.task)


@dataclass(frozen=True, slots=True)
class Lora:
    """Low-rank adapters on the encoder instead of all its weights; merged when a phase ends."""

    rank: int = 8
    alpha: float = 16.0
    """The adapters' output is scaled by alpha / rank."""
    dropout: float = 0.0
    modules: tuple[str, ...] = ()
    """Names of the linear layers; empty takes what peft knows for the architecture."""


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
    regime: Regime = field(default_factory=Plain)
    """What a training step minimises."""
    trainer: Mapping[str, Any] = field(default_factory=dict)
    """Arguments for transformers' Trainer, in all phases."""
    lora: Lora | None = None

    @property
    def own_tasks(self) -> tuple[str, ...]:
        """Names of the tasks that the recipe brings."""
        both: tuple[Intermediate | Target, ...] = (*self.intermediate, *self.targets)
        return tuple(one.task for one in both if one.own is not None)

    def regime_of(self, phase: Literal["intermediate", "targets"]) -> Regime:
        """The regime of one phase."""
        return self.regime if self.regime.at in ("both", phase) else Plain()

    def as_json(self) -> dict[str, Any]:
        """The recipe as the schema ``recipe`` has it.

        Keys that came later are left out at their defaults, so the digests of recorded recipes
        stay as they were.
        """
        found = asdict(self) | {"regime": self.regime.as_json()}
        if isinstance(self.regime, Plain):
            del found["regime"]
        for name in ("trainer", "lora"):
            if not found[name]:
                del found[name]
        tables = [found["phase"], *(target["settings"] for target in found["targets"])]
        for table in tables:
            if table is not None:
                for name, default in _LATER.items():
                    if table[name] == default:
                        del table[name]
        for task in (*found["intermediate"], *found["targets"]):
            if task["own"] is None:
                del task["own"]
        return {"schema": "xstilts-recipe-v1", "kind": "stilts", **found}


_LATER = {"freeze_layers": 0, "word_dropout": 0.0, "dev_examples": None, "patience": None}
"""Settings that recipes did not have at first, with what they meant then."""
