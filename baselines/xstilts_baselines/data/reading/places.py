"""Places of training data, as written by the user."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os.path import expanduser  # Path.expanduser raises for unknown users
from pathlib import Path
from typing import Literal

from xstilts_baselines.data.intermediate import all_intermediate
from xstilts_baselines.data.targets import all_targets
from xstilts_baselines.data.task import TEXT, Split
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest

LEXICONS = "lexicons"
"""Name of the place of bilingual lexicons, beside those of tasks."""
SYNONYMS = "synonyms"
"""Name of the place of synonyms."""

PlaceKind = Literal["hub", "folder", "files", "divided", "auto", "miniature"]
SYNTAX = (
    "Give hub, hub@REVISION, folder:PATH (files under their publishers' names),"
    " files:TRAIN,DEV (two files), divided:DEV (a file or folder of which nine tenths become the"
    " training set), auto (XTREME's own data, prepared in the cache) or miniature."
)


@dataclass(frozen=True, slots=True)
class Place:
    """A well-formed place; whether data exist there has not been checked."""

    kind: PlaceKind
    revision: str | None = None
    """The revision of ``hub@REVISION``."""
    paths: tuple[Path, ...] = ()
    """The folder, the train and dev files, or the data to be split."""


def parse_place(text: str) -> Place:
    """Parse a place.

    Raises:
        UsageError: The text is not a place.
    """
    if text in ("hub", "auto", "miniature"):
        return Place(text)  # type: ignore[arg-type]  # these are three of its kinds
    if text.startswith("hub@") and text != "hub@":
        return Place("hub", revision=text.removeprefix("hub@"))
    kind, separator, rest = text.partition(":")
    names = rest.split(",") if kind == "files" else [rest]
    paths = tuple(Path(expanduser(name)) for name in names)  # noqa: PTH111
    if kind == "files" and len(names) == 2 and all(names):
        return Place("files", paths=paths)
    if separator and rest and kind in ("folder", "divided"):
        return Place(kind, paths=paths)  # type: ignore[arg-type]  # two of its kinds
    raise UsageError(f"{text!r} is not a place of training data.", SYNTAX)


def check_named_place(name: str, text: str, where: str, own: Sequence[str] = ()) -> None:
    """Reject an unknown task or a malformed place; the empty name stands for all tasks.

    Raises:
        UsageError: The task or place is invalid; the message suggests the nearest names.
    """
    known = dict.fromkeys((*all_intermediate(), *all_targets(), TEXT, LEXICONS, SYNONYMS, *own))
    if name and name not in known:
        listing = f"The tasks are: {', '.join(known)}."
        raise UsageError(
            f"{where}: there is no task {name!r}.", nearest(name, known, otherwise=listing)
        )
    parse_place(text)


Files = Mapping[Split, tuple[tuple[Path, str], ...]]
"""Split → its files, each with its name in records; messages show the path."""


def find_in_folder(
    root: Path, wanted: Mapping[Split, tuple[tuple[str, ...], ...]], of: str, source: str
) -> Files:
    """Find the files of every split, using the first complete set of names.

    Args:
        root: The folder.
        wanted: Split → sets of names relative to it.
        of: Title of the data, for messages.
        source: Address of the publisher.

    Raises:
        DataError: The folder or a split is missing.
    """
    if not root.is_dir():
        raise DataError(f"{of}: there is no folder {root}.", f"The data come from {source}.")
    found: dict[Split, tuple[tuple[Path, str], ...]] = {}
    for split, sets in wanted.items():
        here = next((names for names in sets if all((root / n).is_file() for n in names)), None)
        if here is None:
            listed = " or ".join(names[0] for names in sets)
            raise DataError(
                f"{of}: no file of the {split} set in {root} ({listed}).",
                f"The data come from {source}; for other names give files:TRAIN,DEV.",
            )
        found[split] = tuple((root / name, name) for name in here)
    return found


def given_files(paths: tuple[Path, ...], splits: tuple[Split, ...], of: str) -> Files:
    """Return the files named by the user, one per split.

    Raises:
        DataError: A file does not exist.
    """
    for path in paths:
        if not path.is_file():
            raise DataError(f"{of}: there is no file {path}.", "Name an existing file.")
    return {split: ((path, path.name),) for split, path in zip(splits, paths, strict=True)}
