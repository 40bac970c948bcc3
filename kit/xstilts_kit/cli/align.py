"""``xstilts-submit align``."""

from pathlib import Path
from typing import Any

import click

from xstilts_kit.cli.console import note, print_json, styled, table_width
from xstilts_kit.cli.options import (
    PATH,
    as_json,
    device_options,
    gold_option,
    language_option,
    names_option,
    one_split_option,
    quiet_and_debug,
    seed_option,
    source_option,
    yes_option,
)
from xstilts_kit.diagnostics.errors import UsageError


@click.command(name="align")
@click.option(
    "--model",
    required=True,
    metavar="CHECKPOINT",
    help="A folder, a Hub id, or mini. Its encoder is used, whatever head is on top.",
)
@click.option("--task", required=True, metavar="TASK", help="xnli, pawsx, xquad or tatoeba.")
@click.option(
    "--lexicons",
    type=PATH,
    required=True,
    metavar="DIR",
    help="Bilingual lexicons from English, as files like en-de.txt.",
)
@click.option("--out", type=PATH, required=True, metavar="DIR", help="The folder to write.")
@source_option
@gold_option(
    "A folder with the labels, which show that rows are parallel, or with Tatoeba's answers;"
    " as for `score`. Repeatable."
)
@language_option("Only this language's translations.")
@one_split_option("The split whose sentences are used.")
@names_option(
    "--condition",
    "conditions",
    help="third (words of other languages than the translation's), same (of the translation's), or"
    " wrong (third with wrong translations, a placebo). Default: third and same.",
)
@names_option(
    "--ratio",
    "ratios",
    metavar="RATIO",
    help="Probability that a word is switched, above 0 and up to 1. Default: 0.5.",
)
@click.option(
    "--sentences",
    type=click.IntRange(4),
    default=1000,
    show_default=True,
    help="Largest number of distinct English sentences; each is a candidate in the retrieval.",
)
@seed_option("Of the draws.")
@device_options()
@click.option(
    "--max-length",
    type=click.IntRange(8),
    help="Sub-words a sentence may have (default: 512, or what the model takes).",
)
@click.option(
    "--intervals/--no-intervals",
    default=True,
    show_default=True,
    help="Give 95 % intervals from 1000 replicates over English sentences, and the standard"
    " deviation of CKA from 200 half-samples.",
)
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "markdown"]),
    default="text",
    show_default=True,
    help="How the tables are printed.",
)
@yes_option
@click.option("--overwrite", is_flag=True, help="Replace the report in --out.")
@as_json
@quiet_and_debug
def command(
    out: Path, format_: str, overwrite: bool, json_: bool, quiet: bool, **options: Any
) -> None:
    """Measure how well an encoder aligns languages, and whether code-switching disturbs it.

    English sentences, their code-switched forms and their human translations are embedded at every
    layer. Writes alignment.json, and layers.json, a summary for the leaderboard. A run that was
    interrupted continues with the same command.
    """
    from xstilts_kit.alignment.aligning import AlignRequest, align
    from xstilts_kit.alignment.text import alignment_markdown, alignment_text

    options["ratios"] = [_ratio(text) for text in options["ratios"]] or [0.5]
    options["conditions"] = options["conditions"] or ("third", "same")
    found = align(
        AlignRequest(**options), out, overwrite=overwrite, say=lambda line: note(line, quiet)
    )
    if json_:
        print_json(found.as_json())
    elif format_ == "markdown":
        click.echo(alignment_markdown(found))
    else:
        click.echo(alignment_text(found, max(table_width(), 120), styled=styled()))


def _ratio(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise UsageError(f"--ratio {text}: not a number.", "Give 0.5, say.") from None
