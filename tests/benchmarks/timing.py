"""CPU seconds of compared ways, measured in turn, so that a busy machine slows all of them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """One line of the table."""

    what: str
    against: str
    ratio: float
    """As `better` reads it: a speed over the other's speed, or a cost over the other's cost."""
    target: float
    better: str
    """``higher`` or ``lower``."""
    seconds: Mapping[str, float]
    """Median CPU seconds of each way; empty for a count."""
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the ratio is on the target's side."""
        return self.ratio >= self.target if self.better == "higher" else self.ratio <= self.target


def in_turn(ways: Mapping[str, Work], rounds: int) -> dict[str, float]:
    """Median CPU seconds of each way: A B A B …, after one run of each that is not counted."""
    took: dict[str, list[float]] = {name: [] for name in ways}
    for counted in range(-1, rounds):
        for name, work in ways.items():
            began = time.process_time()
            work()
            if counted >= 0:
                took[name].append(time.process_time() - began)
    return {name: median(seconds) for name, seconds in took.items()}


def faster(what: str, ours: Work, against: str, theirs: Work, target: float, rounds: int) -> Ratio:
    """Our speed over theirs."""
    took = in_turn({"ours": ours, against: theirs}, rounds)
    return Ratio(what, against, took[against] / took["ours"], target, "higher", took)


def costlier(
    what: str, ours: Work, against: str, theirs: Work, target: float, rounds: int
) -> Ratio:
    """Our cost over theirs."""
    took = in_turn({"ours": ours, against: theirs}, rounds)
    return Ratio(what, against, took["ours"] / took[against], target, "lower", took)
