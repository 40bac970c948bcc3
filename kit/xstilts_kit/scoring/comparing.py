"""`compare`: two submissions on the same data, with a paired test of every difference."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.scores import CellScore, Mean
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.statistics.comparison import Difference, compare_replicates
from xstilts_kit.statistics.poisson import SCHEME

COMPARISON_SCHEMA = "xstilts-comparison-v1"


@dataclass(frozen=True, slots=True)
class Compared:
    """One score of both submissions, and their difference, A minus B."""

    kind: str
    """``cell``, ``task``, ``group`` or ``overall``."""
    name: str
    """``task/language``, the task, the group, or ``overall``."""
    metric: str | None
    """The metric of a cell; None for means."""
    a: float
    b: float
    difference: float
    standard_deviation: float
    p: float
    interval: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that two submissions have in common."""

    schema: str
    a: str
    b: str
    suite: str
    scheme: str
    rows: tuple[Compared, ...]
    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The comparison as it is printed."""
        return asdict(self)


def compare(a: Path, b: Path, sources: Sequence[str] = (), gold: Sequence[Path] = ()) -> Comparison:
    """Compare two submissions by paired replicates, cell by cell and mean by mean.

    Args:
        a: One submission.
        b: The other.
        sources: Values of ``--source``.
        gold: Folders of gold.

    Raises:
        Invalid: One of them has errors.
        DataError: They were made on other data, limits or splits, or have nothing in common.
    """
    one, two = (score_fully(folder, sources, gold) for folder in (a, b))
    first, second = _cells(one), _cells(two)
    shared = [key for key in first if key in second]
    if not shared:
        raise DataError(
            f"{a} and {b} have no scored task and language in common.",
            "Compare submissions of the same suite, with gold for both.",
        )
    for key in shared:
        _refuse_other_data(first[key], second[key])
    rows = [row for key in shared for row in _cell_rows(first[key], second[key], one, two)]
    rows += _mean_rows(one, two)
    return Comparison(
        schema=COMPARISON_SCHEMA,
        a=one.scores.name,
        b=two.scores.name,
        suite=one.scores.suite,
        scheme=SCHEME,
        rows=tuple(rows),
        only_in_a=tuple("/".join(key) for key in first if key not in second),
        only_in_b=tuple("/".join(key) for key in second if key not in first),
    )


def _cells(scored: Scored) -> dict[tuple[str, str], CellScore]:
    return {
        (cell.task, cell.language): cell for cell in scored.scores.cells if cell.metrics is not None
    }


_SAME = (
    ("split", "split"),
    ("inputs_fingerprint", "inputs"),
    ("gold_fingerprint", "gold"),
    ("limit", "limit"),
    ("transform", "transform"),
)


def _refuse_other_data(a: CellScore, b: CellScore) -> None:
    for field, word in _SAME:
        one, two = getattr(a, field), getattr(b, field)
        known = field in ("limit", "transform") or one is not None
        if one != two or not known:
            raise DataError(
                f"{a.task}/{a.language}: the {word} of the two are not the same"
                f" ({str(one)[:12]} and {str(two)[:12]}).",
                "Only scores on the same data can be compared: predict one of them again.",
            )


def _cell_rows(a: CellScore, b: CellScore, one: Scored, two: Scored) -> Iterator[Compared]:
    key = (a.task, a.language)
    if one.replicates is None or two.replicates is None:
        return
    for metric, score in (a.metrics or {}).items():
        found = compare_replicates(
            score,
            (b.metrics or {})[metric],
            one.replicates.cells[key][metric],
            two.replicates.cells[key][metric],
        )
        yield _row("cell", "/".join(key), metric, score, (b.metrics or {})[metric], found)


def _mean_rows(one: Scored, two: Scored) -> Iterator[Compared]:
    left, right = one.replicates, two.replicates
    if left is None or right is None:
        return
    scores, others = one.scores, two.scores
    for kind, pairs, vectors in (
        ("task", _by_name(scores.tasks, others.tasks, "task"), (left.tasks, right.tasks)),
        ("group", _by_name(scores.groups, others.groups, "group"), (left.groups, right.groups)),
    ):
        for name, a, b in pairs:
            if a.score is not None and b.score is not None:
                found = compare_replicates(a.score, b.score, vectors[0][name], vectors[1][name])
                yield _row(kind, name, None, a.score, b.score, found)
    mine, theirs = scores.overall.score, others.overall.score
    if mine is not None and theirs is not None:
        assert left.overall is not None and right.overall is not None
        found = compare_replicates(mine, theirs, left.overall, right.overall)
        yield _row("overall", "overall", None, mine, theirs, found)


def _by_name(
    one: Iterable[Mean], two: Iterable[Mean], field: str
) -> Iterator[tuple[str, Mean, Mean]]:
    others = {getattr(mean, field): mean for mean in two}
    for mean in one:
        name = getattr(mean, field)
        if name in others:
            yield name, mean, others[name]


def _row(
    kind: str, name: str, metric: str | None, a: float, b: float, found: Difference
) -> Compared:
    return Compared(
        kind=kind,
        name=name,
        metric=metric,
        a=a,
        b=b,
        difference=found.difference,
        standard_deviation=found.standard_deviation,
        p=found.p,
        interval=(found.low, found.high),
    )
