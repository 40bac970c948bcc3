"""``xstilts-submit predict``."""

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.description import description_options, read_description
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    device_options,
    key_values,
    language_option,
    limit_option,
    quiet_and_debug,
    read_limits,
    read_resources,
    resource_options,
    source_option,
    split_option,
    task_option,
    transform_option,
    yes_option,
)
from xstilts_kit.cli.slurm import array_script
from xstilts_kit.diagnostics.errors import UsageError

if TYPE_CHECKING:
    from xstilts_kit.engine.team import Team


@click.command(name="predict")
@click.option(
    "--model",
    "models",
    multiple=True,
    required=True,
    metavar="[TASK=]CHECKPOINT",
    help="A folder (one head, or a sub-folder per head), a Hub id, or mini (the bundled tiny"
    " checkpoint). For one task: panx=DIR. May be repeated.",
)
@click.option("--out", type=PATH, metavar="DIR", help="The submission folder to write.")
@click.option(
    "--suite",
    default="xtreme-8",
    show_default=True,
    help="xtreme-8, xtreme, xtreme-r, mini, mini-r, or one task.",
)
@source_option
@task_option()
@language_option()
@split_option()
@transform_option
@resource_options
@limit_option
@click.option(
    "--available",
    is_flag=True,
    help="Skip tasks and languages without data or head, and list them.",
)
@device_options()
@click.option(
    "--max-length",
    "max_lengths",
    multiple=True,
    metavar="TASK=N",
    help="Maximum sub-words of an input (default: 128 for classification and tagging, 384 for"
    " questions, 512 for sentences, 256 for rankings; or what the model takes). Repeatable.",
)
@click.option(
    "--layer",
    type=click.IntRange(0),
    help="Hidden layer from which sentences are embedded in retrieval tasks (default: 8 of 12, 14"
    " of 24, 0.58 of others).",
)
@click.option(
    "--pooling",
    type=click.Choice(["mean", "cls"]),
    default="mean",
    show_default=True,
    help="How that layer is pooled into one vector: the mean over all sub-words, or the first"
    " one's vector.",
)
@click.option(
    "--prefix",
    default="",
    metavar="TEXT",
    help="Text before every sentence in retrieval tasks (default: none, as in XTREME).",
)
@click.option(
    "--labels",
    "label_orders",
    multiple=True,
    metavar="TASK=A,B,C",
    help="Labels in the order of the head's classes, where config.json has no names; never for a"
    " class that the task does not have. Repeatable.",
)
@click.option(
    "--override-labels",
    is_flag=True,
    help="Let --labels contradict the names in config.json; both are recorded.",
)
@click.option(
    "--apply-adapters",
    is_flag=True,
    help="Merge PEFT adapters into their bases for the run; both are recorded. Needs the extra"
    " peft.",
)
@click.option(
    "--save-scores",
    is_flag=True,
    help="Also keep probabilities, spans with scores, or cosines, as Parquet in scores/; boards do"
    " not accept them.",
)
@description_options
@yes_option
@click.option("--overwrite", is_flag=True, help="Replace the submission in --out.")
@click.option("--dry-run", is_flag=True, help="Check everything, estimate the time; write nothing.")
@click.option(
    "--slurm",
    is_flag=True,
    help="Print a SLURM array script with one task per index, without running anything.",
)
@as_json
@quiet_and_debug
@click.pass_context
def command(context: click.Context, /, slurm: bool, **options: Any) -> None:
    """Predict a suite with a checkpoint and write a submission folder.

    Several processes share the work if torchrun starts them: torchrun --nproc-per-node 8 -m
    xstilts_kit predict … On several machines, --out must be a folder that all of them see.
    """
    import os

    from xstilts_kit.engine.launch import ALONE, read_launch

    if slurm:
        click.echo(array_script(context), nl=False)
        return
    if read_launch(os.environ) == ALONE:
        _predict(None, **options)
        return
    from xstilts_kit.diagnostics.libraries import need_libraries

    need_libraries("Prediction", "predict", "torch", "transformers")
    from xstilts_kit.engine.rendezvous import team_of

    team = team_of(os.environ)
    with team or nullcontext():
        if team is not None and not team.first:
            # Mistakes are reported once, and files are fetched once.
            if team.wait_for("prepared") != PREPARED:
                return
            options |= {"quiet": True, "yes": True}
        _predict(team, **options)


PREPARED = "prepared"


