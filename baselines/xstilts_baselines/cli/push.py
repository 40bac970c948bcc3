"""``xstilts-baselines push``."""

from dataclasses import asdict
from pathlib import Path

import click

from xstilts_baselines.cli._options import debug_option
from xstilts_kit.cli.options import PATH, as_json


@click.command(name="push")
@click.argument("run", type=PATH)
@click.option("--repo", required=True, metavar="OWNER/NAME", help="Repository on the Hub.")
@click.option(
    "--create-pr", is_flag=True, help="Open a pull request instead of committing to main."
)
@click.option("--private", is_flag=True, help="Create a new repository as private.")
@click.option("--licence", help="Licence of the weights as the Hub spells it, e.g. mit.")
@click.option("--tag", help="Tag of the commit (default: the recipe's version).")
@click.option("--message", help="First line of the commit.")
@click.option(
    "--eval-results", is_flag=True, help="Also write .eval_results, a format that may change."
)
@click.option("--dry-run", is_flag=True, help="List every file with its digest, without uploading.")
@as_json
@debug_option
def command(
    run: Path,
    repo: str,
    create_pr: bool,
    private: bool,
    licence: str | None,
    tag: str | None,
    message: str | None,
    eval_results: bool,
    dry_run: bool,
    json_: bool,
) -> None:
    """Push a finished run to the Hub: encoder, heads, card and scores in one commit."""
    from xstilts_baselines.push import lay_out, push
    from xstilts_baselines.push.layout import as_table
    from xstilts_kit.cli.console import print_json

    what = lay_out(run, repo, licence=licence, tag=tag, with_eval_results=eval_results)
    for line in what.warnings:
        click.echo(f"Warning: {line}", err=True)
    if dry_run:
        digests = what.digests()
        if json_:
            print_json({"repo": repo, "tag": what.tag, "files": [asdict(one) for one in digests]})
            return
        click.echo(as_table(digests))
        total = sum(one.bytes for one in digests)
        click.echo(f"{len(digests)} files, {total:,} bytes, tag {what.tag}", err=True)
        return
    done = push(what, pull_request=create_pr, private=private, message=message)
    if json_:
        print_json(asdict(done))
        return
    click.echo(done.page)
    if done.changed:
        named = "" if done.tag is None else f", tag {done.tag}"
        click.echo(f"commit {done.commit[:12]}{named}", err=True)
    else:
        click.echo("The repository already has the same files: no commit was made.", err=True)
