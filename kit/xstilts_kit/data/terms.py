"""The licences of data to be fetched, and the user's consent to them.

Sizes and licences are shown before anything is fetched. Consent is remembered in the cache, by task
and licence, so that users are asked only once.
"""

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.downloads import cache_folder
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.storage import write_json

Ask = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Terms:
    """One licence of a task's primary files."""

    task: str
    licence: str
    noncommercial: bool
    files: int
    """How many files are under this licence."""
    cite: str
    """How to cite the data, from the first file."""

    @property
    def key(self) -> str:
        """Key under which consent is stored."""
        return f"{self.task}: {self.licence}"

    @property
    def warnings(self) -> tuple[str, ...]:
        """Restrictions of the licence, as text."""
        return warnings_of(self.licence, self.noncommercial)


def warnings_of(licence: str, noncommercial: bool) -> tuple[str, ...]:
    """Restrictions of a licence, as text: commercial use, modified copies, redistribution."""
    found = []
    text = licence.lower()
    if "license.txt" in text:
        found.append("read it there before commercial use or redistribution")
    elif noncommercial:
        found.append("not for commercial use")
    if "-nd" in text:
        found.append("modified copies must not be redistributed")
    if "no redistribution" in text or "not redistribut" in text:
        found.append("copies must not be redistributed")
    if not text or "unknown" in text or "no licence" in text:
        found.append("the licence is not known, so do not redistribute copies")
    return tuple(found)


def terms_of(files: Iterable[tuple[str, PrimaryFile]]) -> tuple[Terms, ...]:
    """The licences of (task, file) pairs, in order of first appearance."""
    found: dict[tuple[str, str], list[PrimaryFile]] = {}
    for task, file in files:
        found.setdefault((task, file.licence), []).append(file)
    return tuple(
        Terms(
            task,
            licence,
            any(file.noncommercial for file in group),
            len(group),
            group[0].cite.partition("; ")[0],
        )
        for (task, licence), group in found.items()
    )


def size_text(files: Sequence[PrimaryFile]) -> str:
    """Format the number and size of files: ``3 files, 12.5 MB (and 1 of unknown size)``."""
    known = sum(file.bytes or 0 for file in files)
    unknown = sum(file.bytes is None for file in files)
    text = f"{len(files)} {'file' if len(files) == 1 else 'files'}"
    if unknown == len(files):
        return f"{text} of unknown size"
    rest = f" (and {unknown} of unknown size)" if unknown else ""
    return f"{text}, {known / 1e6:,.1f} MB{rest}"


def show_terms(terms: Iterable[Terms], files: Sequence[PrimaryFile], say: Say) -> None:
    """Print what would be fetched and under which licences."""
    say(f"To fetch: {size_text(files)}.")
    cited = ""
    for entry in terms:
        files_under = f" ({entry.files} {'file' if entry.files == 1 else 'files'})"
        forbidden = "".join(f"; {warning}" for warning in entry.warnings)
        say(f"  {entry.task}: {entry.licence or 'no licence stated'}{files_under}{forbidden}")
        if entry.cite and entry.task != cited:
            cited = entry.task
            say(f"    cite: {entry.cite}")


@dataclass(frozen=True, slots=True)
class Consent:
    """How the user accepts licences."""

    yes: bool
    """Whether the user accepted in advance (``--yes``)."""
    say: Say
    """Prints a line to stderr."""
    remedy: str
    """Remedy shown if there is no terminal to ask on."""
    ask: Ask | None = None
    """Asks the user a question; None without a terminal."""


def ask_on_terminal() -> Ask | None:
    """A function that asks on the terminal; None without one."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    import click

    return lambda question: click.confirm(question, err=True)


def agree(terms: Sequence[Terms], files: Sequence[PrimaryFile], consent: Consent) -> None:
    """Show sizes and licences, and return only if the user accepts now or has done so before.

    Args:
        terms: The licences.
        files: Files to be fetched.
        consent: How the user accepts licences.

    Raises:
        UsageError: The licences were declined, or there is no terminal to ask on.
    """
    if not files:
        return
    show_terms(terms, files, consent.say)
    accepted = read_accepted()
    new = [entry for entry in terms if entry.key not in accepted]
    if new and not consent.yes:
        names = ", ".join(dict.fromkeys(entry.task for entry in new))
        if consent.ask is None:
            raise UsageError(
                f"The licences of {names} are not accepted, and there is no terminal to ask on.",
                consent.remedy,
            )
        if not consent.ask("Fetch them under these licences?"):
            raise UsageError("Nothing was fetched: the licences were declined.", consent.remedy)
    if new:
        remember(new)


def _file() -> Path:
    return cache_folder() / "accepted.json"


def read_accepted() -> dict[str, str]:
    """Read the accepted licences: ``task: licence`` → date."""
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))["accepted"]
        return {str(key): str(value) for key, value in found.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def remember(terms: Iterable[Terms]) -> None:
    """Store the accepted licences in the cache.

    Raises:
        StorageError: The cache cannot be written.
    """
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    accepted = {**read_accepted(), **{entry.key: now for entry in terms}}
    write_json(_file(), {"schema": "xstilts-accepted-v1", "accepted": accepted})
