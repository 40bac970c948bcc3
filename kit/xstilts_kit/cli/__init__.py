"""The ``xstilts-submit`` command line: one lazily imported module per command."""

import gc
import sys
from collections.abc import Mapping
from typing import Any

import click

from xstilts_kit.cli.lazy import LazyGroup
from xstilts_kit.diagnostics.errors import XstiltsError

_COMMANDS: Mapping[str, str] = {
    "tasks": "tasks",
    "data": "data",
    "predict": "predict",
    "validate": "validate",
    "score": "score",
    "inputs": "inputs",
    "import": "import_",
    "export": "export",
    "compare": "compare",
    "differ": "differ",
    "align": "align",
    "attack": "attack",
    "describe": "describe",
    "merge": "merge",
    "upgrade": "upgrade",
    "submit": "submit",
    "doctor": "doctor",
}
"""Command → module of this package, in the order in which help lists them."""


@click.group(
    cls=LazyGroup,
    modules=_COMMANDS,
    plain=("doctor",),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="xstilts", prog_name="xstilts-submit")
def group() -> None:
    """Make, validate and score zero-shot XTREME predictions of a multilingual encoder.

    \b
    xstilts-submit predict --model DIR --source folder:download --out my-sub
    xstilts-submit validate my-sub
    xstilts-submit score my-sub --gold labels

    Exit codes: 0 done, 1 problems in your files, 2 wrong usage, 3 data or model not found or
    unsuitable, 4 network or Hub, 5 no space, no permission, locked, 6 another process of the run
    failed, 130 interrupted.
    """  # noqa: D301 - click reads the escape


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with its code."""
    gc.set_threshold(50_000, 20, 100)  # many small objects, hardly a cycle among them
    sys.exit(run(group, "xstilts-submit", arguments))


def run(command: click.Command, name: str, arguments: list[str] | None = None) -> int:
    """Run a click command, turning errors into two lines on stderr and an exit code."""
    from xstilts_kit.cli.streams import steady_streams
    from xstilts_kit.diagnostics.deprecating import deprecations_on_stderr

    with steady_streams(), deprecations_on_stderr():
        return _run(command, name, arguments)


def _run(command: click.Command, name: str, arguments: list[str] | None) -> int:
    debug = "--debug" in (sys.argv[1:] if arguments is None else arguments)
    try:
        code: Any = command.main(args=arguments, prog_name=name, standalone_mode=False)
    except XstiltsError as error:
        if debug:
            import traceback

            traceback.print_exc()
        click.echo(f"Error: {error.what}\n{error.remedy}", err=True)
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("Interrupted. What was written stays.", err=True)
        return 130
    except SystemExit as error:  # click's answer to a reader that stopped reading
        return error.code if isinstance(error.code, int) else 1
    except OSError as error:
        if debug:
            raise
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"Error: {where}{error.strerror or error}.\nName another path.", err=True)
        return 5
    return code if isinstance(code, int) else 0
