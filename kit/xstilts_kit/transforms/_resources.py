"""Files that a transform needs beside the inputs; they are given by the user and never shipped."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Literal

from xstilts_kit.diagnostics.arguments import StrPath, as_path
from xstilts_kit.diagnostics.errors import UsageError, nearest

Need = Literal["lexicons", "misspellings"]
"""Name of a resource: a field of `Resources`, and an option of the commands."""


@dataclass(frozen=True, slots=True)
class Resources:
    """The resources that the user gave."""

    lexicons: Path | None = None
    """Folder of bilingual lexicons, ``en-de.txt``."""
    misspellings: Path | None = None
    """File of misspelt words, or folder of one file per language, ``de.tsv``."""

    def has(self, need: Need | None) -> bool:
        """Whether a resource is given; always true if none is needed."""
        return need is None or getattr(self, need) is not None

    def path(self, need: Need) -> Path:
        """The path of a resource.

        Raises:
            UsageError: It was not given.
        """
        found: Path | None = getattr(self, need)
        if found is None:
            raise UsageError(f"No {need} are given.", f"Add --{need} PATH.")
        return found


NOTHING = Resources()

Given = Resources | Mapping[str, StrPath | None] | None
"""Resources in the Python API: ``{"lexicons": "DIR"}``."""


def as_resources(given: Given) -> Resources:
    """Convert an argument of the Python API.

    Raises:
        UsageError: A name is not that of a resource.
    """
    if given is None or isinstance(given, Resources):
        return given or NOTHING
    known = tuple(Resources.__dataclass_fields__)
    for name in given:
        if name not in known:
            otherwise = f"The resources are: {', '.join(known)}."
            raise UsageError(
                f"There is no resource {name!r}.", nearest(name, known, otherwise=otherwise)
            )
    paths = {n: None if path is None else as_path(path, n) for n, path in given.items()}
    return Resources(**paths)


def fingerprint_of(files: Iterable[Path]) -> str:
    """SHA-256 of the names and contents of files, in hexadecimal.

    Raises:
        UsageError: A file cannot be read.
    """
    digest = sha256()
    for path in sorted(files, key=lambda path: path.name):
        try:
            content = path.read_bytes()
        except OSError as error:
            raise UsageError(
                f"{path} cannot be read: {error.strerror}.", "Give a file that exists."
            ) from error
        digest.update(f"{path.name}\x1f{len(content)}\x1f".encode())
        digest.update(content)
    return digest.hexdigest()
