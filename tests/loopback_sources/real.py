"""The published form of real primary files, from the unpacked benchmark data."""

from collections.abc import Iterator
from pathlib import Path

from xstilts_kit.editions.builders import PrimaryFile, all_builders

UNIVERSAL_DEPENDENCIES = (
    "en", "et", "fa", "id", "kk", "mr", "nl", "pt", "ta", "te", "th", "tl", "tr", "ur", "vi",
    "yo",
)  # fmt: skip
"""Languages of XTREME whose raw test treebanks are at hand, all of them."""


def published(data: Path, task: str, language: str) -> Iterator[tuple[PrimaryFile, bytes]]:
    """The primary files of a test split, as their publisher offers them.

    Tatoeba's English sentences are put back into their order; the other files are the publisher's.
    """
    for file in all_builders()[task].primary(language, "test"):
        if task == "udpos":
            release = "r2.7" if language in ("lt", "pl", "ro", "uk", "wo") else "r2.5"
            path = data / "ud_raw" / release / file.name
        elif task == "xquad":
            path = data / "gold/xquad" / file.name
        elif file.name.endswith(".eng"):
            path = data / "gold/tatoeba" / f"{language}-en.aligned.en"
        else:
            path = data / "xtreme/tatoeba" / f"{language}-en.{language}"
        yield file, path.read_bytes()
