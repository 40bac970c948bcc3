"""`init`: the files of a lab's own board, and the folder that takes them.

All files are made before any is written. Files that this version generates (`GENERATED`) are made
again by an update; all others belong to the lab and are written only where they are missing.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from xstilts_kit.boards import BOARDS
from xstilts_kit.definitions import in_use
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.storage import storage_errors, write_atomically
from xstilts_leaderboard.founding.originals import (
    LOCK,
    PLAIN,
    TEMPLATE,
    for_others,
    original,
    pull_request_template,
)
from xstilts_leaderboard.store.settings import BENCHMARK, SETTINGS, Settings, read_settings

RELEASE = ".github/actions/check/xstilts.txt"
"""The release of xstilts that the board's workflows install."""
GENERATED = (*PLAIN, TEMPLATE, RELEASE)

_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new board is made from."""

    settings: Settings
    maintainers: str
    """Who must review pull requests: ``@owner`` or ``@owner/team``."""
    definitions: Path | None = None
    """A folder of definitions to copy."""
    wheel: Path | None = None
    """The wheel of this release, whose digest is pinned."""


@dataclass(frozen=True, slots=True)
class Founded:
    """What was done, by the files' paths."""

    written: tuple[str, ...]
    kept: tuple[str, ...]
    """The lab's own files, and files that are the same already."""


def settings_of(
    repository: str, title: str | None, site: str | None, boards: tuple[str, ...]
) -> Settings:
    """Settings of a new board, with what follows from its repository's name.

    Raises:
        UsageError: The repository is not ``OWNER/NAME``, or a board does not exist.
    """
    if _REPOSITORY.fullmatch(repository) is None:
        raise UsageError(f"{repository!r} is no OWNER/NAME.", "Give --repository my-lab/board.")
    for name in boards:
        if name not in BOARDS:
            raise UsageError(
                f"There is no board {name!r}.", f"The boards are: {', '.join(BOARDS)}."
            )
    owner, _, name = repository.partition("/")
    root = "" if name.lower() == f"{owner.lower()}.github.io" else f"{name}/"
    return Settings(
        title or name,
        None,
        repository,
        site or f"https://{owner.lower()}.github.io/{root}",
        boards or tuple(BOARDS),
        own=True,
    )


def found(folder: Path, founding: Founding) -> Founded:
    """Write a new board's repository.

    Args:
        folder: A folder that does not exist, or is empty but for ``.git``.
        founding: What it is made from.

    Raises:
        UsageError: The folder holds files.
        StorageError: It cannot be written.
    """
    with storage_errors(folder):
        if folder.is_file() or (
            folder.is_dir() and any(one.name != ".git" for one in folder.iterdir())
        ):
            raise UsageError(
                f"{folder} is not empty.",
                "Name a new folder; --update renews what init made, or completes what it began.",
            )
    return _write(folder, _files(founding), frozenset())


def renew(folder: Path, wheel: Path | None, founding: Founding | None) -> Founded:
    """Make a board's generated files again with this version, and files that are missing.

    Args:
        folder: The repository of a board made by `found`.
        wheel: The wheel of this release; None pins the version alone.
        founding: What it is made from if it has no settings yet; else its settings count.

    Raises:
        UsageError: The folder is no such repository.
        StorageError: It cannot be written.
    """
    settings = read_settings(folder)
    if not settings.own and (founding is None or not (folder / PLAIN[0]).is_file()):
        raise UsageError(
            f"{folder} is not the repository of a lab's own board: it has no {SETTINGS}.",
            "Name one that `xstilts-leaderboard init` made, or make one in a new folder.",
        )
    if settings.own:
        founding = Founding(settings, "", wheel=wheel)
    assert founding is not None
    files = _files(founding)
    own = frozenset(path for path in files if path not in GENERATED)
    if settings.own:  # its maintainers decide whether it has code owners
        files = {path: text for path, text in files.items() if path != ".github/CODEOWNERS"}
    return _write(folder, files, own)


