"""Processes of torchrun: one writes, all wait."""

import subprocess
import sys
from pathlib import Path

import pytest

from xstilts_kit.engine.processes import join, several, wait

_SCRIPT = """
import sys, time
from pathlib import Path
from xstilts_kit.engine.processes import join, wait
folder = Path(sys.argv[1])
first = join("cpu")
if not first:
    time.sleep(0.5)
    (folder / "second").write_text("")
wait()
if first:
    (folder / "first").write_text(str((folder / "second").is_file()))
"""


def test_a_process_alone_is_the_first_and_waits_for_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert not several()
    assert join("auto")
    wait()


@pytest.mark.slow
def test_the_first_of_two_waits_for_the_second(tmp_path: Path) -> None:
    script = tmp_path / "meet.py"
    script.write_text(_SCRIPT)
    command = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2"]
    done = subprocess.run(
        [sys.executable, *command, str(script), str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "first").read_text() == "True"
