"""`predict --slurm`: an array job of one task per index; its lines are run here."""

import shutil
import subprocess
from pathlib import Path

import pytest

from xstilts_kit.cli import group, run
from xstilts_kit.submission.layout import MANIFEST

from .conftest import Predict

CHOICE = ("--task", "pawsx,panx", "--language", "de,en", "--limit", "2", "--limit", "panx=1")


def _joining(script: str) -> str:
    lines = script.splitlines()
    return lines[lines.index("# When all tasks are done, join them:") + 1].removeprefix("#   ")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Stands for `srun` and `xstilts-submit`: they print the words of their command."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "srun").write_text('#!/bin/bash\nexec "$@"\n')
    (folder / "xstilts-submit").write_text('#!/bin/bash\nprintf "%s\\n" "$@"\n')
    for path in folder.iterdir():
        path.chmod(0o755)
    return folder


def _words(command: str, programs: Path, index: str = "0") -> list[str]:
    found = subprocess.run(
        ["/bin/bash", "-c", command],
        env={"PATH": f"{programs}:/usr/bin:/bin", "SLURM_ARRAY_TASK_ID": index},
        capture_output=True,
        text=True,
        check=True,
    )
    return found.stdout.splitlines()


def test_the_lines_of_an_array_job_give_the_submission_of_one_run(
    predict: Predict, tmp_path: Path, programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "my sub"
    assert predict(*CHOICE, to=whole)[0] == 0
    code, script, _ = predict(*CHOICE, "--name", "joined", "--slurm", to=out)
    assert code == 0
    assert not list(tmp_path.glob("my sub*"))
    assert "#SBATCH --array=0-1\n" in script
    for index in ("0", "1"):
        assert run(group, "xstilts-submit", _words(script, programs, index)) == 0
    assert run(group, "xstilts-submit", _words(_joining(script), programs)) == 0
    assert run(group, "xstilts-submit", ["validate", str(out)]) == 0
    files = {p.relative_to(whole) for p in whole.rglob("*") if p.is_file()}
    assert files == {p.relative_to(out) for p in out.rglob("*") if p.is_file()}
    for path in files - {Path(MANIFEST)}:
        assert (out / path).read_bytes() == (whole / path).read_bytes()


def test_values_for_a_task_are_given_to_that_task_alone(
    predict: Predict, programs: Path, out: Path
) -> None:
    options = ("--task", "xnli,tatoeba", "--max-length", "xnli=64", "--layer", "1", "--json")
    script = predict(*options, "--overwrite", "--slurm")[1]
    xnli, tatoeba = (_words(script, programs, index) for index in ("0", "1"))
    assert "xnli=64" in xnli and "xnli=64" not in tatoeba
    assert "--layer" in tatoeba and "--layer" not in xnli
    assert "--slurm" not in xnli and "--json" not in xnli
    assert "--overwrite" in xnli and "--overwrite" in _words(_joining(script), programs)
    assert xnli[-2:] == ["--out", f"{out}.parts/xnli"]


def test_a_single_task_needs_no_joining(predict: Predict, programs: Path, out: Path) -> None:
    script = predict("--task", "xnli", "--name", "mine", "--slurm")[1]
    assert "merge" not in script
    assert _words(script, programs)[-4:] == ["--out", str(out), "--name", "mine"]


def test_an_index_that_is_not_in_the_array_stops(predict: Predict, programs: Path) -> None:
    script = predict("--task", "xnli", "--slurm")[1]
    with pytest.raises(subprocess.CalledProcessError):
        _words(script, programs, "7")


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed")
def test_the_script_passes_shellcheck(predict: Predict, tmp_path: Path) -> None:
    script = predict("--slurm", to=tmp_path / "it's mine")[1]
    subprocess.run(["shellcheck", "-"], input=script, text=True, check=True)


def test_slurm_needs_a_folder(predict: Predict) -> None:
    code, _, stderr = predict("--slurm", to=None)
    assert code == 2
    assert "No --out is given." in stderr
