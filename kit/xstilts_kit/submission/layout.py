"""File and folder names in a submission."""

MANIFEST = "manifest.json"
SCORES = "scores.json"
POINTER = "predictions.json"
"""On a board: location of the predictions, unless they are in the same folder."""
WITHDRAWAL = "withdrawn.json"
"""On a board: the only file left of a withdrawn submission."""
UNFINISHED = ".unfinished"
"""Present while `predict` writes the folder; left behind, it marks an interrupted run."""


def board_folder(suite: str, name: str) -> str:
    """Folder of a submission in the board's repository, with forward slashes."""
    return f"leaderboard/submissions/{suite}/{name}"
