"""`describe`: changes the metadata of a finished submission, but not its predictions."""

import json
from pathlib import Path

from xstilts_kit.diagnostics.errors import SubmissionError, UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.storage import storage_errors, write_json
from xstilts_kit.submission.description import Description, described
from xstilts_kit.submission.layout import MANIFEST, SCORES
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.validation.manifest import read_manifest


def manifest_in(folder: Path) -> Manifest:
    """Read the manifest of a finished submission.

    Raises:
        UsageError: The folder does not exist.
        SubmissionError: The manifest is invalid.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise UsageError(f"{folder} {what}.", "Name the folder that `predict` wrote.")
    manifest = read_manifest(folder, Problems())
    if manifest is None:
        raise SubmissionError(
            f"{folder} has no sound manifest.",
            f"`xstilts-submit validate {folder}` lists what is wrong.",
        )
    return manifest


def describe(folder: Path, description: Description) -> Manifest:
    """Change the metadata in a submission's manifest.

    Scores remain valid, because they depend on the predictions only.

    Args:
        folder: The submission.
        description: The complete new metadata.

    Raises:
        UsageError: The folder does not exist, or the name is not allowed on a board.
        SubmissionError: The manifest is invalid.
        StorageError: It cannot be written.
    """
    before = manifest_in(folder)
    after = described(before, description)
    submission_name(after.name, folder)
    if after != before:
        write_json(folder / MANIFEST, after.as_json())
        _rename_scores(folder / SCORES, after.name)
    return after


def _rename_scores(path: Path, name: str) -> None:
    """Change the submission's name in its scores."""
    with storage_errors(path):
        if not path.is_file():
            return
        text = path.read_text(encoding="utf-8")
    try:
        scores = json.loads(text)
    except ValueError:
        return  # not written by `score`
    if isinstance(scores, dict) and scores.get("name") not in (None, name):
        write_json(path, scores | {"name": name})
