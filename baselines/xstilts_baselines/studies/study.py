"""Studies: arms times seeds, one run each, with equal means."""

import json
import shlex
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
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


Varies = Literal["phase", "regime", "data"]
"""Phase 2 and its tasks; the ``[regime]``; the places and files of training data."""

_PARTS: Mapping[Varies, tuple[str, ...]] = {
    "phase": ("intermediate", "phase", "mixing", "masked"),
    "regime": ("regime",),
    "data": ("data", "intermediate.*.own.files", "targets.*.own.files"),
}
"""What may differ, as places of a recorded recipe."""
_WORDS: Mapping[Varies, str] = {
    "phase": "their phase 2",
    "regime": "their [regime]",
    "data": "where their training data are",
}
_FREE = ("name", "description", "seed", "origin")
"""What says nothing of how an arm is trained."""


@dataclass(frozen=True, slots=True)
class Arm:
    """One training history that is compared."""

    name: str
    recipe: str


@dataclass(frozen=True, slots=True)
class Study:
    """A question, and the runs that answer it."""

    name: str
    title: str
    question: str
    """What it asks, fixed before it runs."""
    baseline: str
    """The arm that the others are compared with."""
    seeds: tuple[int, ...]
    arms: tuple[Arm, ...]
    varies: Varies = "phase"
    """What the arms differ in, and nothing else."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One run of a study."""

    study: str
    """The study's name."""
    arm: Arm
    recipe: Recipe
    """With its seed."""

    @property
    def name(self) -> str:
        """Of its folder."""
        return f"{self.arm.name}-seed{self.recipe.seed}"

    @property
    def submission(self) -> str:
        """Name of its predictions, as a board shows them."""
        return f"{self.study}-{self.name}"


def study_names() -> tuple[str, ...]:
    """The names of the bundled studies."""
    entries = files(__package__).iterdir()
    return tuple(sorted(p.name.removesuffix(".toml") for p in entries if ".toml" in p.name))


def load_study(name: str) -> Study:
    """A bundled study, or the one in a TOML file.

    Raises:
        UsageError: There is none; a key is unknown or missing; the arms contradict each other.
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
        raise UsageError(f"{where}: not TOML ({error}).", "Mend the line it names.") from error
    study: Study = build(Study, document, where)
    names = [arm.name for arm in study.arms]
    if len(set(names)) < len(names) or len(set(study.seeds)) < len(study.seeds):
        raise UsageError(f"{where}: an arm or a seed is there twice.", "Name each once.")
    if not study.seeds:
        raise UsageError(f"{where}: there is no seed.", "Give at least three.")
    if study.baseline not in names:
        raise UsageError(
            f"{where}: the baseline {study.baseline!r} is no arm.",
            nearest(study.baseline, names, otherwise=f"The arms are: {', '.join(names)}."),
        )
    for one in (study.name, *names):
        if not is_portable_name(one):
            raise UsageError(
                f"{where}: {one!r} cannot be a name.", "Use a to z, 0 to 9 and dashes."
            )
    return study


def chosen(study: Study, arms: Sequence[str], seeds: Sequence[int]) -> Study:
    """A study with some of its arms, the baseline always, and other seeds.

    Args:
        study: The whole study.
        arms: Names; empty: all.
        seeds: Empty: the study's own.

    Raises:
        UsageError: An arm is not in the study, or a seed is there twice.
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
) -> tuple[Planned, ...]:
    """All runs, seed by seed, so that an interrupted study has whole rows.

    Args:
        study: The study.
        changes: Values of ``--set``, for every arm or, with ``arm:`` before it, for one.
        base: Another encoder than the recipes'.
        targets: Only these targets; empty: all.

    Raises:
        UsageError: An arm differs from the baseline in something else than what the study varies.
    """
    recipes = {
        arm.name: load_stilts(arm.recipe, _changes_of(arm, study, changes), base, targets)
        for arm in study.arms
    }
    first = recipes[study.baseline]
    for name, recipe in recipes.items():
        other = _unequal(first, recipe, study.varies)
        if other:
            raise UsageError(
                f"{study.name}: the arm {name} differs from {study.baseline} in"
                f" {', '.join(other[:3])}.",
                f"Arms of this study (varies = {study.varies!r}) may differ in"
                f" {_WORDS[study.varies]} alone: make the rest equal.",
            )
    return tuple(
        Planned(study.name, arm, replace(recipes[arm.name], seed=seed))
        for seed in study.seeds
        for arm in study.arms
    )


def _unequal(one: Recipe, two: Recipe, varies: Varies) -> list[str]:
    """Where two recipes differ beside what may vary."""
    places = differences(comparable(one, varies), comparable(two, varies), "")
    parts = [place.removeprefix(".") for place in sorted(places)]
    return [part for part in parts if not _may_vary(part, varies)]


def comparable(recipe: Recipe, varies: Varies) -> dict[str, Any]:
    """A recipe's JSON as its arms are compared: tasks by their names, places of targets alone.

    Where an intermediate task lies is part of phase 2.
    """
    value = json.loads(json.dumps(recipe.as_json()))
    for table in ("intermediate", "targets"):
        value[table] = {task["task"]: task for task in value[table]}
    if varies == "phase":
        targets = {target.task for target in recipe.targets}
        value["data"] = {k: v for k, v in value["data"].items() if k in targets or not k}
    return {key: item for key, item in value.items() if key not in _FREE}


def _may_vary(part: str, varies: Varies) -> bool:
    return any(fnmatchcase(part, end) for p in _PARTS[varies] for end in (p, f"{p}.*"))


def _changes_of(arm: Arm, study: Study, changes: Sequence[str]) -> list[str]:
    """The changes that are meant for an arm."""
    found = []
    for change in changes:
        name, separator, rest = change.partition(":")
        named = separator and name in {one.name for one in study.arms}
        if not named or name == arm.name:
            found.append(rest if named else change)
    return found


def run_one(
    planned: Planned, order: Order, out: Path, say: Say, *, drop_model: bool = False
) -> dict[str, Any]:
    """Carry out one run of a study, or what is left of it.

    Args:
        planned: The run.
        order: What is asked for beside the recipe; its folder is not looked at.
        out: The study's folder.
        say: Told what begins.
        drop_model: Remove the run's encoder and heads once they are scored.
    """
    description = replace(order.evaluation.description, name=planned.submission)
    evaluation = replace(order.evaluation, description=description)
    own = replace(order, out=out / "runs" / planned.name, evaluation=evaluation)
    say(f"{planned.name}: {planned.recipe.description}")
    record = run_recipe(planned.recipe, own, say)
    if drop_model:
        shutil.rmtree(own.out / MODEL, ignore_errors=True)
    return record


def array_job(study: Study, command: Sequence[str], runs: int, out: Path) -> str:
    """A SLURM script: an array task a run, and the command that makes the table afterwards.

    Args:
        study: The study.
        command: The study's command line, without ``--slurm``.
        runs: How many runs there are.
        out: The study's folder.
    """
    line = " ".join(shlex.quote(part) for part in command)
    return f"""#!/bin/bash
#SBATCH --job-name={study.name}
#SBATCH --array=0-{runs - 1}
#SBATCH --gpus=1
#SBATCH --requeue
#SBATCH --output={shlex.quote(str(out))}-%a.log
# When all are done, the same command without --only makes the table:
#   {line}
srun {line} --only "$SLURM_ARRAY_TASK_ID"
"""
