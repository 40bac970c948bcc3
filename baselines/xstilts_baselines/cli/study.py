"""``xstilts-baselines study``."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from xstilts_baselines.cli._evaluation import evaluation_options, read_evaluation
from xstilts_baselines.cli._options import base_option, data_option, debug_option, target_option
from xstilts_kit.cli.options import PATH, as_json, names_option
from xstilts_kit.diagnostics.errors import UsageError


@click.command(name="study")
@click.argument("study")
@click.option("--out", type=PATH, required=True, metavar="DIR", help="Folder of the study.")
@click.option(
    "--recipes",
    metavar="BASE",
    help="For a research question: the base whose recipes are run, e.g. mini or xlmr-base.",
)
@click.option(
    "--runs",
    type=PATH,
    metavar="DIR",
    help="Folder of the runs, which studies can share (default: runs in --out).",
)
@click.option("--seed", "seeds", type=int, multiple=True, help="Run only this seed. Repeatable.")
@names_option("--arm", "arms", metavar="ARM", help="Run only this arm and the baseline.")
@click.option("--only", type=click.IntRange(0), help="Carry out only run N, counted from 0.")
@click.option("--drop-models", is_flag=True, help="Delete each run's model after scoring.")
@click.option("--slurm", is_flag=True, help="Print a SLURM array script, without running anything.")
@base_option
@click.option(
    "--set",
    "changes",
    multiple=True,
    metavar="[ARM:]KEY=VALUE",
    help="Override a value in every arm's recipe, or in one arm's. Repeatable.",
)
@target_option
@data_option
@evaluation_options
@as_json
@debug_option
def command(
    study: str, out: Path, only: int | None, recipes: str | None, runs: Path | None, **options: Any
) -> None:
    """Run a study (arms times seeds) and write the table of differences.

    To resume an interrupted study, repeat the command.
    """
    from xstilts_baselines.studies.planning import plan_runs
    from xstilts_baselines.studies.running import array_job, run_one
    from xstilts_baselines.studies.study import chosen, load_study

    found = chosen(load_study(study), options["arms"], options["seeds"])
    planned = plan_runs(found, options["changes"], options["base"], options["targets"], recipes)
    if options["slurm"]:
        command_line = [part for part in _called() if part != "--slurm"]
        click.echo(array_job(found, command_line, len(planned), out), nl=False)
        return
    if only is not None and only >= len(planned):
        raise UsageError(f"There are {len(planned)} runs.", f"Give --only 0 to {len(planned) - 1}.")
    runs = runs or out / "runs"
    if found.answers and options["drop_models"] and only is not None:
        raise UsageError(
            "The answer is measured with the models, after all runs.",
            "Leave --drop-models out with --only; give it to the command without --only.",
        )
    order = _order(out, options, [one.recipe for one in planned])
    wanted = planned if only is None else planned[only : only + 1]
    drop = options["drop_models"] and not found.answers
    records = {one.name: run_one(one, order, runs, _say, drop_model=drop) for one in wanted}
    if only is not None:
        _say(f"{wanted[0].name} is done; run the command without --only to make the table.")
        return
    if found.answers is not None:
        _answer(found, planned, order, out, runs, records, {**options, "recipes": recipes})
        return
    from xstilts_baselines.studies.table import STUDY, as_text, collect
    from xstilts_kit.cli.console import print_json

    value = collect(found, planned, order, out, runs, records)
    if options["json_"]:
        print_json(value)
        return
    click.echo(as_text(value))
    _say(f"{out / STUDY}: {len(planned)} runs")


def _answer(
    study: Any,
    planned: Sequence[Any],
    order: Any,
    out: Path,
    runs: Path,
    records: dict[str, Any],
    options: dict[str, Any],
) -> None:
    """Measure the runs, and write and print the answer to the research question."""
    from xstilts_baselines.questions import get_question
    from xstilts_baselines.questions.document import ANSWER, as_text, write_answer
    from xstilts_baselines.questions.measuring import measure_arms
    from xstilts_kit.cli.console import print_json

    question = get_question(study.answers)
    arms = measure_arms(question, study, planned, order, runs, records, _say)
    command = " ".join(["xstilts-baselines", "study", study.name, "--recipes", options["recipes"]])
    value = write_answer(question, study, planned, arms, records, command, out)
    if options["json_"]:
        print_json(value)
    else:
        click.echo(as_text(value))
    _say(f"{out / ANSWER}: {len(planned)} runs")


def _order(out: Path, options: dict[str, Any], recipes: Sequence[Any]) -> Any:
    from xstilts_baselines.data.opening import read_places
    from xstilts_baselines.run.carrying_out import Order

    return Order(
        out,
        read_places(options["places"], own=[name for one in recipes for name in one.own_tasks]),
        read_evaluation(options, recipes[0]),
        options["device"],
        options["changes"],
        options["targets"],
    )


def _called() -> list[str]:
    """Return the command line as typed by the user."""
    return ["xstilts-baselines", *sys.argv[1:]]


def _say(line: str) -> None:
    click.echo(line, err=True)
