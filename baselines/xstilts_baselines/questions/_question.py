"""Definition of a question, and of its answer: lines of numbers and one sentence."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Cell
from xstilts_kit.scoring.results import Scores

Vector = NDArray[np.float64]
"""float64, (1 + replicates,): a value, then its bootstrap replicates."""

ENGLISH = "en"

Verdict = Literal["higher", "lower", "negligible", "not shown", "one seed"]
"""``negligible``: the whole 90 % interval lies within the margin fixed for the measure."""

Unit = Literal["points", "log-odds", "points²", "share", "percent", "times", "kappa"]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a line measures."""

    name: str
    unit: Unit
    better: Literal["higher", "lower"] = "higher"
    """Which values are better."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of one run."""

    seed: int
    signature: str
    """Signature of the scores on clean inputs; further cells may serve other questions."""
    scores: Scores
    cells: Mapping[Cell, Vector]
    """The task's score in every cell, clean and transformed; points."""
    hours: float
    """Hours of training."""
    alignment: Mapping[str, "Alignment"]
    """``encoder`` and the heads' tasks → alignment of their hidden states; empty if unmeasured."""
    attack: Mapping[str, Vector]
    """``before``, ``after`` (points) and ``rate`` (share) of the adaptive attack; empty if
    unmeasured."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Alignment of an encoder's hidden states at the headline layer."""

    layer: int
    retrieval: Mapping[tuple[str, str, float], Vector]
    """(condition, language, ratio) → share of sentences whose translation is nearest; ratio 0 is
    the clean text."""


@dataclass(frozen=True, slots=True)
class ArmRuns:
    """The runs of one arm, in the order of the seeds."""

    name: str
    title: str
    switched_into: tuple[str, ...]
    """Languages of the lexicon that its training text was switched with."""
    runs: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One number of an answer: a value of an arm, or its difference from another arm."""

    measure: str
    unit: Unit
    better: Literal["higher", "lower"]
    arm: str
    against: str | None
    """The other arm; None if the line is about the arm alone."""
    language: str
    """A language's code, or a set: ``non-English``, ``seen``, ``unseen``."""
    condition: str | None
    """Transform of the inputs; None for clean ones, and for differences from them."""
    primary: bool
    """Whether the question is answered by it; fixed before the runs."""
    value: float
    by_seed: tuple[float, ...]
    interval: tuple[float, float] | None
    detectable: float | None
    verdict: Verdict | None
    """None if the line is about an arm alone."""
    p: float | None
    """Two-sided, from the wider interval; adjusted by Holm among the lines of the same measure."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to a question."""

    sentence: str
    lines: tuple[Line, ...]
    limits: tuple[str, ...]
    """What must not be concluded, and what could not be measured."""


@dataclass(frozen=True, slots=True)
class Question:
    """A research question."""

    name: str
    """Name of its study."""
    about: str
    """Key of the question on the site's home page."""
    transforms: tuple[str, ...]
    """Transforms of the inputs, as for ``predict --transform``."""
    matrix: bool
    """Whether premises and hypotheses in two languages are predicted; for the first seed alone,
    because this takes as long as everything else for all of them."""
    alignment: bool
    """Whether the alignment of hidden states is measured."""
    attack: bool
    """Whether an adaptive attack is carried out."""
    answer: Callable[[Sequence[ArmRuns], str], Answer]
    """(arms, baseline) → answer."""
