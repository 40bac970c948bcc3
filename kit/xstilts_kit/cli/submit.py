"""``xstilts-submit submit``."""

from pathlib import Path
from typing import Any

import click

from xstilts_kit.cli.console import note, print_json
from xstilts_kit.cli.description import description_options, read_description
from xstilts_kit.cli.options import PATH, as_json, quiet_and_debug
from xstilts_kit.diagnostics.saying import count


@click.command(name="submit")
@click.argument("submission", type=PATH)
@click.option(
    "--board",
    type=PATH,
    default=Path(),
    metavar="DIR",
    help="A clone of your fork of the board's repository; default: the current folder.",
)
@click.option(
    "--repo",
    "repository",
    metavar="OWNER/NAME",
    help="The data set on the Hub for the predictions; default: xstilts-predictions of your"
    " account. It is created if it does not exist.",
)
@click.option("--update", is_flag=True, help="Change a row that is on the board.")
@click.option(
    "--withdraw",
    is_flag=True,
    help="Take a row off the board: SUBMISSION is then <suite>/<name>.",
)
@click.option("--reason", metavar="TEXT", help="Why it is withdrawn.")
@click.option(
    "--pull-request/--no-pull-request",
    default=True,
    show_default=True,
    help="Run git and gh, if gh is installed; otherwise their commands are printed.",
)
@description_options
@click.option(
    "--dry-run",
    is_flag=True,
    help="Check everything and show what would be done, without changing anything.",
)
@as_json
@quiet_and_debug
def command(
    submission: Path,
    board: Path,
    repository: str | None,
    update: bool,
    withdraw: bool,
    reason: str | None,
    pull_request: bool,
    dry_run: bool,
    json_: bool,
    quiet: bool,
    **options: Any,
) -> None:
    """File a submission: upload its predictions, write its folder, open the pull request.

    Predictions of the miniature are part of the folder; others go to a data set repository of yours
    on the Hub, in one commit to which the folder points. --author, --licence and the other options
    of `describe` change the submission first.
    """
    from xstilts_kit.boards.filing import carry_out, plan_filing, plan_withdrawal, size_of
    from xstilts_kit.boards.readiness import check_ready
    from xstilts_kit.diagnostics.errors import UsageError
    from xstilts_kit.diagnostics.render import as_text
    from xstilts_kit.exchange.describing import describe, manifest_in
    from xstilts_kit.scoring.scoring import Invalid
    from xstilts_kit.submission.description import description_of

    if withdraw:
        suite, _, name = submission.as_posix().rpartition("/")
        if not suite or "/" in suite:
            raise UsageError(
                f"{submission} is no <suite>/<name>.", "Name the row, e.g. mini/my-row."
            )
        filing = plan_withdrawal(suite, name, board, reason)
        check_ready(filing, pull_request=pull_request)
    else:
        description = None
        if any(options.values()):
            before = description_of(manifest_in(submission))
            description = read_description(options, before)
        try:
            filing = plan_filing(
                submission, board, repository, update=update, description=description
            )
        except Invalid as error:
            click.echo(as_text(error.report.problems, str(submission)), err=True)
            raise
        check_ready(filing, pull_request=pull_request)
        if description is not None and not dry_run:
            describe(submission, description)
    commands = (*filing.git_commands, filing.pull_request_command)
    if not dry_run:
        commands = carry_out(filing, pull_request=pull_request, say=lambda line: note(line, quiet))
    if json_:
        print_json(
            {
                "folder": filing.folder,
                "files": sorted(filing.files),
                "repository": filing.repository,
                "uploads": {path: size_of(file) for path, file in filing.uploads.items()},
                "commands": [list(one) for one in commands],
                "dry_run": dry_run,
            }
        )
        return
    if dry_run:
        if filing.repository is not None:
            for path, file in filing.uploads.items():
                click.echo(f"{filing.repository}: {path}, {size_of(file):,} bytes")
            click.echo(
                f"Would upload {count(len(filing.uploads), 'file')},"
                f" {filing.upload_bytes / 1e6:,.1f} MB, to"
                f" the data set {filing.repository}."
            )
        files = len(filing.files) + (filing.repository is not None)
        click.echo(
            f"Would write {count(files, 'file')},"
            f" {filing.written_bytes / 1e6:,.1f} MB, to {board / filing.folder}."
        )
    if commands:
        click.echo(f"In {board.resolve()}{', then' if dry_run else ', now'}:")
        for one in commands:
            click.echo("  " + " ".join(f"'{part}'" if " " in part else part for part in one))
    elif filing.verb == "Add":
        click.echo("The pull request is open; its run scores the submission within minutes.")
    else:
        click.echo("The pull request is open.")
