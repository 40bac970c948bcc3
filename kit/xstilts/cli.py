"""The ``xstilts`` command line: the three programs of the distribution below one name.

``pipx run xstilts`` and ``uvx xstilts`` start the script that is named like the distribution.
"""

import gc
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from xstilts_kit.cli.lazy import LazyGroup

_PROGRAMS: Mapping[str, str] = {
    "submit": "xstilts_kit.cli",
    "board": "xstilts_leaderboard.cli",
    "baselines": "xstilts_baselines.cli",
}
"""Command → the module whose ``group`` it is, in the order in which help lists them."""


class Programs(LazyGroup):
    """A group whose commands are the groups of other programs."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Group | None:
        """Import and return a program's group."""
        if cmd_name not in self.modules:
            return None
        group: click.Group = import_module(self.modules[cmd_name]).group
        return group

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Resolve the command; a program's own command is suggested in full."""
        if args and args[0] not in self.modules:
            full = [f"xstilts {program} {args[0]}" for program in self._with(ctx, args[0])]
            if full:
                message = f"There is no command {args[0]!r}. Did you mean `{'` or `'.join(full)}`?"
                raise click.UsageError(message)
        return super().resolve_command(ctx, args)

    def _with(self, ctx: click.Context, name: str) -> Iterator[str]:
        for program in self.modules:
            group = self.get_command(ctx, program)
            if group is not None and name in group.list_commands(ctx):
                yield program


@click.group(
    cls=Programs,
    modules=_PROGRAMS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="xstilts", prog_name="xstilts")
def group() -> None:
    """Measure the zero-shot transfer of a multilingual encoder on XTREME.

    \b
    xstilts submit predict --suite mini --model mini --out my-sub
    xstilts submit score my-sub
    xstilts board build --with my-sub --out site
    xstilts baselines list

    `xstilts submit` is the same program as `xstilts-submit`, `xstilts board` as
    `xstilts-leaderboard`, and `xstilts baselines` as `xstilts-baselines`.

    The base installation validates, scores and builds boards. Predictions need the extra predict
    (pip install 'xstilts[predict]'), training needs the extra train, and LoRA and other adapters
    need the extra peft. Exit codes are listed by `xstilts submit --help`.
    """  # noqa: D301 - click reads the escape


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    from xstilts_kit.cli import run

    gc.set_threshold(50_000, 20, 100)  # as `xstilts-submit` does
    sys.exit(run(group, "xstilts", arguments))
