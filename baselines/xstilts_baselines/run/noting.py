"""The record of a run: checkpoint selection, environment, data and cost."""

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from xstilts_baselines.data.opening import TrainingData
from xstilts_baselines.data.synonyms import Synonyms
from xstilts_baselines.recipes import Recipe
from xstilts_baselines.run.folder import RunFolder
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.engine.processes import wait
from xstilts_kit.lexicons import Lexicon
from xstilts_kit.submission.version import this_kit

if TYPE_CHECKING:
    from xstilts_baselines.training.phase import Job, Trained

SELECTION = (
    "the checkpoint with the best score on the whole English dev set; for several tasks the best"
    " mean of their scores"
)
_LIBRARIES = ("torch", "transformers", "accelerate", "tokenizers", "numpy")


def selection_of(recipe: Recipe) -> str:
    """Describe how checkpoints are selected."""
    settings = [target.settings for target in recipe.targets]
    if recipe.phase is not None:
        settings.append(recipe.phase)
    parts = {one.dev_examples for one in settings}
    if parts == {None}:
        return SELECTION
    counts = ", ".join(
        "all" if n is None else f"{n:,}" for n in sorted(parts, key=lambda n: n or 0)
    )
    return SELECTION.replace("whole English dev set", f"English dev set ({counts} examples of it)")


def environment() -> dict[str, Any]:
    """Return the versions of kit and libraries, and the machine of a run."""
    return {
        "kit": asdict(this_kit()),
        "libraries": {name: version(name) for name in _LIBRARIES},
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
        "processors": os.cpu_count(),
    }


def note_data(folder: RunFolder, phase: str, jobs: Sequence["Job"]) -> None:
    """Record the training data of a phase before it starts.

    Raises:
        UsageError: The phase was begun on other data, e.g. because a branch on the Hub has moved.
    """
    for job in jobs:
        name = job.data.task.name
        key, now = f"{phase}/{name}", json.loads(json.dumps(_said_of(job.data)))
        before = folder.record["data"].setdefault(key, now)
        if before != now:
            began = before["provenance"]["revision"]
            raise UsageError(
                f"{folder.path}: {key} was begun on data of {name} that have changed since.",
                f"Give --data {name}=hub@{began}, or begin anew in another --out."
                if began
                else "Restore those files, or start again in another --out.",
            )
    folder.write()


def note_lexicons(folder: RunFolder, lexicons: Mapping[str, Lexicon]) -> None:
    """Record the lexicons that training text is switched with.

    Raises:
        UsageError: The run was begun with other lexicons.
    """
    now = {language: lexicon.fingerprint for language, lexicon in sorted(lexicons.items())}
    before = folder.record.setdefault("lexicons", now)
    other = [language for language in now if before.get(language) != now[language]]
    if other:
        raise UsageError(
            f"{folder.path}: it was begun with another lexicon of {', '.join(other)}.",
            "Restore that lexicon, or begin anew in another --out.",
        )
    folder.write()


def note_synonyms(folder: RunFolder, synonyms: Synonyms) -> None:
    """Record the synonyms that replace words of training text.

    Raises:
        UsageError: The run was begun with other synonyms.
    """
    if folder.record.setdefault("synonyms", synonyms.fingerprint) != synonyms.fingerprint:
        raise UsageError(
            f"{folder.path}: it was begun with another file of synonyms.",
            "Restore that file, or begin anew in another --out.",
        )
    folder.write()


def note_phase(folder: RunFolder, name: str, jobs: Sequence["Job"], trained: "Trained") -> None:
    """Record the results of a phase."""
    wait()  # another process may still read the files
    tasks = [job.data.task.name for job in jobs]
    folder.finish_phase(name, {"tasks": tasks, **asdict(trained.record)})


def _said_of(data: TrainingData) -> dict[str, Any]:
    task = data.task
    return {
        "title": task.title,
        "licence": task.licence,
        "citation": task.citation,
        "provenance": asdict(data.provenance),
    }


def cost_of(record: Mapping[str, Any], evaluation: float) -> dict[str, Any]:
    """Return the wall-clock hours and sub-words of the run, per phase and in total."""
    phases = [phase for phase in record["phases"] if "seconds" in phase]
    tokens = [sum(tokens for _, tokens in phase["seen"].values()) for phase in phases]
    return {
        "training_hours": round(sum(phase["seconds"] for phase in phases) / 3600, 4),
        "training_tokens": sum(tokens),
        "evaluation_hours": round(evaluation / 3600, 4),
        "devices": max((phase["devices"] for phase in phases), default=1),
        "device": phases[0]["device"] if phases else None,
    }
