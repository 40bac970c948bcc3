"""Checks whether a valid submission can be ranked, from its manifest alone."""

import re
import shlex
from collections.abc import Iterator

from xstilts_kit.boards._discovery import BOARDS
from xstilts_kit.submission.manifest import DataEntry, Manifest
from xstilts_kit.submission.naming import is_portable_name
from xstilts_kit.suites import get_suite

_HUB_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,95}(/[A-Za-z0-9_][A-Za-z0-9._-]{0,95})?")


def obstacles(manifest: Manifest, folder_name: str, path: str | None = None) -> Iterator[str]:
    """One sentence for each reason why the submission cannot be ranked.

    Args:
        manifest: Its manifest, valid by `xstilts_kit.validate`.
        folder_name: The name of its folder.
        path: The folder's path in suggested commands; default: `folder_name`.
    """
    path = path or folder_name
    if not is_portable_name(manifest.name):
        yield (
            f"{manifest.name} cannot be a folder's name on every system: choose another with"
            f" {_describe(path, '--name NAME')}."
        )
    if manifest.name != folder_name:
        yield f"The folder is named {folder_name}, the submission {manifest.name}: use one name."
    if not manifest.author.github:
        yield (
            "author.github is empty: nobody could change or remove the row. Run"
            f" {_describe(path, '--github LOGIN:ID')}."
        )
    if manifest.licence is None:
        yield (
            f"No licence is given for the predictions. Run {_describe(path, '--licence LICENCE')}."
        )
    if manifest.scores:
        yield "Saved scores are listed: `xstilts-submit submit` files it without them."
    for model in manifest.models:
        if model.kind == "hub" and _HUB_ID.fullmatch(model.id) is None:
            yield f"{model.id[:100]!r} is not the id of a model on the Hub (OWNER/NAME)."
    yield from _incomplete(manifest)
    board = BOARDS.get(manifest.suite)
    if board is None:
        known = ", ".join(BOARDS)
        yield f"There is no board for the suite {manifest.suite}; there are {known}."
        return
    clean = {entry.cell for entry in manifest.data if entry.transform is None}
    for entry in manifest.data:
        yield from _unfit(entry, board.edition_of(entry.cell.slot))
        if entry.cell.clean not in clean:
            yield f"{entry.cell.name}: there are no predictions on the clean inputs beside it."


def _describe(path: str, option: str) -> str:
    """The command that corrects a description."""
    return f"`xstilts-submit describe {shlex.quote(path)} {option}`"


def _incomplete(manifest: Manifest) -> Iterator[str]:
    """Why no task of the suite is complete. One complete task is enough for a row."""
    suite = get_suite(manifest.suite)
    partial = []
    for task in suite.tasks():
        clean = (entry for entry in manifest.data if entry.transform is None)
        held = {entry.language for entry in clean if entry.task == task.name}
        missing = [language for language in suite.languages_of(task) if language not in held]
        if held and not missing:
            return
        if held:
            partial.append(f"{task.name} has no predictions for {' '.join(missing)}")
    found = "; ".join(partial) or f"none of {', '.join(suite.task_names)} was predicted"
    yield f"No task has all its languages: {found}. A row needs at least one whole task."


def _unfit(entry: DataEntry, edition: str) -> Iterator[str]:
    name = entry.cell.name
    if entry.split != "test":
        yield f"{name}: predicted on the {entry.split} split; boards rank test splits."
    if entry.limit is not None:
        yield f"{name}: only the first {entry.limit} examples were predicted."
    if entry.split == "test" and entry.edition != edition:
        found = entry.edition or "unknown"
        yield f"{name}: predicted on edition {found}; the board is on {edition}."
