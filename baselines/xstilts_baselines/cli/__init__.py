"""The ``xstilts-baselines`` command line: one lazily imported module per command."""

import sys
from collections.abc import Mapping

import click

from xstilts_kit.cli.lazy import LazyGroup

_COMMANDS: Mapping[str, str] = {
    "list": "list",
    "new": "new",
    "plan": "plan",
    "run": "run",
    "study": "study",
    "push": "push",
    "miniature": "miniature",
}
"""Command → module of this package, in the order in which help lists them."""


@click.group(
    cls=LazyGroup,
    modules=_COMMANDS,
    package="xstilts_baselines.cli",
    plain=("miniature",),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="xstilts", prog_name="xstilts-baselines")
def group() -> None:
    """Train baselines from recipes, compare them in studies, push them to the Hub.

    \b
    xstilts-baselines plan xlmr-base-mnli
    xstilts-baselines run xlmr-base-mnli --out runs/mnli
    xstilts-baselines push runs/mnli --repo my-org/xlmr-base-mnli-xtreme

    Exit codes: 0 done, 1 problems in your files, 2 wrong usage, 3 data or model not found or
    unsuitable, 4 network or Hub, 5 no space, no permission, locked, 130 interrupted.
    """  # noqa: D301 - click reads the escape


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from xstilts_kit.cli import run

    sys.exit(run(group, "xstilts-baselines", arguments))
