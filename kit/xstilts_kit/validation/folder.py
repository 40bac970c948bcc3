"""Checks which files a submission folder holds, and files of scores against their digests."""

from pathlib import Path

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.submission.files import TooManyEntries, digest_file, walk
from xstilts_kit.submission.layout import MANIFEST, SCORES
from xstilts_kit.submission.manifest import Manifest, PredictionFile

MOST_FILES = 10_000
"""Maximum number of folder entries that are examined."""


def check_entries(folder: Path, manifest: Manifest, problems: Problems) -> set[str]:
    """List the plain files of the folder; all other entries are reported as problems."""
    listed = {file.path for file in manifest.listed}
    plain: set[str] = set()
    seen: set[str] = set()

    unread: list[str] = []

    def refuse(name: str, error: OSError) -> None:
        problems.add("XS106", name, str(error.strerror))
        unread.append("" if name == "." else f"{name}/")

    try:
        for name, is_plain in walk(folder, MOST_FILES, refuse):
            seen.add(name)
            if not is_plain:
                problems.add("XS102", name, "a link, pipe, socket or device")
            elif name in listed:
                plain.add(name)
            elif name not in (MANIFEST, SCORES):
                problems.add("XS103", name, "not in the manifest's `files`")
    except TooManyEntries:
        problems.add("XS107", ".", f"more than {MOST_FILES:,} files and folders")
        return plain
    for name in sorted(listed - seen):
        if name.startswith(tuple(unread)):
            continue
        problems.add("XS104", name, "listed in the manifest's `files`, but missing")
    return plain


def check_digest(folder: Path, listed: PredictionFile, problems: Problems) -> None:
    """Check a file of scores against the digest in the manifest; its content is not parsed."""
    try:
        found = digest_file(folder / listed.path, listed.path)
    except OSError as error:
        problems.add("XS106", listed.path, str(error.strerror))
        return
    if (found.bytes, found.sha256) != (listed.bytes, listed.sha256):
        problems.add(
            "XS105",
            listed.path,
            f"{found.bytes} bytes, {found.sha256[:12]}; the manifest says {listed.bytes} bytes,"
            f" {listed.sha256[:12]}",
        )
