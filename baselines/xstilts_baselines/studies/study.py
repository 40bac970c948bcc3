"""Studies: arms times seeds, one run each, with equal budgets."""

import json
import shlex
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from fnmatch import fnmatchcase
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

from xstilts_baselines.recipes import Recipe, load_stilts
from xstilts_baselines.recipes.document import build
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_baselines.run.folder import MODEL, differences
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.submission.naming import is_portable_name

Say = Callable[[str], None]


Varies = Literal["phase", "regime", "data", "intermediate"]
"""Phase 2 and its tasks; the ``[regime]``; the places and files of training data; everything that
phase 2 depends on, including its regime and the rewriting of its text."""

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
class Arm:
    """A training procedure to compare."""

    name: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Study:
    """A question, and the runs that answer it."""

    name: str
    title: str
    question: str
    """The question, fixed before the study runs."""
    baseline: str
    """The arm with which the others are compared."""
    seeds: tuple[int, ...]
    arms: tuple[Arm, ...]
    varies: Varies = "phase"
    """The only aspect in which the arms differ."""
    answers: str | None = None
    """Name of the research question that it answers, if it is one of those."""


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


def study_names() -> tuple[str, ...]:
    """Return the names of the bundled studies."""
    entries = files(__package__).iterdir()
    return tuple(sorted(p.name.removesuffix(".toml") for p in entries if ".toml" in p.name))


def load_study(name: str) -> Study:
    """Load a bundled study, or a study from a TOML file.

    Raises:
        UsageError: The study or a key is unknown, a key is missing, or arms contradict each other.
    """
    if name.endswith(".toml"):
        if not Path(name).is_file():
            raise UsageError(f"There is no study file {name}.", "Name a file, or a study.")
        text, where = Path(name).read_text(encoding="utf-8"), name
    elif name in study_names():
        text = (files(__package__) / f"{name}.toml").read_text(encoding="utf-8")
        where = f"study {name}"
    else:
        known = f"The studies are: {', '.join(study_names())}."
        raise UsageError(
            f"There is no study {name!r}.", nearest(name, study_names(), otherwise=known)
        )
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{where}: not TOML ({error}).", "Correct that line.") from error
    study: Study = build(Study, document, where)
    names = [arm.name for arm in study.arms]
    if len(set(names)) < len(names) or len(set(study.seeds)) < len(study.seeds):
        raise UsageError(f"{where}: an arm or a seed occurs twice.", "Name each once.")
    if not study.seeds:
        raise UsageError(f"{where}: there is no seed.", "Give at least three.")
    if study.baseline not in names:
        raise UsageError(
            f"{where}: the baseline {study.baseline!r} is not an arm.",
            nearest(study.baseline, names, otherwise=f"The arms are: {', '.join(names)}."),
        )
    for one in (study.name, *names):
        if not is_portable_name(one):
            raise UsageError(
                f"{where}: {one!r} is not a valid name.", "Use a to z, 0 to 9 and dashes."
            )
    return study


def chosen(study: Study, arms: Sequence[str], seeds: Sequence[int]) -> Study:
    """Select some arms of a study (always with the baseline) and its seeds.

    Args:
        study: The whole study.
        arms: Names; empty: all.
        seeds: Empty: the study's own.

    Raises:
        UsageError: An arm is not in the study, or a seed occurs twice.
    """
    names = [arm.name for arm in study.arms]
    for arm in arms:
        if arm not in names:
            raise UsageError(
                f"{study.name} has no arm {arm!r}.",
                nearest(arm, names, otherwise=f"The arms are: {', '.join(names)}."),
            )
    if len(set(seeds)) < len(seeds):
        raise UsageError("A seed is given twice.", "Give each once.")
    kept = [arm for arm in study.arms if not arms or arm.name in (*arms, study.baseline)]
    return replace(study, arms=tuple(kept), seeds=tuple(seeds) or study.seeds)


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


def run_one(
    planned: Planned, order: Order, runs: Path, say: Say, *, drop_model: bool = False
) -> dict[str, Any]:
    """Carry out or resume one run of a study.

    Args:
        planned: The run.
        order: The options apart from the recipe; its folder is ignored.
        runs: The folder that contains the folders of runs.
        say: Called with a progress message for each step.
        drop_model: Whether to delete the run's encoder and heads after scoring.
    """
    description = replace(order.evaluation.description, name=planned.submission)
    evaluation = replace(order.evaluation, description=description)
    own = replace(order, out=runs / planned.name, evaluation=evaluation)
    say(f"{planned.name}: {planned.recipe.description}")
    record = run_recipe(planned.recipe, own, say)
    if drop_model:
        shutil.rmtree(own.out / MODEL, ignore_errors=True)
    return record


def array_job(study: Study, command: Sequence[str], runs: int, out: Path) -> str:
    """Return a SLURM script with one array task per run, and the command for the table.

    Args:
        study: The study.
        command: The study's command line, without ``--slurm``.
        runs: Number of runs.
        out: The study's folder.
    """
    line = " ".join(shlex.quote(part) for part in command)
    return f"""#!/bin/bash
#SBATCH --job-name={study.name}
#SBATCH --array=0-{runs - 1}
#SBATCH --gpus=1
#SBATCH --requeue
#SBATCH --output={shlex.quote(str(out))}-%a.log
# When all runs are done, make the table with the same command without --only:
#   {line}
srun {line} --only "$SLURM_ARRAY_TASK_ID"
"""
