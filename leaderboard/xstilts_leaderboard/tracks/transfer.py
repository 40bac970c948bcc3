"""What an intermediate task changes: from studies with seeds, and from pairs of rows."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_kit.suites import find_suite, get_suite
from xstilts_leaderboard.rows.row import OVERALL, ScoredRow, layout_of
from xstilts_schemas import validator

STUDIES = "leaderboard/studies"

_ONE_SEED = "one seed, items only"


_CHOSEN = {
    "english-dev": "chosen on English dev",
    "all-languages-dev": "chosen on dev sets of all languages",
    "last": "as training ended",
    "unknown": "chosen in a way that is not said",
}
_TRANSFORMED = {"centre": "sentence vectors centred", "whiten": "sentence vectors whitened"}


@dataclass(frozen=True, slots=True)
class Delta:
    """An arm's score minus that of the arm without it, in points."""

    delta: float
    low: float | None
    high: float | None
    sd: float | None
    """Standard deviation over seeds; None with one seed."""
    seeds: int
    without: float | None = None
    """Score of the arm without it."""

    @property
    def text(self) -> str:
        """The difference with its sign, one decimal."""
        sign = "+" if self.delta >= 0.05 else "−" if self.delta <= -0.05 else "±"
        return f"{sign}{abs(self.delta):.1f}"

    @property
    def interval(self) -> str:
        """Both ends, one decimal."""
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


@dataclass(frozen=True, slots=True)
class Transfer:
    """A table: what each arm changes on each task."""

    title: str
    question: str
    suite: str
    baseline: str
    basis: str
    """What the differences rest on, in words."""
    signature: str | None
    tasks: tuple[str, ...]
    arms: tuple[Arm, ...]
    notes: tuple[str, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The overall and the tasks, where any arm has a difference."""
        known = {name for arm in self.arms for name in arm.deltas}
        return tuple(name for name in (OVERALL, *self.tasks) if name in known)

    def without(self, name: str) -> float | None:
        """The baseline's own score of a column."""
        return next((arm.deltas[name].without for arm in self.arms if name in arm.deltas), None)


def read_studies(root: Path) -> tuple[Transfer, ...]:
    """The studies that lie in a checkout, by name: a table each, and one for each control arm.

    Raises:
        DataError: A file is no study.
    """
    folder = root / STUDIES
    paths = sorted(folder.glob("*.json")) if folder.is_dir() else []
    return tuple(table for path in paths for table in _study(path))


def _study(path: Path) -> Iterator[Transfer]:
    remedy = "Write it with `xstilts-baselines study`."
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: {error}.", remedy) from error
    for fault in validator("study").iter_errors(value):
        where = ".".join(map(str, fault.absolute_path)) or "the study"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", remedy)
    seeds = len(value["seeds"])
    suite = find_suite(value["suite"])
    if suite is None:
        raise DataError(f"{path}: there is no suite {value['suite']!r}.", remedy)
    plain = Transfer(
        title=value["title"],
        question=value["question"],
        suite=value["suite"],
        baseline=value["baseline"],
        basis=f"{_ONE_SEED if seeds == 1 else f'{seeds} paired seeds'};"
        f" checkpoints {_CHOSEN[value['model_selection']]}",
        signature=value["signature"],
        tasks=suite.task_names,
        arms=_arms(value, "none"),
        notes=tuple(value["notes"])
        + tuple(
            f"{one['of']}: {'equal' if one['equal'] else 'not equal'}: {one['what']}."
            for one in value["budgets"]
        ),
    )
    yield plain
    for transform in dict.fromkeys(one["transform"] for one in value["deltas"]):
        if transform != "none":
            yield replace(
                plain,
                title=f"{plain.title}: control arm, {_TRANSFORMED.get(transform, transform)}",
                question="Both the arm and the one without it have their sentence vectors"
                " transformed, fitted on texts of other tasks; no training is in that.",
                arms=_arms(value, transform),
                signature=None,
                notes=(),
            )


def _arms(value: Mapping[str, Any], transform: str) -> tuple[Arm, ...]:
    """Every arm but the baseline, with its differences where the vectors are transformed so."""
    return tuple(
        Arm(arm["name"], arm["title"], dict(_deltas(value["deltas"], arm["name"], transform)))
        for arm in value["arms"]
        if arm["name"] != value["baseline"]
    )


def _deltas(
    deltas: Sequence[Mapping[str, Any]], arm: str, transform: str
) -> Iterator[tuple[str, Delta]]:
    for one in deltas:
        asked = (one["arm"], one["transform"]) == (arm, transform)
        if asked and one["kind"] in ("task", "overall"):
            low, high = one["interval"] or (None, None)
            found = Delta(one["delta"], low, high, one["sd"], one["seeds"], one["baseline"])
            yield one["name"], found


def pairs_of(rows: Sequence[ScoredRow]) -> tuple[Transfer, ...]:
    """Rows of one board that differ, as far as their manifests say, in the intermediate task alone.

    Same owners, same base model and revision, same settings, same supervision otherwise. That is
    one seed each, so the intervals are those of the items alone.

    Args:
        rows: Of one board.
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
    """What must be equal in both rows; None where the manifest does not say it."""
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
        basis=_ONE_SEED,
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
