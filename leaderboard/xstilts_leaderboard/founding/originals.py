"""The workflows and scripts of this project's own board, from which those of others are made.

The wheel holds copies of the files that the repository has at its top; a checkout holds the files.
"""

from importlib.resources import files
from pathlib import Path

from xstilts_kit.diagnostics.errors import StorageError

PLAIN = (
    ".github/workflows/score.yml",
    ".github/workflows/comment.yml",
    ".github/workflows/publish.yml",
    ".github/scripts/comment.py",
    ".github/scripts/install.sh",
    ".github/scripts/issue.py",
    ".github/scripts/scored.sh",
    ".github/scripts/take_rows.py",
    ".github/actions/check/action.yml",
    ".github/actions/check/requirements.txt",
)
"""Files that an own board takes as they are, without the parts that are marked as ours."""

TEMPLATE = ".github/pull_request_template.md"
LOCK = "leaderboard/gold.lock"

_BEGIN, _END = "# <only on the board of xstilts itself>", "# </only>"
_OTHER_CHANGES = "**A change of code"


def original(path: str) -> str:
    """The text of one of this project's files, by its path in the repository.

    Raises:
        StorageError: The installation is damaged.
    """
    packaged = files("xstilts_leaderboard") / "originals" / path.removeprefix(".")
    checkout = Path(__file__).resolve().parents[3] / path
    for place in (packaged, checkout):
        if place.is_file():
            return place.read_text(encoding="utf-8")
    raise StorageError(f"This installation has no {path}.", "Install xstilts again.")


def for_others(path: str) -> str:
    """The text of one of the `PLAIN` files, for an own board."""
    kept, ours = [], False
    for line in original(path).splitlines(keepends=True):
        mark = line.strip()
        ours = ours or mark == _BEGIN
        if not ours:
            kept.append(line)
        ours = ours and mark != _END
    return "".join(kept)


def pull_request_template() -> str:
    """What a pull request with a submission begins with."""
    text, _, _ = original(TEMPLATE).partition(_OTHER_CHANGES)
    _, _, rest = text.partition("-->\n")
    return f"{rest.strip()}\n"
