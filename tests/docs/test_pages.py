"""The documentation's pages: commands are accepted, blocks run as printed, links lead somewhere."""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

import xstilts_schemas
from docs.generated import _GROUPS
from docs.pages import DOCS, REASONS, blocks, commands, pages, script
from xstilts_kit.diagnostics.errors import DataError

_IDS = [page.relative_to(DOCS).with_suffix("").as_posix() for page in pages()]
every_page = pytest.mark.parametrize("page", pages(), ids=_IDS)


@every_page
def test_commands_are_accepted(page: Path) -> None:
    for block in blocks(page):
        if block.language == "sh":
            for name, *arguments in commands(block.text):
                accept(name, arguments)


def accept(name: str, arguments: list[str]) -> None:
    """Parse a command line as the command itself does.

    Raises:
        click.UsageError: It is not accepted.
    """
    command: click.Command = _GROUPS[name]
    context = click.Context(command, info_name=name, **command.context_settings)
    while isinstance(command, click.Group):
        found, child, arguments = command.resolve_command(context, arguments)
        assert child is not None, found
        command, context = child, click.Context(child, parent=context, info_name=found)
    try:
        command.parse_args(context, arguments)
    except (click.BadParameter, DataError) as error:
        said = error.what if isinstance(error, DataError) else error.message
        if not said.endswith("does not exist."):  # the reader's own folders
            raise


@every_page
def test_python_is_python(page: Path) -> None:
    for block in blocks(page):
        if block.language == "python":
            ast.parse(block.text, f"{page}:{block.line}")


@every_page
def test_a_block_that_is_not_run_says_what_it_needs(page: Path) -> None:
    assert {block.needs for block in blocks(page)} <= {None, *REASONS}
    for block in blocks(page):
        assert block.language in ("sh", "python", "text", "toml", "json", ""), block


def test_every_schema_is_on_the_page_of_formats() -> None:
    text = (DOCS / "reference" / "formats.md").read_text(encoding="utf-8")
    shown = sorted(re.findall(r"\{schema\} (\S+)", text))
    assert shown == list(xstilts_schemas.names()), "name it in kit/docs/reference/formats.md"


def test_every_page_is_in_the_table_of_contents() -> None:
    text = (DOCS / "index.md").read_text(encoding="utf-8")
    assert [name for name in _IDS if name != "index" and f"\n{name}\n" not in text] == []


def _with_something_to_run() -> list[Path]:
    return [
        page
        for page in pages()
        if any(block.language in ("sh", "python") and not block.needs for block in blocks(page))
    ]


@pytest.mark.nightly
@pytest.mark.parametrize(
    "page", _with_something_to_run(), ids=lambda page: page.relative_to(DOCS).as_posix()
)
def test_every_block_runs_as_printed(page: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", script(list(blocks(page)))],
        cwd=tmp_path,
        env=os.environ | {"PATH": f"{tools(tmp_path)}:{os.environ['PATH']}", **_OFFLINE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


_OFFLINE = {"HF_HUB_OFFLINE": "1", "COLUMNS": "100", "NO_COLOR": "1", "MPLBACKEND": "agg"}


def tools(folder: Path) -> Path:
    """A folder with the console scripts of the code under test."""
    made = folder / ".tools"
    made.mkdir()
    modules = {"submit": "kit", "leaderboard": "leaderboard", "baselines": "baselines"}
    for command, module in modules.items():
        tool = made / f"xstilts-{command}"
        tool.write_text(f'#!/bin/sh\nexec {sys.executable} -m xstilts_{module} "$@"\n')
        tool.chmod(0o755)
    return made
