"""The documentation says what the commands do, and its commands are accepted."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from docs.accepting import accept
from docs.generated import _GROUPS, PARTS, commands, with_part

ROOT = Path(__file__).parents[2]
_READMES = sorted(
    path for path in ROOT.glob("**/*.md") if not set(path.parts) & {".venv", ".data", "examples"}
)


@pytest.mark.parametrize(("path", "name"), PARTS)
def test_the_generated_parts_are_what_the_code_says(path: str, name: str) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert with_part(text, name) == text, "run: python -m tests.docs"


@pytest.mark.parametrize("name", _GROUPS)
def test_every_option_says_what_it_does(name: str) -> None:
    silent = [
        f"{path} {option.opts[0]}"
        for path, command in commands(name)
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert silent == []


def _shown() -> list[str]:
    """The commands in the README's blocks, one a line, without comments."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [
        line.split("  #")[0].strip()
        for block in re.findall(r"```\n(.*?)```", text, flags=re.DOTALL)
        for line in block.split("\n")
    ]
    return [line for line in lines if line.startswith(("xstilts-", "xstilts "))]


def test_the_readme_shows_commands() -> None:
    assert len(_shown()) > 12


@pytest.mark.parametrize("line", _shown())
def test_the_readmes_commands_are_accepted(line: str) -> None:
    accept(line)


@pytest.mark.slow
def test_a_newcomers_commands_run(tmp_path: Path) -> None:
    for arguments in (
        ["tasks"],
        ["data", "status"],
        ["predict", "--suite", "mini", "--model", "mini", "--language", "de", "--out", "my-sub"],
        ["validate", "my-sub"],
        ["score", "my-sub"],
        ["compare", "my-sub", "my-sub"],
        ["export", "my-sub", "--format", "xtreme", "--out", "predictions"],
    ):
        done = subprocess.run(
            [sys.executable, "-m", "xstilts_kit", *arguments],
            cwd=tmp_path,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout


@pytest.mark.parametrize("path", _READMES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_lead_to_files(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", text)
    assert [target for target in targets if not (path.parent / target).exists()] == []
