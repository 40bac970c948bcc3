"""`compare`: submissions on the same data, with a paired test of every difference."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, overload

from xstilts_kit.diagnostics.arguments import ByTask, Paths, StrPath, as_path
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.scoring.averages import Vector
from xstilts_kit.scoring.results import CellScore, Mean, Scores
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.statistics.bootstrap import mean_of
from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_kit.statistics.poisson import SCHEME
from xstilts_kit.tasks import get_task

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
    """The comparison of all scores that two submissions have in common."""

    schema: str
    a: str
    b: str
    suite: str
    scheme: str
    rows: tuple[Compared, ...]
    only_in_a: tuple[str, ...]
    only_in_b: tuple[str, ...]

    def __str__(self) -> str:
        """The output of the command `compare`."""
        from xstilts_kit.scoring.comparison_text import comparison_text

        return comparison_text(self)

    def _repr_html_(self) -> str:
        from xstilts_kit.scoring.comparison_text import comparison_html

        return comparison_html(self)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Comparisons:
    """Comparisons of the first submission with each of the others."""

    comparisons: tuple[Comparison, ...]

    def __getitem__(self, place: int) -> Comparison:
        return self.comparisons[place]

    def __iter__(self) -> Iterator[Comparison]:
        return iter(self.comparisons)

    def __len__(self) -> int:
        return len(self.comparisons)

    def __str__(self) -> str:
        """The output of the command `compare`."""
        return "\n\n".join(map(str, self.comparisons))

    def _repr_html_(self) -> str:
        return "\n".join(found._repr_html_() for found in self.comparisons)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the comparisons as JSON."""
        return [found.as_json() for found in self.comparisons]


@overload
def compare(
    a: StrPath,
    b: StrPath | None = None,
    *,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    say: Say = say_on_stderr,
) -> Comparison: ...


@overload
def compare(
    a: StrPath,
    b: StrPath,
    c: StrPath,
    /,
    *more: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    say: Say = say_on_stderr,
) -> Comparisons: ...


def compare(
    a: StrPath,
    b: StrPath | None = None,
    *more: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    say: Say = say_on_stderr,
) -> Comparison | Comparisons:
    """Compare submissions by paired replicates, cell by cell and mean by mean.

    With one submission, its transformed inputs are compared with its clean ones; with more than
    two, the first is compared with each of the others.

    >>> found = compare("sub", "other", gold="labels")
    >>> [(row.name, row.difference) for row in found.rows]
    [('xnli/de', 0.0)]

    Args:
        a: One submission.
        b: The other.
        more: Further submissions, each to be compared with `a`.
        sources: Values of ``--source``, for all tasks or by task.
        gold: Folders of gold.
        say: Prints a line about fetched files and remarks of the validation.

    Raises:
        Invalid: One of the submissions has errors.
        DataError: They were made on different data, limits or splits, or have nothing in common;
            or a single submission has no transformed cell with gold.
    """

    def scored(folder: StrPath) -> Scored:
        return score_fully(folder, sources, gold, say=say)

    if b is None:
        if more:
            raise TypeError("b must be a path (str or os.PathLike), not None.")
        return _compare_transforms(scored(a))
    paths = [as_path(path, "submission") for path in (a, b, *more)]  # before any is scored
    first = scored(paths[0])
    found = tuple(_compare(first, scored(path)) for path in paths[1:])
    return Comparisons(found) if more else found[0]


def _compare(one: Scored, two: Scored) -> Comparison:
    first, second = _cells(one), _cells(two)
    shared = [name for name in first if name in second]
    if not shared:
        raise DataError(
            f"{one.scores.folder} and {two.scores.folder} have no scored task and language in"
            " common.",
            "Compare submissions of the same suite, with gold for both.",
        )
    for name in shared:
        refuse_other_data(first[name], second[name])
    rows = [row for name in shared for row in _cell_rows(first[name], second[name], one, two)]
    rows += _mean_rows(one, two)
    return Comparison(
        schema=COMPARISON_SCHEMA,
        a=one.scores.name,
        b=two.scores.name,
        suite=one.scores.suite,
        scheme=SCHEME,
        rows=tuple(rows),
        only_in_a=tuple(name for name in first if name not in second),
        only_in_b=tuple(name for name in second if name not in first),
    )


