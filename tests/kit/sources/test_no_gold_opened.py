"""`predict` opens no gold; what it reads of a labelled split goes through the inputs reader."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

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
    request = Request(models=[checkpoint], sources=[f"folder:{root}/download"],
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
def seen(data: Path, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every file of the data folder that was opened, with the functions on the stack."""
    out = tmp_path_factory.mktemp("audited")
    program = [sys.executable, "-c", _PROGRAM, str(data), str(checkpoint), str(out)]
    done = subprocess.run(program, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    assert len(list(out.rglob("*.jsonl"))) == 2 * 4 * 3
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("stage", ["prepare", "predict"])
@pytest.mark.parametrize(("split", "prefix"), [("test", "test"), ("validation", "dev")])
def test_no_gold_is_opened(seen: dict[str, Any], split: str, prefix: str, stage: str) -> None:
    opened = seen["opened"][f"{split} {stage}"]
    assert {path for path, _ in opened} == {
        f"download/{task}/{prefix}-{language}.tsv"
        for task in ("xnli", "pawsx", "udpos", "panx")
        for language in ("de", "en", "zh")
    }


@pytest.mark.parametrize("split", ["test", "validation"])
def test_data_are_read_by_the_inputs_readers_alone(seen: dict[str, Any], split: str) -> None:
    for path, callers in seen["opened"][f"{split} prepare"] + seen["opened"][f"{split} predict"]:
        assert set(callers) & set(seen["inputs"]), path
        assert not set(callers) & set(seen["gold"]), path