def _write(folder: Path, files: Mapping[str, bytes], keep: frozenset[str]) -> Founded:
    written, kept = [], []
    with storage_errors(folder):
        for path, content in sorted(files.items()):
            place = folder / path
            if place.is_file() and (path in keep or place.read_bytes() == content):
                kept.append(path)
                continue
            write_atomically(place, content)
            if path.endswith(".sh"):
                place.chmod(0o755)
            written.append(path)
    return Founded(tuple(written), tuple(kept))


def _files(founding: Founding) -> dict[str, bytes]:
    """Path → content of every file."""
    settings = founding.settings
    texts = {path: for_others(path) for path in PLAIN}
    texts |= {
        TEMPLATE: pull_request_template(),
        RELEASE: _release(founding.wheel),
        ".github/CODEOWNERS": f"* {founding.maintainers}\n",
        SETTINGS: _rendered("board.toml.j2", settings),
        LOCK: _lock(settings),
        "leaderboard/submissions/.gitkeep": "",
        "README.md": _rendered("README.md.j2", settings),
        ".gitattributes": "* -text\n",
        ".gitignore": "/scored/\n/site/\n",
    }
    files = {path: text.encode() for path, text in texts.items()}
    if founding.definitions is not None:
        for path in _definitions(founding.definitions):
            place = path.relative_to(founding.definitions).as_posix()
            files[f"{BENCHMARK}/{place}"] = path.read_bytes()
    return files


def _definitions(folder: Path) -> list[Path]:
    kinds = ("tasks/*.py", "suites/*.py", "boards/*.py", "editions/*.json", "languages.tsv")
    return [path for kind in kinds for path in sorted(folder.glob(kind)) if path.is_file()]


def _release(wheel: Path | None) -> str:
    """A requirements file with this version, and with the wheel's digest if it is at hand."""
    here = version("xstilts")
    if wheel is None:
        return f"xstilts=={here}\n"
    if not wheel.name.startswith(f"xstilts-{here}-") or wheel.suffix != ".whl":
        raise UsageError(
            f"{wheel.name} is not the wheel of xstilts {here}.",
            f"Get it with `pip download --no-deps xstilts=={here}`.",
        )
    try:
        digest = sha256(wheel.read_bytes()).hexdigest()
    except OSError as error:
        raise DataError(f"{wheel}: {error.strerror}.", "Name the wheel's file.") from error
    return f"xstilts=={here} --hash=sha256:{digest}\n"


def _lock(settings: Settings) -> str:
    """The gold that this project's board accepts, for the cells of the chosen boards."""
    text = original(LOCK)
    boards = [BOARDS[name] for name in settings.boards or BOARDS if name in BOARDS]
    wanted = {
        (board.edition_of(cell), cell.task, cell.language)
        for board in boards
        for cell in board.suite.cells()
    }
    value = json.loads(text)
    packs = [
        one for one in value["packs"] if (one["edition"], one["task"], one["language"]) in wanted
    ]
    return json.dumps(value | {"packs": packs}, ensure_ascii=False, indent=2) + "\n"


def _rendered(template: str, settings: Settings) -> str:
    environment = Environment(
        loader=PackageLoader("xstilts_leaderboard.founding"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=False,  # Markdown and TOML
    )
    environment.filters["toml"] = _toml
    names = settings.boards or tuple(BOARDS)
    return environment.get_template(template).render(
        settings=settings,
        boards=[BOARDS[name] for name in names if name in BOARDS],
        own_tasks=in_use().folder is not None,
        version=version("xstilts"),
        owner=(settings.repository or "OWNER/NAME").partition("/")[0],
        repository=settings.repository or "OWNER/NAME",
    )


def _toml(value: str | list[str]) -> str:
    """A TOML string or array of strings; JSON's are the same for printable text."""
    return json.dumps(value, ensure_ascii=False)
