"""Rows: a submission that was scored here, with what ranking and pages need of it."""

from dataclasses import dataclass
from typing import Literal

from xstilts_kit.scores import Scores
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.uncertainty import Replicates
from xstilts_leaderboard.division import Division

Trust = Literal["reported", "re-scored", "reproduced"]


@dataclass(frozen=True, slots=True)
class ScoredRow:
    """A submission's own manifest beside the scores that were computed from its predictions."""

    suite: str
    """The suite it was filed under; also the first part of its folder."""
    name: str
    manifest: Manifest
    scores: Scores
    """Made here; a submission's own scores.json is never read."""
    replicates: Replicates
    """float32 vectors of cells, tasks, groups and overall."""
    predictions: str
    """SHA-256 of the canonical predictions: equal for copies."""
    division: Division
    division_reason: str
    trust: Trust
    version: int
    """How often this row was filed, from 1."""
    added: str | None
    """Date of its last version, ``YYYY-MM-DD`` in UTC; None where there is no history."""
    gone: str | None = None
    """The date since which its predictions cannot be fetched any more."""
