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
    help="The folder of scored rows; missing rows are scored.",
)
@click.option(
    "--out",
    type=PATH,
    default=Path("site"),
    show_default=True,
    metavar="DIR",
    help="The folder of the site.",
)
@click.option(
    "--base-url",
    metavar="URL",
    help="The site's address: for the Atom feed, canonical links and previews of links.",
)
@click.option(
    "--repository",
    metavar="URL",
    help="The board's repository, which pages link to. Default: GITHUB_REPOSITORY, else `origin`.",
)
@click.option(
    "--documentation",
    metavar="URL",
    help="The documentation's address, which every page links to; or its path within the site.",
)
@click.option(
    "--with",
    "previews",
    type=PATH,
    multiple=True,
    metavar="SUBMISSION",
    help="Preview this submission among the other rows. May be repeated.",
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
    repository: str | None,
    documentation: str | None,
    previews: tuple[Path, ...],
    failed: Path | None,
    form: str,
    quiet: bool,
) -> int:
    """Build the static site. Unchanged pages are not rebuilt.

    Rows that cannot be scored or shown are reported and left out; the site contains all others. The
    exit code is then the error's, or 0 with --failed.
    """
    from xstilts_kit.storage import write_json
    from xstilts_leaderboard.cli._progress import progress_lines
    from xstilts_leaderboard.rows.failing import failures_json, failures_text
    from xstilts_leaderboard.site.building import build

    with progress_lines(quiet) as say:
        built = build(
            root,
            scored,
            out,
            gold=gold,
            base_url=base_url,
            repository=repository,
            documentation=documentation,
            previews=previews,
            say=say,
        )
    if failed is not None:
        write_json(failed, failures_json(built.failed))
    if built.failed:
        click.echo(failures_text(built.failed, form), err=form != "github")
    made, kept = built.written.made, built.written.kept
    click.echo(
        f"{out / built.first}: {built.rows} {'row' if built.rows == 1 else 'rows'};"
        f" {made} files written, {kept} unchanged"
    )
    return built.failed[0][1].exit_code if built.failed and failed is None else 0
