"""``xstilts-leaderboard check``."""

from pathlib import Path

import click

from xstilts_kit.cli.options import as_json, quiet_and_debug
from xstilts_leaderboard.cli._options import PATH, gold_option, root_option


@click.command(name="check")
@click.argument("folders", type=PATH, nargs=-1, metavar="[SUBMISSION]...")
@click.option(
    "--pull-request",
    type=PATH,
    metavar="DIR",
    help="A checkout of a pull request's merge commit and its first parent, instead of folders.",
)
@click.option(
    "--author-id",
    type=click.IntRange(min=1),
    metavar="N",
    help="Numeric id of the GitHub account that opened the pull request.",
)
@click.option(
    "--author-login",
    metavar="LOGIN",
    help="Login of that account, which must match the manifest.",
)
@root_option
@gold_option
@click.option(
    "--scored",
    type=PATH,
    metavar="DIR",
    help="A checkout of the branch `scored`: finds more copies, and shows the rank.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "github"]),
    default="text",
    show_default=True,
    help="Output format; github annotates the lines of a pull request.",
)
@click.option("--report", type=PATH, metavar="FILE", help="Also write the report to FILE as JSON.")
@click.option(
    "--summary", type=PATH, metavar="FILE", help="Also append the report to FILE as Markdown."
)
@as_json
@quiet_and_debug
def command(
    folders: tuple[Path, ...],
    pull_request: Path | None,
    author_id: int | None,
    author_login: str | None,
    root: Path,
    gold: tuple[Path, ...],
    scored: Path | None,
    form: str,
    report: Path | None,
    summary: Path | None,
    json_: bool,
    quiet: bool,
) -> int:
    """Check whether submissions can become rows: validate, score, look for copies.

    Give submission folders, or --pull-request with --author-id. No code of a submission is run, and
    its own scores.json is not read. Exits with 1 if a submission cannot be accepted.
    """
    from xstilts_kit.cli.console import print_json
    from xstilts_kit.diagnostics.errors import UsageError
    from xstilts_kit.storage import write_json
    from xstilts_leaderboard.checking.board import Board
    from xstilts_leaderboard.checking.change import Commits
    from xstilts_leaderboard.checking.check import check_folders, check_pull_request
    from xstilts_leaderboard.checking.verdict import github_of, markdown_of, text_of
    from xstilts_leaderboard.rows.loading import board_lock
    from xstilts_leaderboard.store.gold import gold_folders

    if (pull_request is None) == (not folders):
        raise UsageError("Nothing to check.", "Name submission folders, or give --pull-request.")
    if pull_request is not None and author_id is None:
        raise UsageError("The author of the pull request is missing.", "Give --author-id.")
    lock = board_lock(root)
    board = Board(root, lock, gold_folders(root, lock, gold), scored)
    if pull_request is not None and author_id is not None:
        found = check_pull_request(Commits(pull_request), author_id, board, author_login)
    else:
        found = check_folders(folders, board)
    if report is not None:
        write_json(report, found.as_json())
    if summary is not None:
        with summary.open("a", encoding="utf-8", newline="\n") as file:
            file.write(markdown_of(found))
    if json_:
        print_json(found.as_json())
    else:
        click.echo(github_of(found) if form == "github" else text_of(found))
    return 0 if found.accepted else 1
