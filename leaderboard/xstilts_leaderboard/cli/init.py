"""``xstilts-leaderboard init``."""

from pathlib import Path

import click

from xstilts_kit.cli.console import note
from xstilts_kit.cli.options import names_option, quiet_and_debug
from xstilts_leaderboard.cli._options import PATH


@click.command(name="init")
@click.argument("folder", type=PATH, metavar="DIR")
@click.option("--repository", metavar="OWNER/NAME", help="Its repository on GitHub.")
@click.option("--title", help="The site's name (default: the repository's).")
@click.option("--site", metavar="URL", help="The site's address (default: the repository's Pages).")
@names_option(
    "--board",
    "boards",
    help="Boards to show, the main one first (default: those of --tasks and mini, else all).",
)
@click.option(
    "--maintainers",
    metavar="@LOGIN",
    help="Who reviews pull requests: @LOGIN or @ORG/TEAM (default: the repository's owner).",
)
@click.option(
    "--wheel",
    type=PATH,
    metavar="FILE",
    help="The wheel of this version, as pip downloads it: the workflows install it by its digest.",
)
@click.option("--git", "git_", is_flag=True, help="Also run git init and commit the files.")
@click.option(
    "--update",
    is_flag=True,
    help="Renew the generated files of a board with this version; settings and rows stay.",
)
@quiet_and_debug
def command(
    folder: Path,
    repository: str | None,
    title: str | None,
    site: str | None,
    boards: tuple[str, ...],
    maintainers: str | None,
    wheel: Path | None,
    git_: bool,
    update: bool,
    quiet: bool,
) -> None:
    """Make the repository of a lab's own board: workflows, settings, an empty store.

    The workflows are the XTREME board's, and install this version of xstilts. With --tasks,
    the lab's own tasks and boards are copied into leaderboard/benchmark.
    """
    from xstilts_kit.boards import BOARDS
    from xstilts_kit.definitions import in_use
    from xstilts_kit.diagnostics.errors import UsageError
    from xstilts_kit.diagnostics.saying import count
    from xstilts_leaderboard.founding.commit import first_commit
    from xstilts_leaderboard.founding.founding import Founding, found, renew, settings_of
    from xstilts_leaderboard.store.settings import own_boards, use_definitions

    founding = None
    own = in_use().folder
    if repository is not None:
        default = (*own_boards(own), "mini") if own is not None and own_boards(own) else ()
        settings = settings_of(repository, title, site, boards or default)
        owner = repository.partition("/")[0]
        founding = Founding(settings, maintainers or f"@{owner}", own, wheel)
    if update:
        use_definitions(folder)
        done = renew(folder, wheel, founding)
    elif founding is None:
        raise UsageError("No --repository is given.", "Give --repository OWNER/NAME on GitHub.")
    else:
        done = found(folder, founding)
    for path in done.written:
        note(f"  {path}", quiet)
    if git_:
        first_commit(folder)
    names = ", ".join(BOARDS) if founding is None else ", ".join(founding.settings.boards or ())
    click.echo(f"{folder}: {count(len(done.written), 'file')} written. Boards: {names}.")
    if not update:
        click.echo(f'Next: {folder / "README.md"}, section "For maintainers".')
