"""Predictions behind a pointer, brought into a folder that can be validated and scored."""

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
"""Bytes that one prediction file of a board may have; XTREME's largest have 12 million."""
LARGEST_SUBMISSION = 256 << 20
"""Bytes of all of them."""


@contextmanager
def whole_folder(entry: Entry) -> Iterator[Path]:
    """A folder with manifest and predictions: the entry's own, or a temporary one.

    Sizes are looked at before anything is fetched, and what comes is checked against the digests
    that the Hub lists; `validate` then checks it against the manifest's.

    Raises:
        SubmissionError: The files are too large, or not those that the manifest lists.
        DataError: The repository, the commit or a file is not there.
        NetworkError: The Hub cannot be asked.
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
                "Upload it, then point to the commit that has it: `xstilts-submit submit`.",
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
    """Refuse more bytes than a submission can have.

    Raises:
        SubmissionError: One file, or all together, are too large.
    """
    for file in manifest.files:
        if file.bytes > LARGEST_FILE:
            raise SubmissionError(
                f"{file.path} has {file.bytes:,} bytes; a board takes {LARGEST_FILE >> 20} MiB.",
                "Predictions of XTREME are smaller: predict again.",
            )
    total = sum(file.bytes for file in manifest.files)
    if total > LARGEST_SUBMISSION:
        raise SubmissionError(
            f"The predictions have {total:,} bytes; a board takes {LARGEST_SUBMISSION >> 20} MiB.",
            "Predictions of XTREME are smaller: predict again.",
        )
