"""`predict` opens no gold; what it reads of a labelled split goes through the inputs reader."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Split
from xstilts_kit.suites import get_suite

_PROGRAM = """
import json, sys
from pathlib import Path

root, checkpoint, out = sys.argv[1:]
opened, guard = [], []

def hook(event, arguments):
    if event != "open" or guard or not isinstance(arguments[0], (str, bytes)):
        return
    guard.append(True)
    path = str(arguments[0])
    if path.startswith(root):
        frame, callers = sys._getframe(1), []
        while frame is not None:
            callers.append(frame.f_code.co_qualname)
            frame = frame.f_back
        opened.append([path[len(root) + 1:], callers])
    guard.pop()

sys.addaudithook(hook)
from xstilts_kit import Request, predict, prepare
from xstilts_kit.sources.layouts import LAYOUTS

seen = {}
for split in ("test", "validation"):
    request = Request(models=[checkpoint], suite="xtreme", sources=[f"folder:{root}/download"],
                      languages=["de", "en", "zh"], splits=[split], available=True, device="cpu")
    for stage in ("prepare", "predict"):
        opened.clear()
        if stage == "prepare":
            prepared = prepare(request)
        else:
            predict(prepared, Path(out, split))
        seen[f"{split} {stage}"] = list(opened)
print(json.dumps({
    "opened": seen,
    "inputs": [layout.inputs.__qualname__ for layout in LAYOUTS.values()],
    "gold": [layout.gold.__qualname__ for layout in LAYOUTS.values()],
}))
"""


@pytest.fixture(scope="module")
def seen(
    data: Path, whole_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """Every file of the data folder that was opened, with the functions on the stack."""
    out = tmp_path_factory.mktemp("audited")
    program = [sys.executable, "-c", _PROGRAM, str(data), str(whole_checkpoint), str(out)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(list((out / "test").rglob("*.jsonl"))) == 23
    assert len(list((out / "validation").rglob("*.jsonl"))) == 5 * 3 + 2
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


FITTED = {f"download/bucc2018/{code}-en.dev.{end}" for code in ("de", "zh")
          for end in (code, "en", "gold")}  # fmt: skip
"""What BUCC's threshold is fitted on: the one gold that is opened."""


@pytest.mark.parametrize("stage", ["prepare", "predict"])
@pytest.mark.parametrize("split", ["test", "validation"])
def test_no_gold_is_opened_but_that_of_buccs_dev_split(
    seen: dict[str, Any], split: Split, stage: str
) -> None:
    opened = {path for path, _ in seen["opened"][f"{split} {stage}"]}
    inputs = {
        f"download/{path}"
        for task in get_suite("xtreme").tasks()
        for language in ("de", "en", "zh")
        if language in task.languages
        for path in task.paths(split, language)
    }
    assert inputs <= opened
    assert opened - inputs <= FITTED
    assert opened >= FITTED or stage == "prepare"


@pytest.mark.parametrize("split", ["test", "validation"])
def test_data_are_read_by_the_inputs_readers_alone(seen: dict[str, Any], split: str) -> None:
    for path, callers in seen["opened"][f"{split} prepare"] + seen["opened"][f"{split} predict"]:
        if path.endswith(".dev.gold"):
            assert "corpus_gold" in callers
            continue
        assert set(callers) & set(seen["inputs"]), path
        assert not set(callers) & set(seen["gold"]), path
