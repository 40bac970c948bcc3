"""Where things lie in a submission folder."""

MANIFEST = "manifest.json"
SCORES = "scores.json"
POINTER = "predictions.json"
"""In a submission's folder on a board: where its predictions are, unless they lie beside it."""
WITHDRAWAL = "withdrawn.json"
"""In a submission's folder on a board: all that stays of one that was withdrawn."""
UNFINISHED = ".unfinished"
"""Stands in the folder while `predict` writes it: what lies there then is an interrupted run."""


def board_folder(suite: str, name: str) -> str:
    """The folder of a submission in the board's repository, forward slashes."""
    return f"leaderboard/submissions/{suite}/{name}"
