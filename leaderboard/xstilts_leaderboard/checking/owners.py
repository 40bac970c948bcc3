"""Ownership: a row may be changed by the accounts named in its manifest on the base commit.

The pull request's own copy of the owners is never trusted. If the manifest on the base commit
cannot be read, it names no owner, so only maintainers may change the row.
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
"""Maximum bytes read from a manifest; its size in git has been checked before."""


@dataclass(frozen=True, slots=True)
class Account:
    """A GitHub account, as named in the pull request's event."""

    id: int
    login: str | None = None
    """None if unknown; it is then not compared."""


def refuse_strangers(
    change: Change, before: Path, after: Path, author: Account, problems: Problems
) -> None:
    """Reject authors who do not own the folder on the base or are not listed in its new manifest.

    Args:
        change: The changed folder.
        before: The folder on the base commit; does not exist for a new row.
        after: The folder after the pull request.
        author: The account that opened the pull request.
        problems: Collects the problems found.
    """
    manifest = f"{change.folder}/{MANIFEST}"
    if before.is_dir():
        owners = owners_of(before)
        if not owners:
            problems.add(
                "XS707", manifest, "its owners cannot be read on the base: maintainers only"
            )
        elif author.id not in owners:
            problems.add("XS707", manifest, f"account {author.id} is not an owner")
    listed = owners_of(after)  # None if unreadable, which is reported later
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
    """Return the folder's owners (number → login), or None if they cannot be read.

    Only the owners are parsed: if the rest of an old manifest violates a rule that was tightened
    later, its owners must not lose their row.
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
