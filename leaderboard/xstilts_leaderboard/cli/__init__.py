"""The ``xstilts-leaderboard`` command line: one lazily imported module per command."""

import sys
from collections.abc import Mapping

import click

from xstilts_kit.cli.lazy import LazyGroup

_COMMANDS: Mapping[str, str] = {
    "check": "check",
    "score": "score",
    "build": "build",
    "serve": "serve",
    "init": "init",
    "edition": "edition",
    "differ": "differ",
    "gold": "gold",
    "reproduce": "reproduce",
}
"""Command → module of this package, in the order in which help lists them."""


@click.group(
    cls=LazyGroup,
    package=__name__,
    modules=_COMMANDS,
    plain=("serve",),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="xstilts", prog_name="xstilts-leaderboard")
def group() -> None:
    """Check submissions, score them, and build the board. No submitted code is run.

    Exit codes are the same as for xstilts-submit.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from xstilts_kit.cli import run

    sys.exit(run(group, "xstilts-leaderboard", arguments))
