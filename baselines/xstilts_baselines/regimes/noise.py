"""``noise``: the former name of the regime `random`, for the recipes and runs that have it."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts_baselines.regimes.random import RandomPerturbation


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(RandomPerturbation):
    """The same objective and the same draws under the former name."""

    kind: ClassVar[str] = "noise"


REGIME = Noise
