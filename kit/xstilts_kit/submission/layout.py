"""Where things lie in a submission folder."""

import re

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")

MANIFEST = "manifest.json"
SCORES = "scores.json"
PREDICTIONS = "predictions"
POINTER = "predictions.json"
"""In a submission's folder on a board: where its predictions are, unless they lie beside it."""
WITHDRAWAL = "withdrawn.json"
"""In a submission's folder on a board: all that stays of one that was withdrawn."""
UNFINISHED = ".unfinished"
"""Stands in the folder while `predict` writes it: what lies there then is an interrupted run."""


def prediction_path(task: str, language: str) -> str:
    """The relative path of one prediction file, forward slashes."""
    return f"{PREDICTIONS}/{task}/{language}.jsonl"


def board_folder(suite: str, name: str) -> str:
    """The folder of a submission in the board's repository, forward slashes."""
    return f"leaderboard/submissions/{suite}/{name}"


def is_portable_name(name: str) -> bool:
    """Whether a submission may be called so: a folder name on every system, in lower case."""
    fits = _NAME.fullmatch(name) is not None and not name.endswith(".")
    return fits and _DEVICE.fullmatch(name) is None
