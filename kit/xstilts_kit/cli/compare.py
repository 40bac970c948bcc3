"""``xstilts-submit compare``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note, print_json, styled, table_width
from xstilts_kit.cli.options import PATH, as_json, gold_option, quiet_and_debug, source_option


@click.command(name="compare")
@click.argument("submissions", type=PATH, nargs=-1, required=True, metavar="A [B] [C]...")
@source_option
@gold_option()
@as_json
@quiet_and_debug
def command(
    submissions: tuple[Path, ...],
    sources: tuple[str, ...],
    gold: tuple[Path, ...],
    json_: bool,
    quiet: bool,
) -> None:
    """Compare submissions on the same data: differences, intervals, paired tests.

    With one submission, its transformed inputs are compared with its clean ones; with more than
    two, the first is compared with each of the others.

    Exits with 3 if the submissions were made on different data.
    """
    from xstilts_kit.scoring.comparing import Comparison, compare
    from xstilts_kit.scoring.comparison_text import comparison_text

    found = compare(*submissions, sources=sources, gold=gold, say=lambda line: note(line, quiet))
    if json_:
        print_json(found.as_json())
        return
    comparisons = (found,) if isinstance(found, Comparison) else found.comparisons
    texts = (comparison_text(one, table_width(), styled=styled()) for one in comparisons)
    click.echo("\n\n".join(texts))
    for one in comparisons:
        for name, names in ((one.a, one.only_in_a), (one.b, one.only_in_b)):
            if names:
                more = " …" if len(names) > 10 else ""
                note(f"Only in {name}, left out: {', '.join(names[:10])}{more}", quiet)
