"""Where things lie in a submission folder."""

MANIFEST = "manifest.json"
SCORES = "scores.json"
PREDICTIONS = "predictions"


def prediction_path(task: str, language: str) -> str:
    """The relative path of one prediction file, forward slashes."""
    return f"{PREDICTIONS}/{task}/{language}.jsonl"
