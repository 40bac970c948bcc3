"""``xstilts-submit tasks``."""

from collections.abc import Iterator
from typing import Any

import click

from xstilts_kit.cli.console import print_json, table_width
from xstilts_kit.cli.options import as_json, quiet_and_debug


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
                        cell.language: entry.examples
                        for cell, entry in edition.entries.items()
                        if cell.task == task.name and cell.split == split
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
        }
        for suite in SUITES.values()
    ]
    return {"tasks": tasks, "suites": suites}


def _print(listing: dict[str, Any]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(width=table_width(), highlight=False, soft_wrap=True)
    for task in listing["tasks"]:
        console.print(
            f"[bold]{task['name']}[/bold]  {task['title']}: {task['family']}, {task['metric']};"
            f" group {task['group']}"
        )
        for heading, text in (
            ("languages", f"{len(task['languages'])}: {' '.join(task['languages'])}"),
            ("labels", " ".join(task["labels"])),
            ("source", task["source"]),
            ("licence", task["licence"]),
        ):
            console.print(f"  {heading:<10} {text}", markup=False)
    sizes = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in ("edition", "task", "split"):
        sizes.add_column(heading)
    sizes.add_column("languages", justify="right")
    sizes.add_column("examples", justify="right")
    sizes.add_column("a language")
    for name, edition, split, counts in _sizes(listing):
        total = f"{sum(counts.values()):,}"
        sizes.add_row(edition, name, split, str(len(counts)), total, _range(counts))
    console.print(sizes)
    for suite in listing["suites"]:
        console.print(f"[bold]suite {suite['name']}[/bold]: {suite['title']}")
        console.print(f"  tasks      {', '.join(suite['tasks'])}")


def _sizes(listing: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, int]]]:
    """(task, edition, split, examples by language) of everything that an edition holds."""
    for task in listing["tasks"]:
        for edition, splits in task["editions"].items():
            for split, counts in splits.items():
                if counts:
                    yield task["name"], edition, split, counts


def _range(counts: dict[str, int]) -> str:
    low, high = min(counts, key=lambda c: counts[c]), max(counts, key=lambda c: counts[c])
    if counts[low] == counts[high]:
        return f"{counts[low]:,} each"
    return f"{counts[low]:,} ({low}) to {counts[high]:,} ({high})"
