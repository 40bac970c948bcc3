"""STILTs recipes: a pretrained encoder, English intermediate tasks, then one head per target.

The procedure follows Phang et al. 2020, English Intermediate-Task Training Improves Zero-Shot
Cross-Lingual Transfer Too. Hyper-parameters are taken from the authors' code (jiant) where
available; each recipe records their origin (`Recipe.origin`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from math import ceil
from typing import Any, Literal

from xstilts_baselines.data.intermediate import IntermediateTask, get_intermediate
from xstilts_baselines.data.own import OwnData, own_intermediate, own_target
from xstilts_baselines.data.targets import Target as KnownTarget
from xstilts_baselines.data.targets import get_target
from xstilts_baselines.regimes import Phases, Plain, Regime

Precision = Literal["auto", "fp32", "bf16"]
"""Auto means bf16 if the device supports it."""
Sampler = Literal["proportional", "uniform"]
SwitchBy = Literal["translation", "wrong", "english", "copy"]
"""What replaces a word: its translation, or a placebo (`xstilts_kit.transforms`)."""
SET = "--set"
ORIGINS = ("jiant", "xtreme", "paper", "from memory", "ours", SET)
"""Origin of a value: the STILTs authors' code, XTREME's own scripts, a paper that was read, a paper
as remembered, this project's own choice, or the user who runs the recipe."""


@dataclass(frozen=True, slots=True)
class EncoderSize:
    """The size of an encoder, from which its cost is computed."""

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
    """None if unknown until the model is opened."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Optimisation of one phase: AdamW (0.9, 0.999, 1e-8), linear warm-up, linear decay."""

    batch: int
    """Examples per batch on one device."""
    learning_rate: float
    accumulate: int = 1
    """Batches per optimiser step."""
    steps: int | None = None
    """Optimiser steps; alternative to epochs."""
    epochs: float | None = None
    warmup: float = 0.1
    """Share of the steps used for warm-up."""
    weight_decay: float = 0.01
    """Weight decay, except for biases and layer norms."""
    clip: float = 1.0
    """Maximum norm of the gradient."""
    max_length: int | None = None
    """Maximum sub-words of an input; None is the task's default."""
    precision: Precision = "auto"
    eval_every: int | None = None
    """Steps between evaluations on the English dev set; None is a tenth of all steps."""
    save_every: int | None = None
    """Steps between checkpoints to resume from; None is the same as `eval_every`."""
    freeze_embeddings: bool = False
    freeze_layers: int = 0
    """Number of frozen layers above the embeddings, which are then frozen as well."""
    word_dropout: float = 0.0
    """Share of sub-words replaced by the mask token, redrawn in every epoch."""
    dev_examples: int | None = None
    """Maximum number of dev examples to score per task, spread evenly over the dev set."""
    patience: int | None = None
    """Number of evaluations without a better dev score before training stops."""
    group_by_length: int = 0
    """Steps whose rows are sorted by length together, against padding; 0 sorts nothing."""

    def steps_for(self, examples: int, effective_batch: int) -> int:
        """Return the optimiser steps of one task: as given, or the epochs in whole steps."""
        if self.steps is not None:
            return self.steps
        return ceil((self.epochs or 1) * ceil(examples / effective_batch))

    @property
    def effective_batch(self) -> int:
        """Examples per optimiser step on one device."""
        return self.batch * self.accumulate


@dataclass(frozen=True, slots=True)
class Intermediate:
    """One task of phase 2."""

    task: str
    examples: int | None = None
    """Maximum number of training examples, taken from the start of the training set."""
    max_length: int | None = None
    """Maximum sub-words of an input; None is the phase's value, else the task's default."""
    batch: int | None = None
    """Batch size on one device, if long inputs need a smaller one than the phase's."""
    accumulate: int | None = None
    own: OwnData | None = None
    """Definition of the task, if it is not included in this package."""

    @property
    def known(self) -> IntermediateTask:
        """Look up the task and the place of its data.

        Raises:
            UsageError: There is no task of this name.
        """
        if self.own is not None:
            return own_intermediate(self.task, self.own)
        return get_intermediate(self.task)


@dataclass(frozen=True, slots=True)
class Mixing:
    """Sampling of several intermediate tasks; each step trains on one task."""

    sampler: Sampler = "proportional"
    temperature: float = 1.0
    """Probability ∝ min(examples, cap)^(1/temperature)."""
    cap: int | None = None


@dataclass(frozen=True, slots=True)
class Masked:
    """Masked language modelling on unlabelled text as an additional task of phase 2."""

    languages: tuple[str, ...]
    share: float
    """Probability that a step trains masked language modelling."""
    mask: float = 0.15
    """Share of selected sub-words, of which 80 % are masked, 10 % replaced and 10 % kept."""
    examples: int = 10_000
    """Number of texts per language."""
    max_length: int = 256


