"""Estimates and readings of perturbed inputs in the tracks' documents."""

from collections.abc import Mapping
from typing import Any

from xstilts_leaderboard.tables.perturbed import Estimate, Reading
from xstilts_leaderboard.text import rounded


def estimate_json(one: Estimate | None) -> Mapping[str, Any] | None:
    """A number with its interval."""
    if one is None:
        return None
    known = one.low is not None and one.high is not None
    interval = [rounded(one.low), rounded(one.high)] if known else None
    return {"value": rounded(one.value), "interval": interval}


def reading_json(one: Reading) -> Mapping[str, Any]:
    """Score and drop at one level."""
    return {
        "transform": one.transform,
        "score": estimate_json(one.score),
        "drop": estimate_json(one.drop),
        "words_changed": rounded(one.words),
    }
