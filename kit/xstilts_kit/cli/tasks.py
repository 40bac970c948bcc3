"""``xstilts-submit tasks``."""

from typing import Any

import click

from xstilts_kit.cli._console import print_json, table_width
from xstilts_kit.cli._options import as_json, quiet_and_debug


@click.command(name="tasks")
@as_json
@quiet_and_debug
def command(json_: bool, quiet: bool) -> None:
    """List tasks, languages, metrics, sources, licences and editions."""
    listing = _listing()
    if json_:
        print_json(listing)
    else:
        _print(listing)


def _listing() -> dict[str, Any]:
    from xstilts_kit.editions import all_editions
    from xstilts_kit.suites import SUITES
    from xstilts_kit.tasks import all_tasks

    tasks = [
        {
            "name": task.name,
            "title": task.title,
            "family": task.family,
            "group": task.group,
            "metric": task.metric,
            "languages": list(task.languages),
            "labels": list(task.labels),
            "source": task.source,
            "licence": task.licence,
            "citation": task.citation,
            "editions": {
                edition.name: {
                    split: {
                        language: entry.examples
                        for (name, language, role), entry in edition.entries.items()
                        if name == task.name and role == split
                    }
                    for split in ("validation", "test")
                }
                for edition in all_editions().values()
            },
        }
        for task in all_tasks().values()
    ]
    suites = [
        {
            "name": suite.name,
            "title": suite.title,
            "tasks": [task.name for task in suite.tasks()],
            "not_yet": [name for name in suite.task_names if name not in all_tasks()],
        }
        for suite in SUITES.values()
    ]
    return {"tasks": tasks, "suites": suites}


def _print(listing: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=table_width(), highlight=False, soft_wrap=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("task", "group", "metric", "languages", "source and licence"):
        table.add_column(heading)
    for task in listing["tasks"]:
        languages = f"{len(task['languages'])}: {' '.join(task['languages'])}"
        table.add_row(
            task["name"],
            task["group"],
            task["metric"],
            languages,
            f"{task['source']}\n{task['licence']}",
        )
    console.print(table)
    sizes = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("edition", "task", "split"):
        sizes.add_column(heading)
    sizes.add_column("languages", justify="right")
    sizes.add_column("examples", justify="right")
    sizes.add_column("smallest to largest")
    for task in listing["tasks"]:
        for edition, splits in task["editions"].items():
            for split, counts in splits.items():
                if counts:
                    sizes.add_row(
                        edition,
                        task["name"],
                        split,
                        str(len(counts)),
                        f"{sum(counts.values()):,}",
                        _range(counts),
                    )
    console.print(sizes)
    for suite in listing["suites"]:
        later = f"; not in this version: {', '.join(suite['not_yet'])}" if suite["not_yet"] else ""
        console.print(
            f"suite {suite['name']}: {suite['title']} ({', '.join(suite['tasks'])}{later})"
        )


def _range(counts: dict[str, int]) -> str:
    low, high = min(counts, key=lambda c: counts[c]), max(counts, key=lambda c: counts[c])
    if counts[low] == counts[high]:
        return f"{counts[low]:,} each"
    return f"{counts[low]:,} ({low}) to {counts[high]:,} ({high})"
