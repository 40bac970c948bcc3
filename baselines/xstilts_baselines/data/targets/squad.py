"""SQuAD 1.1, whose head answers xquad and mlqa; uses the data of the intermediate task."""

from xstilts_baselines.data.intermediate import get_intermediate
from xstilts_baselines.data.targets._target import Target

_SQUAD = get_intermediate("squad")

TARGET = Target(
    task=_SQUAD.task,
    answers=("xquad", "mlqa"),
    languages=("en",),
    sizes=_SQUAD.sizes,
    default="hub",
    source=_SQUAD.source,
    layout=_SQUAD.layout,
    hub=_SQUAD.hub,
    local={split: tuple(names[0] for names in sets) for split, sets in _SQUAD.files.items()},
)
