"""``xstilts-submit score``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import note, print_json, table_width
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug, source_option

if TYPE_CHECKING:
    from xstilts_kit.scoring.scores import CellScore, Consistency, Mean, Scores, TaskScore
    from xstilts_kit.submission.manifest import RetrievalSettings


@click.command(name="score")
@click.argument("submission", type=PATH)
@source_option
@click.option(
    "--gold",
    multiple=True,
    type=PATH,
    metavar="DIR",
    help="A folder with the answers: XTREME's label layout, or labelled splits under the download"
    " names. May be repeated; the first that has a file is taken.",
)
@click.option("--allow-missing", is_flag=True, help="A question without an answer counts as wrong.")
@click.option(
    "--intervals/--no-intervals",
    default=True,
    show_default=True,
    help="Give 95 % intervals, from 1000 replicates of a bootstrap over items.",
)
@as_json
@quiet_and_debug
def command(
    submission: Path,
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    allow_missing: bool,
    intervals: bool,
    json_: bool,
    quiet: bool,
) -> int:
    """Score a submission that is valid.

    Writes scores.json into the folder and prints the table. The last line is the signature: two
    scores with the same signature are comparable.
    """
    from xstilts_kit.diagnostics.render import as_text
    from xstilts_kit.scoring.scoring import Invalid, score_fully

    try:
        scored = score_fully(
            submission,
            sources,
            gold,
            allow_missing=allow_missing,
            intervals=intervals,
            say=lambda line: note(line, quiet),
        )
    except Invalid as error:
        click.echo(as_text(error.report.problems, str(submission)), err=True)
        raise
    scored.write(submission)
    scores = scored.scores
    if json_:
        print_json(scores.as_json())
        return 0
    _print(scores, scored.manifest.settings.retrieval)
    if not scores.inputs_verified:
        note("The inputs were not all at hand: the manifest's word is taken for them.", quiet)
    return 0


def _print(scores: "Scores", embedding: "RetrievalSettings | None") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from xstilts_kit.families import get_family
    from xstilts_kit.tasks import get_task

    console = Console(width=table_width(), highlight=False, soft_wrap=True)
    baselines = _baselines(scores)
    for task in scores.tasks:
        cells = [cell for cell in scores.cells if cell.task == task.task]
        if not cells:
            continue
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=None)
        table.add_column(task.task)
        for name in task.metrics:
            table.add_column(name.replace("_", " "), justify="right")
        spread = any(cell.interval for cell in cells)
        if spread:
            table.add_column(f"95 % of {get_task(task.task).metric.replace('_', ' ')}")
        table.add_column("examples", justify="right")
        if baselines:
            table.add_column("cheap baseline", justify="right")
        remarks = any(_remark(cell) for cell in cells)
        if remarks:
            table.add_column("")
        for cell in cells:
            values = cell.metrics or {}
            name = cell.cell.name.removeprefix(f"{task.task}/")
            row = [name, *(_number(values.get(metric)) for metric in task.metrics)]
            if spread:
                row.append(_interval((cell.interval or {}).get(get_task(task.task).metric)))
            row.append(f"{cell.examples if cell.limit is None else cell.limit:,}")
            if baselines:
                name, value = baselines.get((cell.task, cell.language), ("", None))
                row.append(f"{name} {_number(value)}" if name else "")
            if remarks:
                row.append(_remark(cell))
            table.add_row(*row)
        table.add_section()
        table.add_row(*_mean_row(task), *([_interval(task.interval)] if spread else []))
        console.print(table)
        if embedding is not None and not get_family(get_task(task.task).family).heads:
            console.print(f"Embeddings: {embedding.describe()}\n", markup=False)
        for entry in scores.consistency or ():
            if entry.task == task.task:
                console.print(_spread(entry))
    for group in scores.groups:
        console.print(f"{group.group:<16}{_mean_text(group)}")
    console.print(f"{'overall':<16}{_mean_text(scores.overall)}")
    console.print(f"\n{scores.signature}")


def _baselines(scores: "Scores") -> dict[tuple[str, str], tuple[str, float]]:
    from xstilts_kit.miniature import cheap_baselines

    mini = [cell for cell in scores.cells if (cell.edition or "").startswith("mini-")]
    if not mini or any(cell.split != "test" or cell.limit for cell in mini):
        return {}
    return dict(cheap_baselines())


def _remark(cell: "CellScore") -> str:
    if cell.metrics is None:
        return "no gold"
    parts: list[str] = [cell.split] if cell.split != "test" else []
    if cell.missing:
        parts.append(f"{cell.missing} without a record count as wrong")
    if cell.unknown_gold:
        parts.append(f"{cell.unknown_gold} without known gold left out")
    return ", ".join(parts)


def _mean_row(task: "TaskScore") -> list[str]:
    if task.score is not None:
        heading = "mean (partial gold)" if task.partial_gold else "mean"
        return [heading, *(_number(value) for value in task.metrics.values())]
    return [f"{_number(None)} ({_partial(task, 'language')})"]


def _mean_text(mean: "Mean") -> str:
    if mean.score is not None:
        ends = f" {_interval(mean.interval)}" if mean.interval else ""
        return _number(mean.score) + ends + (" (partial gold)" if mean.partial_gold else "")
    return f"{_number(None)} ({_partial(mean, 'task')})"


def _partial(mean: "Mean", part: str) -> str:
    parts = part if mean.of == 1 else f"{part}s"
    if mean.mean_of_available is None:
        return f"0 of {mean.of} {parts}"
    limited = ", first examples only" if mean.rule == "limited" else ""
    return f"mean of {mean.have} of {mean.of} {parts}: {_number(mean.mean_of_available)}{limited}"


def _interval(ends: tuple[float, float] | None) -> str:
    return "" if ends is None else f"[{ends[0]:.1f}, {ends[1]:.1f}]"


def _spread(entry: "Consistency") -> str:
    """One line on the languages that are not English."""
    even = entry.evenness
    gap = "" if even.english_gap is None else f", English gap {even.english_gap:.1f}"
    alike = entry.agreement
    kappa = "" if alike is None or alike.kappa is None else f", agreement kappa {alike.kappa:.2f}"
    return (
        f"{len(even.languages)} languages besides English: SD {even.standard_deviation:.1f}, worst"
        f" {even.worst_language} {even.worst:.1f}{gap}{kappa}\n"
    )


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.1f}"
