"""``xstilts-submit data prepare``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    key_values,
    language_option,
    names_option,
    quiet_and_debug,
    task_option,
)
from xstilts_kit.diagnostics.errors import UsageError, XstiltsError, nearest

if TYPE_CHECKING:
    from xstilts_kit.cell import Cell
    from xstilts_kit.data.preparation import Outcome, Preparation, State


@click.command(name="prepare")
@click.option(
    "--out",
    type=PATH,
    required=True,
    metavar="DIR",
    help="The folder to fill, in XTREME's download layout; answers go to DIR/gold.",
)
@click.option(
    "--suite", metavar="SUITE", help="The tasks and languages of this suite (default: xtreme)."
)
@task_option("Only this task (default: those of the suite).")
@language_option()
@names_option(
    "--split",
    "splits",
    metavar="SPLIT",
    help="Only this split: train, validation or test (default: validation and test).",
)
@click.option(
    "--from",
    "given",
    multiple=True,
    metavar="TASK=PATH",
    help="An archive or a folder on disk that holds the task's primary files, instead of a"
    " download. Repeatable.",
)
@click.option(
    "--mirror",
    metavar="URL",
    help="Fetch from this server instead of the publishers. It has each file under <host>/<path>"
    " of its own address, like the cache's folder of downloads.",
)
@click.option(
    "--lexicons",
    is_flag=True,
    help="Fetch free bilingual lexicons instead (GATITOS, CC BY 4.0: en to es, fr, hi, qu, wo),"
    " for `predict --lexicons DIR`.",
)
@click.option(
    "--yes", is_flag=True, help="Agree to the licences that are shown, without being asked."
)
@as_json
@quiet_and_debug
def command(
    out: Path,
    suite: str | None,
    tasks: tuple[str, ...],
    languages: tuple[str, ...],
    splits: tuple[str, ...],
    given: tuple[str, ...],
    mirror: str | None,
    lexicons: bool,
    yes: bool,
    json_: bool,
    quiet: bool,
) -> int:
    """Make the official edition from its primary sources.

    Complete files are kept, and an interrupted run is resumed. A split that fails
    does not stop the others: they are listed at the end, and the exit code is 3.
    """
    if lexicons:
        return _lexicons(
            out, tasks or splits or given, languages, mirror, yes=yes, json_=json_, quiet=quiet
        )
    from xstilts_kit.cell import SPLITS
    from xstilts_kit.data.parts import cells_to_build
    from xstilts_kit.data.preparation import Preparation, prepare_data
    from xstilts_kit.data.terms import Consent, ask_on_terminal
    from xstilts_kit.downloads import (
        Downloads,
        cache_folder,
        check_mirror,
        is_offline,
        open_given,
        shown_progress,
    )
    from xstilts_kit.tasks import get_task

    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder.", "Name a folder with --out.")
    for split in splits:
        if split not in SPLITS:
            listed = f"The splits are: {', '.join(SPLITS)}."
            hint = nearest(split, SPLITS, otherwise=listed)
            raise UsageError(f"There is no split {split!r}.", hint)
    handed = {
        get_task(task).name: open_given(task, path)
        for task, path in key_values("--from", given).items()
    }
    chosen = [split for split in SPLITS if split in splits]
    cells = cells_to_build(tasks, languages, chosen, suite)
    for task in handed:
        if all(cell.task != task for cell in cells):
            raise UsageError(
                f"--from is given for {task}, which is not prepared.",
                f"Leave it out, or add --task {task}.",
            )
    address = None if mirror is None else check_mirror(mirror)
    with shown_progress(quiet=quiet) as progress:
        downloads = Downloads(cache_folder(), address, is_offline(), progress)
        wanted = Preparation(out, cells, downloads, handed)
        if not tasks:
            wanted = _without_supplied(wanted, quiet)
        outcome = prepare_data(
            wanted,
            Consent(
                yes,
                lambda line: note(line, quiet),
                "Read them above, then run the same command with --yes.",
                ask_on_terminal(),
            ),
            lambda cell, state: _tell(cell, state, quiet),
        )
    _report(outcome, out, json_)
    return outcome.exit_code


def _lexicons(
    out: Path,
    others: tuple[str, ...],
    languages: tuple[str, ...],
    mirror: str | None,
    *,
    yes: bool,
    json_: bool,
    quiet: bool,
) -> int:
    from xstilts_kit.data.lexicons import prepare_lexicons
    from xstilts_kit.data.terms import Consent, ask_on_terminal
    from xstilts_kit.downloads import (
        Downloads,
        cache_folder,
        check_mirror,
        is_offline,
        shown_progress,
    )

    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file, not a folder.", "Name a folder with --out.")
    if others:
        raise UsageError(
            "--lexicons is given together with --task, --split or --from.",
            "Prepare lexicons and tasks in two runs.",
        )
    address = None if mirror is None else check_mirror(mirror)
    with shown_progress(quiet=quiet) as progress:
        found = prepare_lexicons(
            out,
            languages,
            Downloads(cache_folder(), address, is_offline(), progress),
            Consent(
                yes,
                lambda line: note(line, quiet),
                "Read it above, then run the same command with --yes.",
                ask_on_terminal(),
            ),
        )
    if json_:
        print_json({"out": str(out), "files": found.files})
    else:
        click.echo(str(found))
        note(f"Next: xstilts-submit predict --transform codeswitch:0.5 --lexicons {out}", quiet)
    return 0


def _without_supplied(wanted: "Preparation", quiet: bool) -> "Preparation":
    """Without what the user would have to hand over; it is said once a task."""
    from dataclasses import replace

    from xstilts_kit.tasks import get_task

    left = [cell for cell in wanted.cells if not (wanted.is_supplied(cell) or wanted.is_here(cell))]
    for name, source in dict.fromkeys((cell.task, get_task(cell.task).source) for cell in left):
        note(
            f"{name} is left out: get its archives from {source}, under their terms, then add"
            f" --from {name}=FOLDER.",
            quiet,
        )
    return replace(wanted, cells=tuple(cell for cell in wanted.cells if cell not in left))


def _tell(cell: "Cell", state: "State | XstiltsError", quiet: bool) -> None:
    """What is happening; why something failed stands at the end."""
    if isinstance(state, XstiltsError):
        note(f"{cell}: failed", quiet)
    elif state != "kept":
        note(f"{cell}: {'already there' if state == 'adopted' else state}", quiet)


def _report(outcome: "Outcome", out: Path, json_: bool) -> None:
    states = {state: 0 for state in ("built", "adopted", "kept")}
    for state in outcome.done.values():
        states[state] += 1
    if json_:
        print_json(
            {
                "out": str(out),
                **states,
                "failed": [
                    {
                        "task": failure.cell.task,
                        "language": failure.cell.language,
                        "split": failure.cell.split,
                        "error": failure.error.what,
                        "remedy": failure.error.remedy,
                    }
                    for failure in outcome.failures
                ],
            }
        )
    else:
        there = states["adopted"] + states["kept"]
        failed = f", {len(outcome.failures)} failed" if outcome.failures else ""
        total = sum(states.values())
        click.echo(
            f"{out}: {total} {'split' if total == 1 else 'splits'}"
            f" ({states['built']} built, {there} there before){failed}"
        )
    if outcome.failures:
        click.echo("Failed:", err=True)
        for failure in outcome.failures:
            click.echo(f"  {failure.error.what}\n    {failure.error.remedy}", err=True)
