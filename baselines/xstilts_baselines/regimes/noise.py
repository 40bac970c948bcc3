"""``noise``: the former name of the regime `random`, for the recipes and runs that have it."""

from dataclasses import dataclass
from typing import ClassVar

from xstilts_baselines.regimes.random import RandomPerturbation
from xstilts_kit.diagnostics.deprecating import Deprecation


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise(RandomPerturbation):
    """The same objective and the same draws under the former name."""

    kind: ClassVar[str] = "noise"
    deprecation: ClassVar[Deprecation | None] = Deprecation(
        'kind = "noise" in a recipe', 'Write kind = "random", which is the same', since="0.1"
    )


REGIME = Noise
