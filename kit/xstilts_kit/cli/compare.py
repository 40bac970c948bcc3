"""``xstilts-submit compare``."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from xstilts_kit.cli.console import note, print_json, table_width
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug, source_option

if TYPE_CHECKING:
    from xstilts_kit.scoring.comparing import Compared, Comparison


@click.command(name="compare")
@click.argument("a", type=PATH)
@click.argument("b", type=PATH, required=False)
@source_option
@click.option("--gold", multiple=True, type=PATH, metavar="DIR", help="As for score. Repeatable.")
@as_json
@quiet_and_debug
def command(
    a: Path,
    b: Path | None,
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    json_: bool,
    quiet: bool,
) -> None:
    """Compare two submissions on the same data: differences, intervals, paired tests.

    With one submission, its transformed inputs are compared with its clean ones.

    Exits with 3 if they were made on other data.
    """
    from xstilts_kit.scoring.comparing import compare, compare_transforms

    found = compare_transforms(a, sources, gold) if b is None else compare(a, b, sources, gold)
    if json_:
        print_json(found.as_json())
        return
    _print(found)
    for side, names in (("A", found.only_in_a), ("B", found.only_in_b)):
        if names:
            more = " …" if len(names) > 10 else ""
            note(f"Only in {side}, left out: {', '.join(names[:10])}{more}", quiet)


def _print(found: "Comparison") -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    from xstilts_kit.tasks import get_task

    console = Console(width=table_width(), highlight=False, soft_wrap=True)
    console.print(f"A = {found.a}, B = {found.b}", markup=False)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("")
    for heading in ("A", "B", "A - B", "95 % interval", "p"):
        table.add_column(heading, justify="right")
    rows = list(found.rows)
    for name in dict.fromkeys(row.name.split("/")[0] for row in rows if row.kind == "cell"):
        metric = get_task(name).metric
        for row in rows:
            if row.kind == "cell" and row.name.startswith(f"{name}/") and row.metric == metric:
                table.add_row(*_columns(row))
        for row in rows:
            if row.kind == "task" and row.name.partition("@")[0] == name:
                table.add_row(*_columns(row), style="bold")
        table.add_section()
    for row in rows:
        if row.kind in ("group", "overall"):
            table.add_row(*_columns(row), style="bold")
    console.print(table)
    console.print(
        "p: two-sided, paired, of each difference by itself; of twenty true equals about one has"
        " p < 0.05."
    )


def _columns(row: "Compared") -> list[str]:
    low, high = row.interval
    p = f"{row.p:.4f}" if row.p >= 0.0001 else "< 0.0001"
    return [
        row.name,
        f"{row.a:.1f}",
        f"{row.b:.1f}",
        f"{row.difference:+.1f}",
        f"[{low:+.1f}, {high:+.1f}]",
        p,
    ]
