"""The trusted checkout against which a submission is checked."""

from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.sources.packs import Lock


@dataclass(frozen=True, slots=True)
class Board:
    """The repository, its gold, and its scored rows."""

    root: Path
    """The repository's root, which contains the existing rows."""
    lock: Lock
    """The accepted gold."""
    gold: tuple[Path, ...] = ()
    """Folders of gold packs."""
    scored: Path | None = None
    """Scored rows; without them no rank is given, and copies are not found of withdrawn rows or of
    rows with predictions on the Hub."""