def _predict(
    team: "Team | None",
    *,
    out: Path | None,
    dry_run: bool,
    overwrite: bool,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> None:
    from xstilts_kit.suites.choosing import check_choice

    if out is None and not dry_run:
        raise UsageError("No --out is given.", "Name the folder to write, or ask for --dry-run.")
    # Mistyped names are refused before anything large is imported.
    check_choice(options["suite"], options["tasks"], options["languages"], options["splits"])
    limit, limits = read_limits(options["limits"])
    max_lengths = _numbers(options["max_lengths"])
    label_orders = _orders(options["label_orders"])
    description = read_description(options)
    resources = read_resources(options)

    from xstilts_kit.prediction.adding import held_by
    from xstilts_kit.prediction.planned import planned, warning_lines
    from xstilts_kit.prediction.predicting import left_to_predict, predict
    from xstilts_kit.prediction.preparing import Request, prepare
    from xstilts_kit.prediction.together import device_of
    from xstilts_kit.submission.naming import submission_name
    from xstilts_kit.suites import get_suite
    from xstilts_kit.transforms import as_resources

    held = None
    if out is not None:
        held = held_by(out, overwrite=overwrite, suite=get_suite(options["suite"]).name)
        if held is None:
            submission_name(description.name, out)
        elif description.name not in (None, held.name):
            raise UsageError(
                f"{out} already holds a submission, called {held.name}.",
                f"Leave out --name, or rename it first: `xstilts-submit describe {out} --name"
                f" {description.name}`.",
            )
    request = Request(
        models=options["models"],
        suite=options["suite"],
        sources=options["sources"],
        tasks=options["tasks"],
        languages=options["languages"],
        splits=options["splits"],
        transforms=options["transforms"],
        resources=as_resources(resources),
        limit=limit,
        limits=limits,
        available=options["available"],
        device=options["device"],
        dtype=options["dtype"],
        batch_tokens=options["batch_tokens"],
        max_lengths=max_lengths,
        layer=options["layer"],
        pooling=options["pooling"],
        prefix=options["prefix"],
        label_orders=label_orders,
        override_labels=options["override_labels"],
        apply_adapters=options["apply_adapters"],
        save_scores=options["save_scores"],
        yes=options["yes"],
    )
    if team is not None:
        device_of(options["device"], team.launch)
    prepared = prepare(request, dry=dry_run, say=lambda line: note(line, quiet and options["yes"]))
    for line in prepared.plan.skipped:
        note(f"Skipped {line}", quiet)
    for line in warning_lines(prepared.warnings):
        note(line, quiet)
    first = team is None or team.first
    if team is not None and first:
        team.put("prepared", "dry run" if dry_run else PREPARED)
    if dry_run and held is not None and out is not None:
        prepared = left_to_predict(held, prepared, description, out)
    if dry_run or out is None:
        found = planned(prepared, out)
        if json_:
            print_json(found.as_json())
        else:
            click.echo("\n".join(found.lines()))
        if found.refusal is not None:
            raise found.refusal
        return
    import time

    from xstilts_kit.engine.progress import duration, shown_progress

    began = time.monotonic()
    manifest = predict(
        prepared,
        out,
        description,
        overwrite=overwrite,
        progress=None if quiet else shown_progress,
        team=team,
    )
    took = time.monotonic() - began
    if not first:
        return
    if json_:
        print_json(manifest.as_json())
        return
    files = len(manifest.files)
    records = sum(file.records for file in manifest.files)
    click.echo(
        f"{out}: {records:,} records in {files} {'file' if files == 1 else 'files'},"
        f" {duration(took)} ({prepared.examples / max(took, 1e-9):,.0f} examples/s)"
    )
    note(f"Next: xstilts-submit validate {out}", quiet)


def _numbers(values: tuple[str, ...]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, value in _by_task("--max-length", values).items():
        if not value.isdecimal() or int(value) < 8:
            raise UsageError(
                f"--max-length {key}={value}: not a length.",
                "Give 8 sub-words or more; questions need more than 96.",
            )
        found[key] = int(value)
    return found


def _orders(values: tuple[str, ...]) -> dict[str, list[str]]:
    return {key: value.split(",") for key, value in _by_task("--labels", values).items()}


def _by_task(option: str, values: tuple[str, ...]) -> dict[str, str]:
    from xstilts_kit.tasks import get_task

    found = key_values(option, values)
    return {get_task(key).name: value for key, value in found.items()}
