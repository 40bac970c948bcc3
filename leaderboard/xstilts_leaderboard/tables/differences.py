"""Differences between an arm and its baseline, and pairs of rows that can be compared this way."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_kit.suites import get_suite
from xstilts_leaderboard.rows.row import OVERALL, ScoredRow, layout_of

ONE_SEED = "one seed, items only"


@dataclass(frozen=True, slots=True)
class Delta:
    """An arm's score minus the baseline's, in points."""

    delta: float
    low: float | None
    high: float | None
    sd: float | None
    """Standard deviation over seeds; None with one seed."""
    seeds: int
    without: float | None = None
    """The baseline's score."""
    by_seed: tuple[float, ...] = ()
    """The difference of each paired seed."""
    verdict: str = "one seed"
    """``better``, ``worse``, ``not shown`` or ``one seed``."""

    @property
    def text(self) -> str:
        """The signed difference, to one decimal."""
        sign = "+" if self.delta >= 0.05 else "−" if self.delta <= -0.05 else "±"
        return f"{sign}{abs(self.delta):.1f}"

    @property
    def interval(self) -> str:
        """The interval's ends, to one decimal."""
        if self.low is None or self.high is None:
            return ""
        return f"{self.low:+.1f} to {self.high:+.1f}".replace("-", "−")


@dataclass(frozen=True, slots=True)
class Arm:
    """One line of a table of differences."""

    name: str
    title: str
    deltas: Mapping[str, Delta]
    """Task, or ``overall`` → difference."""
    hours: float | None = None
    """Compute hours of one run; None if they were not measured."""
    cells: Mapping[str, Delta] = field(default_factory=dict)
    """``task/language`` → difference."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A table of the differences that each arm makes on each task."""

    title: str
    question: str
    suite: str
    baseline: str
    basis: str
    """Basis of the differences, as text."""
    signature: str | None
    tasks: tuple[str, ...]
    arms: tuple[Arm, ...]
    notes: tuple[str, ...]
    name: str = ""
    """Name of the study; empty for a pair of rows."""
    control: str = ""
    """Name of the transform applied to sentence vectors in a control arm."""
    hours: float | None = None
    """Compute hours of one run of the baseline."""

    @property
    def columns(self) -> tuple[str, ...]:
        """The overall score and the tasks for which any arm has a difference."""
        known = {name for arm in self.arms for name in arm.deltas}
        return tuple(name for name in (OVERALL, *self.tasks) if name in known)

    def without(self, name: str) -> float | None:
        """The baseline's score in a column."""
        return next((arm.deltas[name].without for arm in self.arms if name in arm.deltas), None)


def pairs_of(rows: Sequence[ScoredRow]) -> tuple[Transfer, ...]:
    """Find pairs of rows that, by their manifests, differ only in the intermediate task.

    Owners, base model and revision, settings and other supervision must be equal. Each pair has
    a single seed, so the intervals cover the sampling of items only.

    Args:
        rows: Rows of one board.
    """
    groups: dict[str, list[ScoredRow]] = {}
    for row in rows:
        key = _same(row)
        if key is not None:
            groups.setdefault(key, []).append(row)
    found = []
    for _, own in sorted(groups.items()):
        without = [row for row in own if not row.manifest.supervision.intermediate_tasks]
        with_one = [row for row in own if row.manifest.supervision.intermediate_tasks]
        for baseline in sorted(without, key=lambda row: row.name):
            if with_one:
                found.append(_pair_table(baseline, sorted(with_one, key=lambda row: row.name)))
    return tuple(found)


def _same(row: ScoredRow) -> str | None:
    """The values that must be equal in both rows; None if the manifest lacks one."""
    manifest, given = row.manifest, row.manifest.supervision
    bases = {(model.base_model, model.base_revision) for model in manifest.models}
    if given.intermediate_tasks is None or any(base is None for base, _ in bases):
        return None
    settings = manifest.settings
    return json.dumps(
        [
            sorted(account.id for account in manifest.author.github),
            sorted((base or "", revision or "") for base, revision in bases),
            row.division,
            given.model_selection,
            sorted(given.labelled_languages or ()),
            settings.dtype,
            sorted(settings.max_lengths.items()),
            settings.doc_stride,
            str(settings.retrieval),
        ]
    )


def _pair_table(baseline: ScoredRow, others: Sequence[ScoredRow]) -> Transfer:
    suite = get_suite(baseline.board)
    base = ", ".join(sorted({model.base_model or "" for model in baseline.manifest.models}))
    return Transfer(
        title=f"Rows on {base}",
        question=f"Rows of the same owners, base and settings, against {baseline.name}.",
        suite=baseline.board,
        baseline=baseline.name,
        basis=ONE_SEED,
        signature=None,
        tasks=suite.task_names,
        arms=tuple(
            Arm(
                row.name,
                ", ".join(row.manifest.supervision.intermediate_tasks or ()),
                dict(_differences(row, baseline)),
            )
            for row in others
        ),
        notes=(),
    )


def _differences(row: ScoredRow, baseline: ScoredRow) -> Iterator[tuple[str, Delta]]:
    layout = layout_of(row.board)
    for name in (OVERALL, *(f"task:{task}" for task in get_suite(row.board).task_names)):
        mine, theirs = row.mean(name), baseline.mean(name)
        if mine is None or theirs is None:
            continue
        place = layout.mean_at[name]
        found = compare_replicates(
            mine,
            theirs,
            row.numbers.replicates[place].astype(float),
            baseline.numbers.replicates[place].astype(float),
        )
        yield (
            name.removeprefix("task:"),
            Delta(found.difference, found.low, found.high, None, 1, theirs),
        )
