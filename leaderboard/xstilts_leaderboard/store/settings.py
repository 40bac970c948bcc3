"""The settings of a lab's own board, ``leaderboard/board.toml``, and its definitions of tasks."""

import tomllib
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from xstilts_kit import definitions
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_schemas import validator

SETTINGS = "leaderboard/board.toml"
BENCHMARK = "leaderboard/benchmark"
"""The board's own tasks, suites, boards and editions: code, so only maintainers change it."""
PACKS = "leaderboard/gold"
"""Gold packs that the repository itself holds."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What a board says about itself."""

    title: str = "xstilts"
    """Name of the site."""
    lead: str | None = None
    """One sentence below it."""
    repository: str | None = None
    """``OWNER/NAME`` on GitHub."""
    site: str | None = None
    """Address of its pages."""
    boards: tuple[str, ...] | None = None
    """Boards in the order in which they are shown; None for all."""
    own: bool = False
    """Whether this is a lab's own board, with a file of settings."""


def read_settings(root: Path) -> Settings:
    """Read a checkout's settings; without a file, those of the XTREME board.

    Raises:
        DataError: The file is malformed.
    """
    path = root / SETTINGS
    try:
        value = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.", "Look at the file.") from error
    except ValueError as error:  # UnicodeDecodeError and TOMLDecodeError
        raise DataError(f"{path} is not TOML: {error}.", "Correct the file.") from error
    for fault in islice(validator("board-file").iter_errors(value), 1):
        where = ".".join(map(str, fault.absolute_path)) or "the settings"
        raise DataError(f"{path}: {where}: {fault.message[:200]}.", "Correct the file.")
    boards = value.get("boards")
    return Settings(
        value["title"],
        value.get("lead"),
        value.get("repository"),
        value.get("site"),
        None if boards is None else tuple(boards),
        own=True,
    )


def use_definitions(root: Path, folder: Path | None = None) -> None:
    """Use the definitions of a checkout, and only the boards of its settings.

    Args:
        root: The board's repository. Its modules are executed, so it must be trusted: never the
            checkout of a pull request.
        folder: A folder of definitions in place of the repository's; None for the repository's
            own, or if it has none, the one in use.

    Raises:
        DataError: Settings or definitions are faulty, or a board of the settings does not exist.
    """
    own = root / BENCHMARK
    if folder is None:
        folder = own if own.is_dir() else definitions.in_use().folder
    boards = read_settings(root).boards
    definitions.use(folder, boards)
    if boards is not None:
        from xstilts_kit.boards import BOARDS

        try:
            len(BOARDS)
        except UsageError as error:
            raise DataError(f"{root / SETTINGS}: {error.what}", error.remedy) from error


def own_boards(folder: Path) -> tuple[str, ...]:
    """The boards that a folder of definitions adds, in order of their names."""
    return tuple(
        path.stem
        for path in sorted((folder / "boards").glob("*.py"))
        if not path.name.startswith("_")
    )
