"""Plans the runs of a study, whose arms may differ in one aspect only."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from typing import Any

from xstilts_baselines.recipes import Recipe, load_stilts
from xstilts_baselines.run.folder import differences
from xstilts_baselines.studies.study import Arm, Study, Varies
from xstilts_kit.diagnostics.errors import UsageError

_PARTS: Mapping[Varies, tuple[str, ...]] = {
    "phase": ("intermediate", "phase", "mixing", "masked"),
    "regime": ("regime",),
    "data": ("data", "intermediate.*.own.files", "targets.*.own.files"),
    "intermediate": ("intermediate", "phase", "mixing", "masked", "switch", "paraphrase", "regime"),
}
"""Keys of a recorded recipe that may differ."""
_WORDS: Mapping[Varies, str] = {
    "phase": "their phase 2",
    "regime": "their [regime]",
    "data": "where their training data are",
    "intermediate": "phase 2, including its [regime], [switch] and [paraphrase],",
}
_FREE = ("name", "description", "seed", "origin")
"""Keys that do not affect how an arm is trained."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One run of a study."""

    study: str
    """The study's name."""
    arm: Arm
    recipe: Recipe
    """The recipe with its seed."""

    shared: bool = False
    """Whether other studies may use the run; its names are then those of its recipe."""

    @property
    def name(self) -> str:
        """Name of its folder."""
        return f"{self.recipe.name if self.shared else self.arm.name}-seed{self.recipe.seed}"

    @property
    def submission(self) -> str:
        """Name of its predictions on a board."""
        return self.name if self.shared else f"{self.study}-{self.name}"


def plan_runs(
    study: Study,
    changes: Sequence[str] = (),
    base: str | None = None,
    targets: Sequence[str] = (),
    recipes: str | None = None,
) -> tuple[Planned, ...]:
    """Plan all runs, seed by seed, so that an interrupted study has complete rows.

    Args:
        study: The study.
        changes: Values of ``--set``, for every arm or, with ``arm:`` before it, for one.
        base: Encoder to use instead of the recipes'.
        targets: Only these targets; empty: all.
        recipes: Base whose recipes a study of a research question uses, e.g. ``mini``; its arms
            name variants alone.

    Raises:
        UsageError: An arm differs from the baseline in more than the study varies, or `recipes` is
            missing or not applicable.
    """
    shared = study.answers is not None
    if shared and recipes is None:
        raise UsageError(
            f"{study.name} can be run with several encoders.",
            "Choose one by its recipes, e.g. --recipes mini; `xstilts-baselines list` shows them.",
        )
    if recipes is not None and not shared:
        raise UsageError(
            f"{study.name} names the recipes of its arms itself.", "Leave --recipes out."
        )
    names = {arm.name: f"{recipes}-{arm.recipe}" if shared else arm.recipe for arm in study.arms}
    loaded = {
        arm.name: load_stilts(names[arm.name], _changes_of(arm, study, changes), base, targets)
        for arm in study.arms
    }
    first = loaded[study.baseline]
    for name, recipe in loaded.items():
        other = _unequal(first, recipe, study.varies)
        if other:
            raise UsageError(
                f"{study.name}: the arm {name} differs from {study.baseline} in"
                f" {', '.join(other[:3])}.",
                f"Arms of this study (varies = {study.varies!r}) may differ in"
                f" {_WORDS[study.varies]} only: make the rest equal.",
            )
    return tuple(
        Planned(study.name, arm, replace(loaded[arm.name], seed=seed), shared)
        for seed in study.seeds
        for arm in study.arms
    )


def _unequal(one: Recipe, two: Recipe, varies: Varies) -> list[str]:
    """Return the keys in which two recipes differ, apart from those that may vary."""
    places = differences(comparable(one, varies), comparable(two, varies), "")
    parts = [place.removeprefix(".") for place in sorted(places)]
    return [part for part in parts if not _may_vary(part, varies)]


def comparable(recipe: Recipe, varies: Varies) -> dict[str, Any]:
    """Return the parts of a recipe's JSON that are compared between arms.

    Tasks are compared by name. The place of an intermediate task is part of phase 2.
    """
    value = json.loads(json.dumps(recipe.as_json()))
    for table in ("intermediate", "targets"):
        value[table] = {task["task"]: task for task in value[table]}
    if varies == "intermediate":
        switch = recipe.switch_of("targets")
        value["target_regime"] = recipe.regime_of("targets").as_json()
        value["target_switch"] = None if switch is None else asdict(switch)
        value["target_paraphrase"] = recipe.paraphrases("targets")
    if varies in ("phase", "intermediate"):
        targets = {target.task for target in recipe.targets}
        value["data"] = {k: v for k, v in value["data"].items() if k in targets or not k}
    return {key: item for key, item in value.items() if key not in _FREE}


def _may_vary(part: str, varies: Varies) -> bool:
    return any(fnmatchcase(part, end) for p in _PARTS[varies] for end in (p, f"{p}.*"))


def _changes_of(arm: Arm, study: Study, changes: Sequence[str]) -> list[str]:
    """Return the changes that apply to an arm."""
    found = []
    for change in changes:
        name, separator, rest = change.partition(":")
        named = separator and name in {one.name for one in study.arms}
        if not named or name == arm.name:
            found.append(rest if named else change)
    return found