@dataclass(frozen=True, slots=True)
class Target:
    """One task of phase 3, trained in English unless `languages` names others."""

    task: str
    """xnli, pawsx, udpos, panx, tydiqa, or ``squad``, whose head answers xquad and mlqa."""
    settings: Settings
    examples: int | None = None
    """Maximum number of training examples, taken from the start of the training set."""
    languages: tuple[str, ...] = ("en",)
    own: OwnData | None = None
    """Definition of the task, if it is not included in this package."""

    @property
    def known(self) -> KnownTarget:
        """Look up the task and the place of its data.

        Raises:
            UsageError: There is no task of this name.
        """
        if self.own is not None:
            return own_target(self.task, self.own, self.languages)
        return get_target(self.task)


@dataclass(frozen=True, slots=True)
class Lora:
    """Low-rank adapters on the encoder instead of full fine-tuning; merged when a phase ends."""

    rank: int = 8
    alpha: float = 16.0
    """Scaling: the adapters' output is multiplied by alpha / rank."""
    dropout: float = 0.0
    modules: tuple[str, ...] = ()
    """Names of the linear layers; empty uses peft's defaults for the architecture."""


@dataclass(frozen=True, slots=True)
class Switch:
    """Code-switched training text: words of English texts replaced from bilingual lexicons.

    Words are drawn anew in every epoch. Of questions on a text, only the question is switched. The
    rules are those of the kit's ``codeswitch`` transform, after CoSDA-ML (Qin et al. 2020, arXiv
    2006.06402). The lexicons have the place ``lexicons`` in ``[data]`` or ``--data``.
    """

    languages: tuple[str, ...]
    """Languages of the lexicons; results in other languages show transfer."""
    ratio: float = 0.6
    """Probability that a word is replaced, if its lexicon has it."""
    share: float = 1.0
    """Share of the examples that are switched in an epoch; the others stay English."""
    replace_by: SwitchBy = "translation"
    """``wrong`` is a placebo: the same words, replaced by translations of other words."""
    at: Phases = "intermediate"


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """Training text whose words are replaced by synonyms, drawn anew in every epoch.

    The file of synonyms has the place ``synonyms`` in ``[data]`` or ``--data``. With n times the
    epochs this is RS-DA with n copies (Huang et al. 2021, arXiv 2104.08645).
    """

    at: Phases = "intermediate"


@dataclass(frozen=True, slots=True)
class Recipe:
    """A baseline trained from a pretrained encoder, with its heads."""

    name: str
    description: str
    seed: int
    suite: str
    """The suite that is predicted and scored at the end."""
    base: Base
    targets: tuple[Target, ...]
    intermediate: tuple[Intermediate, ...] = ()
    phase: Settings | None = None
    """Settings of the intermediate tasks; None if there are none."""
    mixing: Mixing | None = None
    masked: Masked | None = None
    data: Mapping[str, str] = field(default_factory=dict)
    """Task → place of its data, "" for all others; overridden by ``--data``."""
    origin: Mapping[str, str] = field(default_factory=dict)
    """Key → origin of its value, one of `ORIGINS`. A key includes the keys below it."""
    regime: Regime = field(default_factory=Plain)
    """The objective of a training step."""
    trainer: Mapping[str, Any] = field(default_factory=dict)
    """Arguments for transformers' Trainer, in all phases."""
    lora: Lora | None = None
    switch: Switch | None = None
    """Code-switching of the training text."""
    paraphrase: Paraphrase | None = None
    """Synonyms in the training text."""

    @property
    def own_tasks(self) -> tuple[str, ...]:
        """Names of the tasks defined by the recipe."""
        both: tuple[Intermediate | Target, ...] = (*self.intermediate, *self.targets)
        return tuple(one.task for one in both if one.own is not None)

    def regime_of(self, phase: Literal["intermediate", "targets"]) -> Regime:
        """Return the regime of a phase."""
        return self.regime if self.regime.at in ("both", phase) else Plain()

    def switch_of(self, phase: Literal["intermediate", "targets"]) -> Switch | None:
        """Return the code-switching of a phase's text; None if it is not switched."""
        return self.switch if self.switch and self.switch.at in ("both", phase) else None

    def paraphrases(self, phase: Literal["intermediate", "targets"]) -> bool:
        """Whether words of a phase's text are replaced by synonyms."""
        return self.paraphrase is not None and self.paraphrase.at in ("both", phase)

    def as_json(self) -> dict[str, Any]:
        """Return the recipe as JSON, following the schema ``recipe``.

        Keys added later are left out at their defaults, so that the digests of recorded recipes do
        not change.
        """
        found = asdict(self) | {"regime": self.regime.as_json()}
        if isinstance(self.regime, Plain):
            del found["regime"]
        for name in ("trainer", "lora", "switch", "paraphrase"):
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


_LATER = {
    "freeze_layers": 0,
    "word_dropout": 0.0,
    "dev_examples": None,
    "patience": None,
    "group_by_length": 0,
}
"""Settings added after the first version, with the values implied before."""
