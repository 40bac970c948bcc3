"""Fetch predictions behind a pointer into a folder that can be validated and scored."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from xstilts_kit.diagnostics.errors import DataError, SubmissionError
from xstilts_kit.hub import fetch, pin
from xstilts_kit.storage import write_json
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import Manifest
from xstilts_leaderboard.store.submissions import Entry

LARGEST_FILE = 64 << 20
"""Maximum bytes of a prediction file; XTREME's largest have 12 million."""
LARGEST_SUBMISSION = 256 << 20
"""Maximum bytes of all prediction files of a submission."""


@contextmanager
def whole_folder(entry: Entry) -> Iterator[Path]:
    """Yield a folder with manifest and predictions: the entry's own, or a temporary one.

    Sizes are checked before anything is fetched, and fetched files are verified against the Hub's
    digests; `validate` then verifies them against the manifest.

    Raises:
        SubmissionError: The files are too large, or differ from the manifest's list.
        DataError: The repository, the commit or a file does not exist.
        NetworkError: The Hub cannot be reached.
    """
    if entry.pointer is None:
        yield entry.folder
        return
    refuse_too_large(entry.manifest)
    pinned = pin("dataset", entry.pointer.repository, entry.pointer.revision)
    listed = {file.path: file.size for file in pinned.files}
    places = {file.path: f"{entry.pointer.folder}/{file.path}" for file in entry.manifest.files}
    for file in entry.manifest.files:
        size = listed.get(places[file.path])
        if size is None:
            raise DataError(
                f"{entry.key}: {entry.pointer.repository} has no {places[file.path]} at"
                f" {pinned.commit[:7]}.",
                "Upload it and point to the new commit: `xstilts-submit submit`.",
            )
        if size != file.bytes:
            raise SubmissionError(
                f"{entry.key}: {places[file.path]} has {size:,} bytes on the Hub, {file.bytes:,} in"
                " the manifest.",
                "Upload the submission again: `xstilts-submit submit`.",
            )
    fetched = fetch(pinned, places.values())
    with TemporaryDirectory(prefix="xstilts-") as scratch:
        folder = Path(scratch) / entry.name
        for path, place in places.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(fetched / place, target)
        write_json(folder / MANIFEST, entry.manifest.as_json())
        yield folder


def refuse_too_large(manifest: Manifest) -> None:
    """Reject predictions that are larger than a board accepts.

    Raises:
        SubmissionError: A file, or the total, is too large.
    """
    for file in manifest.files:
        if file.bytes > LARGEST_FILE:
            raise SubmissionError(
                f"{file.path} has {file.bytes:,} bytes; the limit is {LARGEST_FILE >> 20} MiB.",
                "Predictions of XTREME are smaller: predict again.",
            )
    total = sum(file.bytes for file in manifest.files)
    if total > LARGEST_SUBMISSION:
        raise SubmissionError(
            f"The predictions have {total:,} bytes; the limit is {LARGEST_SUBMISSION >> 20} MiB.",
            "Predictions of XTREME are smaller: predict again.",
        )
