"""A transform that is one new file: predicted with, validated and scored like the others."""

import subprocess
import sys
from pathlib import Path

import pytest

TURNED = '''"""Turned: words in reverse order."""

from xstilts_kit.transforms._transform import Place, Transform


def _apply(text: str, level: str, place: Place) -> str:
    return " ".join(reversed(text.split(" ")))


TRANSFORM = Transform("turned", "Turned", 1, ("words",), _apply)
'''
PROGRAM = """
import sys
import xstilts_kit.transforms

modules, out = sys.argv[1:]
xstilts_kit.transforms.__path__.append(modules)
from xstilts_kit.cli import group, run

def command(*arguments):
    code = run(group, "xstilts-submit", list(arguments))
    assert code == 0, (arguments, code)

command("predict", "--suite", "mini", "--task", "xnli", "--language", "de", "--model", "mini",
        "--transform", "turned:words", "--out", out, "--device", "cpu", "--limit", "8", "--quiet")
command("validate", out, "--quiet")
command("score", out, "--quiet", "--no-intervals")
"""


@pytest.mark.slow
def test_a_transform_in_one_file_is_predicted_validated_and_scored(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/turned.py").write_text(TURNED, encoding="utf-8")
    arguments = [str(tmp_path / "modules"), str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "out/predictions/xnli/de@turned-words.jsonl").is_file()
