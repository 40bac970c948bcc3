"""`predict`: predict a suite with a checkpoint and write a submission folder.

A request is prepared (`preparing.py`: plan, data, heads, tokenizers) → each head is opened once →
its cells are predicted, shard by shard → each file is written atomically → the manifest is written
last. Finished work of an interrupted run in the same folder is reused.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts_kit.checkpoint.head import Head
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.engine.launch import ALONE
from xstilts_kit.prediction.adding import added_to, check_alike, extended, held_by
from xstilts_kit.prediction.cells import CellJob, OpenedHeads
from xstilts_kit.prediction.facts import facts_of
from xstilts_kit.prediction.manifest import Computer, manifest_of, model_of
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.prediction.together import (
    check_team,
    device_of,
    help_first,
    lead,
    tell_manifest,
)
from xstilts_kit.submission.description import Description
from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.submission.naming import submission_name
from xstilts_kit.submission.target import Work, state_of, work_on

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead
    from xstilts_kit.engine.progress import Progress
    from xstilts_kit.engine.team import Team


def predict(
    prepared: Prepared,
    out: Path,
    description: Description | None = None,
    *,
    overwrite: bool = False,
    progress: Callable[[int], AbstractContextManager["Progress"]] | None = None,
    team: "Team | None" = None,
) -> Manifest:
    """Carry out a request and write the submission folder.

    Args:
        prepared: The result of `preparing.prepare`.
        out: The folder to write. If it contains a submission, missing cells are added, provided
            that model and settings of their task are the same.
        description: Author, licence, supervision and so on.
        overwrite: Replace an existing submission.
        progress: Opens a progress display for this number of examples; default: none.
        team: The processes that share the work, each of which calls this function with the same
            request; None for one process. The folder must be shared by all machines.

    Returns:
        The manifest that was written, last of all files.

    Raises:
        UsageError: The folder is taken, its name is not a valid submission name, or the cells
            do not fit its submission.
        StorageError: It cannot be written.
        ProcessError: Another process of the team failed or was lost.
    """
    from xstilts_kit.engine.progress import Silent

    description = description or Description()
    held = held_by(out, overwrite=overwrite)
    name = submission_name(description.name, out) if held is None else held.name
    state = state_of(out)
    device = device_of(prepared.request.device, team.launch if team else ALONE)
    with ThreadPoolExecutor(2) as threads:
        # The first head is opened before an earlier submission is removed, and while the files of
        # all heads are read for their digests, each once even if it serves several tasks.
        digests = {
            place: threads.submit(head.digests)
            for place, head in {_place(ready.head): ready.head for ready in prepared.heads}.items()
        }
        first = prepared.heads[0].open(device) if held is None else None
    models = {
        ready.task: model_of(ready, digests[_place(ready.head)].result(), description)
        for ready in prepared.heads
    }
    if held is not None:
        asked = manifest_of(
            prepared, name, description, models, (), Computer(device.type, held.settings.attention)
        )
        prepared = added_to(held, prepared, asked, out)
        if not prepared.surveyed:
            return _as_it_is(held, out, state, team)
    first = first or prepared.heads[0].open(device)
    facts = facts_of(prepared, models, device.type)
    computer = Computer(device.type, _attention(first))
    if held is not None:
        asked = manifest_of(prepared, name, description, models, (), computer)
        check_alike(held, asked, prepared.heads[0].task, out)
    heads = OpenedHeads(device, first)
    del first
    if team is not None:
        check_team(team, facts, prepared, device)

    def jobs(folder: Path, shown: "Progress") -> list[CellJob]:
        return [
            CellJob(prepared, ready, found, facts, heads, out, folder, shown)
            for ready in prepared.heads
            for found in ready.cells
        ]

    if team is not None and not team.first:
        return help_first(team, out, jobs)
    with (
        work_on(out, facts, state, extend=held is not None) as work,
        progress(prepared.examples) if progress else nullcontext(Silent()) as shown,
    ):
        _say_what_is_kept(work, shown)
        if team is None:
            written = [job.predict() for job in jobs(work.folder, shown)]
        else:
            written = lead(team, work.folder, jobs, shown, prepared.examples)
        manifest = manifest_of(prepared, name, description, models, written, computer)
        if held is not None:
            manifest = extended(held, manifest, out)
        work.close(manifest)
    if team is not None:
        tell_manifest(team, manifest)
    return manifest


def _as_it_is(held: Manifest, out: Path, state: str | None, team: "Team | None") -> Manifest:
    """Return the folder's submission, to which nothing has to be added.

    Raises:
        UsageError: No interrupted run is in the folder, so nothing is left to do.
    """
    if not (out / UNFINISHED).is_dir():
        raise _nothing_left(out)
    if team is not None:
        team.meet("checked")
    if team is None or team.first:
        with work_on(out, {}, state, extend=True) as work:
            work.close(held)
    return held


def _nothing_left(out: Path) -> UsageError:
    return UsageError(
        f"{out} already holds a submission, with all that is asked for.",
        "Ask for further tasks or languages to add them, give another --out, or --overwrite to"
        " replace it.",
    )


def left_to_predict(
    held: Manifest, prepared: Prepared, description: Description, out: Path
) -> Prepared:
    """Reduce a request to the cells missing from a folder's submission; no model is opened.

    Raises:
        UsageError: The cells do not fit the submission, or it already has all of them.
    """
    models = {
        ready.task: model_of(ready, ready.head.digests(), description) for ready in prepared.heads
    }
    computer = Computer(held.settings.device or "", held.settings.attention)
    asked = manifest_of(prepared, held.name, description, models, (), computer)
    left = added_to(held, prepared, asked, out)
    if prepared.surveyed and not left.surveyed and not (out / UNFINISHED).is_dir():
        raise _nothing_left(out)
    return left


def _place(head: Head) -> tuple[Path, Path]:
    return head.repository.folder, head.folder.path


def _attention(opened: "OpenHead") -> str | None:
    return getattr(opened.model.config, "_attn_implementation", None)


def _say_what_is_kept(work: Work, shown: "Progress") -> None:
    if work.changed:
        shown.say(
            f"The interrupted run in {work.out} had other settings ({', '.join(work.changed)}):"
            " its work is not used."
        )
    elif work.changed is not None:
        shown.say(f"Going on with the interrupted run in {work.out}.")