def _compare_transforms(scored: Scored) -> Comparison:
    """Compare the transformed cells with the clean ones.

    A mean is taken over the languages that have the transform; its name ends in ``@transform``.
    """
    cells = scored.vectors.cells
    slots = {cell.clean: cell for cell in cells if cell.transform is None}
    pairs = [(cell, slots[cell.clean]) for cell in cells if cell.transform and cell.clean in slots]
    if not pairs:
        raise DataError(
            f"{scored.scores.folder} has no transformed inputs that were scored.",
            "Predict some with `xstilts-submit predict --transform NAME:LEVEL`, or name two"
            " submissions to compare.",
        )
    rows = []
    groups: dict[str, list[tuple[Vector, Vector]]] = {}
    for changed, clean in pairs:
        score = get_task(changed.task).metric
        for metric, vector in cells[changed].items():
            rows.append(_row("cell", changed.name, metric, vector, cells[clean][metric]))
        mean = f"{changed.task}@{changed.transform}"
        groups.setdefault(mean, []).append((cells[changed][score], cells[clean][score]))
    for name, vectors in groups.items():
        one, two = zip(*vectors, strict=True)
        rows.append(_row("task", name, None, mean_of(one), mean_of(two)))
    name = scored.scores.name
    return Comparison(
        schema=COMPARISON_SCHEMA,
        a=f"{name}, transformed",
        b=f"{name}, clean",
        suite=scored.scores.suite,
        scheme=SCHEME,
        rows=tuple(rows),
        only_in_a=(),
        only_in_b=tuple(c.name for c in slots.values() if all(c is not b for _, b in pairs)),
    )


def _cells(scored: Scored) -> dict[str, CellScore]:
    return {one.cell.name: one for one in scored.scores.cells if one.metrics is not None}


_SAME = (
    ("split", "split"),
    ("inputs_fingerprint", "inputs"),
    ("gold_fingerprint", "gold"),
    ("limit", "limit"),
    ("transform", "transform"),
)


def refuse_other_data(a: CellScore, b: CellScore) -> None:
    """Reject two scores of a cell that were not made on the same data.

    Raises:
        DataError: Split, inputs, gold, limit or transform differ, or are unknown.
    """
    for field, word in _SAME:
        one, two = getattr(a, field), getattr(b, field)
        known = field in ("limit", "transform") or one is not None
        if one != two or not known:
            raise DataError(
                f"{a.cell.name}: the {word} of the two are not the same"
                f" ({str(one)[:12]} and {str(two)[:12]}).",
                "Only scores on the same data can be compared: predict one of them again.",
            )


def _cell_rows(a: CellScore, b: CellScore, one: Scored, two: Scored) -> Iterator[Compared]:
    left, right = one.vectors.cells[a.cell], two.vectors.cells[b.cell]
    for metric in a.metrics or {}:
        yield _row("cell", a.cell.name, metric, left[metric], right[metric])


def _mean_rows(one: Scored, two: Scored) -> Iterator[Compared]:
    left, right = one.vectors.means, two.vectors.means
    for name, (a, b) in _means(one.scores, two.scores).items():
        if a.score is not None and b.score is not None:
            kind, _, part = name.partition(":")
            yield _row(kind, part or name, None, left[name], right[name])


def _means(one: Scores, two: Scores) -> dict[str, tuple[Mean, Mean]]:
    """Pair the means that both submissions have, by the names of their vectors."""
    found, others = ({m.name: m for m in scores.means()} for scores in (one, two))
    return {name: (mean, others[name]) for name, mean in found.items() if name in others}


def _row(kind: str, name: str, metric: str | None, a: Vector, b: Vector) -> Compared:
    found = compare_replicates(float(a[0]), float(b[0]), a[1:], b[1:])
    return Compared(
        kind=kind,
        name=name,
        metric=metric,
        a=float(a[0]),
        b=float(b[0]),
        difference=found.difference,
        standard_deviation=found.standard_deviation,
        p=found.p,
        interval=(found.low, found.high),
    )
