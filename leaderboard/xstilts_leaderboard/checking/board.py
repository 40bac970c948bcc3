"""What a submission is judged by: all of it from a checkout that is trusted."""

from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.sources.packs import Lock


@dataclass(frozen=True, slots=True)
class Board:
    """The repository, its gold, and the rows that are scored already."""

    root: Path
    """The repository's root, for the rows that are there."""
    lock: Lock
    """The gold that is accepted."""
    gold: tuple[Path, ...] = ()
    """Folders of gold packs."""
    scored: Path | None = None
    """Rows that are scored already; without them copies of rows whose predictions are on the Hub,
    or that were withdrawn, are not found, and no rank is given."""
