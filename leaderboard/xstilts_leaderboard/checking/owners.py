"""Who may change a row: the accounts that the base commit's copy of it names.

What the pull request itself says of owners is never believed. A copy on the base that cannot be
read names nobody, so that only maintainers may change it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.submission.filed import OWNERS_AT_MOST
from xstilts_kit.submission.layout import MANIFEST, WITHDRAWAL
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_leaderboard.checking.change import Change

_LARGEST = 2 << 20
"""Bytes of a manifest that are read; git says before that it has no more."""


@dataclass(frozen=True, slots=True)
class Account:
    """A GitHub account, as the event of the pull request names it."""

    id: int
    login: str | None = None
    """None where it is not known; it is then not compared."""


def refuse_strangers(
    change: Change, before: Path, after: Path, author: Account, problems: Problems
) -> None:
    """The base's owners may change a folder; the author of a pull request must be listed in it.

    Args:
        change: What is changed.
        before: The folder on the base commit; not there for a new row.
        after: The folder as the pull request leaves it.
        author: Who opened the pull request.
        problems: Take what is wrong.
    """
    manifest = f"{change.folder}/{MANIFEST}"
    if before.is_dir():
        owners = owners_of(before)
        if not owners:
            problems.add(
                "XS707", manifest, "its owners cannot be read on the base: maintainers only"
            )
        elif author.id not in owners:
            problems.add("XS707", manifest, f"account {author.id} is no owner")
    listed = owners_of(after)  # None where it cannot be read, which is said later
    if listed is None:
        return
    if author.id not in listed:
        problems.add("XS708", manifest, f"account {author.id} is not listed")
    elif author.login is not None and listed[author.id].casefold() != author.login.casefold():
        problems.add(
            "XS708",
            manifest,
            f"account {author.id} is called {author.login}, not {listed[author.id]}",
        )


def owners_of(folder: Path) -> Mapping[int, str] | None:
    """Number → login of a folder's owners; None where it does not say in a form that can be read.

    Only the owners are read: a rule that was tightened since, and that the rest of an old manifest
    breaks, must not take its row from them.
    """
    withdrawn = (folder / WITHDRAWAL).exists()
    try:
        with (folder / (WITHDRAWAL if withdrawn else MANIFEST)).open("rb") as file:
            value = parse(file.read(_LARGEST).decode("utf-8"))
        listed = value["github"] if withdrawn else value["author"]["github"]
        owners = {_number(one["id"]): one["login"] for one in listed}
    except (OSError, StrictJSONError, ValueError, KeyError, TypeError, OverflowError):
        return None
    sound = len(owners) == len(listed) <= OWNERS_AT_MOST
    return owners if sound and all(isinstance(one, str) for one in owners.values()) else None


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
        raise ValueError(value)
    return int(value)
