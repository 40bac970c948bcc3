"""What is deprecated works, warns in one line, and is removed when it is due."""

import ast
import subprocess
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import pytest

from xstilts_baselines.recipes import load_recipe
from xstilts_kit.diagnostics.deprecating import (
    DeprecatedWarning,
    Deprecation,
    deprecations_on_stderr,
)

ROOT = Path(__file__).parents[3]
RECIPE = """
[base]
model = "mini"
[settings]
batch = 8
learning_rate = 1e-3
steps = 2
[regime]
kind = "noise"
epsilon = 0.1
[[targets]]
task = "xnli"
"""


def test_it_says_what_to_do_and_until_when() -> None:
    old = Deprecation("--old", "Use --new", since="0.9")
    with pytest.warns(DeprecatedWarning) as caught:
        old.warn()
    (warning,) = caught
    assert str(warning.message) == "--old is deprecated, and removed in xstilts 0.10. Use --new."
    assert warning.filename == __file__


def test_a_command_prints_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with deprecations_on_stderr(), warnings.catch_warnings():
        warnings.simplefilter("always")
        Deprecation("--old", "Use --new", since="0.1").warn()
    said = "Warning: --old is deprecated, and removed in xstilts 0.2. Use --new.\n"
    assert capsys.readouterr().err == said


def test_the_former_name_of_a_regime_is_read_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RECIPE)
    with pytest.warns(DeprecatedWarning, match='Write kind = "random", which is the same'):
        load_recipe(str(tmp_path / "mine.toml"))
    with warnings.catch_warnings():
        warnings.simplefilter("error", DeprecatedWarning)
        (tmp_path / "mine.toml").write_text(RECIPE.replace('"noise"', '"random"'))
        load_recipe(str(tmp_path / "mine.toml"))


def test_the_warning_is_shown_by_default(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(RECIPE)
    done = subprocess.run(
        [sys.executable, "-m", "xstilts_baselines", "plan", str(tmp_path / "mine.toml")],
        capture_output=True,
        text=True,
    )
    assert done.stderr.count('Warning: kind = "noise" in a recipe is deprecated') == 1
    assert ".py:" not in done.stderr


def _declared() -> list[Deprecation]:
    """Every deprecation in the code."""
    calls = (
        node
        for package in ("kit", "schemas", "leaderboard", "baselines")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Deprecation"
    )
    return [
        Deprecation(
            *(ast.literal_eval(argument) for argument in call.args),
            **{str(one.arg): ast.literal_eval(one.value) for one in call.keywords},
        )
        for call in calls
    ]


def test_nothing_is_kept_longer_than_it_says() -> None:
    def order(text: str) -> tuple[int, ...]:
        return tuple(map(int, text.split(".")[:2]))

    declared = _declared()
    assert declared
    for one in declared:
        assert order(version("xstilts")) < order(one.until), f"remove what warns of {one.what}"
        assert order(one.since) <= order(version("xstilts")), one.what
