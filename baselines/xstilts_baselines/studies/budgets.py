"""The arms of a study: what they were trained on, what they cost, and whether budgets are equal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Arm, Study

_TRUNCATION = 1.0
"""Points by which the shares of truncated examples may differ between arms."""


def arm_json(arm: Arm, planned: Sequence[Planned], records: Mapping[str, Any]) -> dict[str, Any]:
    """Describe an arm: recipe, objective, base, cost; fields as in the schema ``study``."""
    own = [one for one in planned if one.arm == arm]
    recipe = own[0].recipe
    costs = [records[one.name]["cost"] for one in own]
    base = records[own[0].name]["base"]
    return {
        "name": arm.name,
        "recipe": arm.recipe,
        "title": recipe.description,
        "intermediate": [one.task for one in recipe.intermediate],
        "masked": recipe.masked is not None,
        "regime": recipe.regime.as_json(),
        "base_model": base["model"],
        "base_revision": base["revision"],
        "phase_2": _phase_2([records[one.name] for one in own]),
        "hours": sum(cost["training_hours"] + cost["evaluation_hours"] for cost in costs),
    }


def _phase_2(records: Sequence[Mapping[str, Any]]) -> dict[str, float] | None:
    phases = [record["phases"][0] for record in records]
    if not phases[0]["tasks"]:
        return None
    seen = [phase["seen"].values() for phase in phases]
    return {
        "steps": sum(phase["steps"] for phase in phases) / len(phases),
        "examples": sum(rows for own in seen for rows, _ in own) / len(phases),
        "tokens": sum(tokens for own in seen for _, tokens in own) / len(phases),
        **_lengths(phases),
    }


def _lengths(phases: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the mean length and the truncated share, means over tasks and seeds."""
    found = [one for phase in phases for one in phase.get("lengths", {}).values()]
    if not found:
        return {}
    return {
        "mean_length": round(sum(one["mean"] for one in found) / len(found), 2),
        "truncated": round(sum(one["truncated"] for one in found) / len(found), 2),
    }


def budgets(
    study: Study, planned: Sequence[Planned], records: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """Return the budgets, equal in all arms because `plan_runs` rejects other differences."""
    every = [records[one.name] for one in planned]
    encoders = {record["base"]["digest"] for record in every}
    targets = {
        json.dumps(
            [
                [(phase["phase"], phase["steps"], phase["rows"]) for phase in record["phases"][1:]],
                {k: v for k, v in record["data"].items() if not k.startswith("phase-2/")},
            ],
            sort_keys=True,
        )
        for record in every
    }
    steps = sorted({record["phases"][0].get("steps", 0) for record in every})
    cut = [one["truncated"] for record in every if (one := _lengths(record["phases"][:1]))]
    return [
        {
            "of": "base",
            "equal": len(encoders) == 1,
            "what": "the same encoder, byte by byte",
        },
        {
            "of": "phase 3",
            "equal": len(targets) == 1,
            "what": "the same data, rows and steps for every target; the recipes say the same"
            " batch and learning rate",
        },
        {
            "of": "seeds",
            "equal": True,
            "what": f"every arm ran with the seeds {', '.join(map(str, study.seeds))}",
        },
        {
            "of": "phase 2",
            "equal": len(steps) == 1,
            "what": f"optimiser steps of the arms: {', '.join(f'{n:,}' for n in steps)}",
        },
        *([] if not cut else [_truncation(cut)]),
    ]


def _truncation(shares: Sequence[float]) -> dict[str, Any]:
    """Compare the shares of truncated examples of the runs that have a phase 2."""
    low, high = min(shares), max(shares)
    return {
        "of": "lengths",
        "equal": high - low <= _TRUNCATION,
        "what": f"examples of phase 2 longer than the maximum length: {low:.1f} to {high:.1f} %",
    }
