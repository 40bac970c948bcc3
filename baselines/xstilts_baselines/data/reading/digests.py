"""Digests of data files, for the record of a run."""

from pathlib import Path

from xstilts_kit.diagnostics.errors import StorageError
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.manifest import FileDigest


def digest_of(path: Path, relative: str) -> FileDigest:
    """Compute the size and SHA-256 of a file of training data.

    Raises:
        StorageError: The file cannot be read.
    """
    try:
        return digest_file(path, relative)
    except OSError as error:
        raise StorageError(
            f"{path}: cannot be read ({error.strerror}).", "Make the file readable."
        ) from error
