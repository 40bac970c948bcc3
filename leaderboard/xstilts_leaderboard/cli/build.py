"""``xstilts-leaderboard build``."""

from pathlib import Path

import click

from xstilts_kit.cli.options import quiet_and_debug
from xstilts_leaderboard.cli._options import (
    PATH,
    failed_option,
    format_option,
    gold_option,
    root_option,
)


@click.command(name="build")
@root_option
@gold_option
@click.option(
    "--scored",
    type=PATH,
    default=Path("scored"),
    show_default=True,
    metavar="DIR",
    help="Where scored rows are kept; what is missing is scored.",
)
@click.option(
    "--out", type=PATH, default=Path("site"), show_default=True, metavar="DIR", help="The site."
)
@click.option("--base-url", metavar="URL", help="The site's address; makes the Atom feed.")
@click.option(
    "--with",
    "previews",
    type=PATH,
    multiple=True,
    metavar="SUBMISSION",
    help="Show this submission as if it were filed. May be repeated.",
)
@failed_option
@format_option
@quiet_and_debug
def command(
    root: Path,
    gold: tuple[Path, ...],
    scored: Path,
    out: Path,
    base_url: str | None,
    previews: tuple[Path, ...],
    failed: Path | None,
    form: str,
    quiet: bool,
) -> int:
    """Build the static site. What has not changed is not made again.

    A row that cannot be scored or shown is named and left out, and the site has all others. The
    exit code is then that of its error, or 0 where --failed takes the list.
    """
    from xstilts_kit.storage import write_json
    from xstilts_leaderboard.cli._progress import progress_lines
    from xstilts_leaderboard.rows.failing import failures_json, failures_text
    from xstilts_leaderboard.site.building import build

    with progress_lines(quiet) as say:
        built = build(root, scored, out, gold=gold, base_url=base_url, previews=previews, say=say)
    if failed is not None:
        write_json(failed, failures_json(built.failed))
    if built.failed:
        click.echo(failures_text(built.failed, form), err=form != "github")
    made, kept = built.written.made, built.written.kept
    click.echo(
        f"{out / 'index.html'}: {built.rows} {'row' if built.rows == 1 else 'rows'};"
        f" {made} files made, {kept} kept"
    )
    return built.failed[0][1].exit_code if built.failed and failed is None else 0
