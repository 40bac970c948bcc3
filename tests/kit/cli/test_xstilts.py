"""The command ``xstilts``: the three programs below one name."""

import subprocess
import sys
import tomllib
from importlib.metadata import version
from pathlib import Path

import pytest

from xstilts.cli import group
from xstilts_kit.cli import run

ROOT = Path(__file__).parents[3]
HEAVY = {"torch", "transformers", "datasets", "numpy", "jsonschema", "huggingface_hub"}

Captured = pytest.CaptureFixture[str]


def xstilts(*arguments: str) -> int:
    return run(group, "xstilts", list(arguments))


def test_a_script_is_named_like_the_distribution_and_the_older_ones_stay() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["name"] in project["scripts"]  # what pipx run and uvx start
    assert {"xstilts-submit", "xstilts-leaderboard", "xstilts-baselines"} < set(project["scripts"])


def test_the_version_is_that_of_the_distribution(capsys: Captured) -> None:
    assert xstilts("--version") == 0
    assert capsys.readouterr().out == f"xstilts, version {version('xstilts')}\n"


@pytest.mark.parametrize(
    ("program", "script"),
    [
        ("submit", "xstilts_kit"),
        ("board", "xstilts_leaderboard"),
        ("baselines", "xstilts_baselines"),
    ],
)
def test_a_program_has_the_commands_of_its_script(
    program: str, script: str, capsys: Captured
) -> None:
    assert xstilts(program, "--help") == 0
    printed = capsys.readouterr().out
    assert printed.startswith(f"Usage: xstilts {program} [OPTIONS] COMMAND")
    done = subprocess.run(
        [sys.executable, "-m", script, "--help"], capture_output=True, text=True, check=True
    )
    assert printed.splitlines()[1:] == done.stdout.splitlines()[1:]


def test_a_command_runs_and_its_exit_code_is_kept(capsys: Captured, tmp_path: Path) -> None:
    assert xstilts("submit", "tasks") == 0
    assert "xnli" in capsys.readouterr().out
    assert xstilts("submit", "validate", str(tmp_path / "absent")) == 2


@pytest.mark.parametrize(
    ("word", "suggestion"),
    [
        ("validate", "Did you mean `xstilts submit validate`?"),
        ("score", "Did you mean `xstilts submit score` or `xstilts board score`?"),
        ("boards", "Did you mean board?"),
        ("leaderboard", "The commands are: submit, board, baselines."),
    ],
)
def test_an_unknown_command_is_explained(word: str, suggestion: str, capsys: Captured) -> None:
    assert xstilts(word) == 2
    assert suggestion in capsys.readouterr().err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys\nfrom xstilts.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not HEAVY & set(done.stderr.split())


def test_the_recipes_are_listed_without_torch() -> None:
    code = (
        "import sys\nsys.modules['torch'] = sys.modules['transformers'] = None\n"
        "from xstilts.cli import main\nmain(['baselines', 'list'])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "xlmr-base" in done.stdout
