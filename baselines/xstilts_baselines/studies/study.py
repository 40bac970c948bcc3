"""Studies: a question, the arms that answer it, and their seeds."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Literal

from xstilts_baselines.recipes.document import build
from xstilts_kit.diagnostics.errors import UsageError, nearest
from xstilts_kit.submission.naming import is_portable_name

Varies = Literal["phase", "regime", "data", "intermediate"]
"""Phase 2 and its tasks; the ``[regime]``; the places and files of training data; everything that
phase 2 depends on, including its regime and the rewriting of its text."""


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
