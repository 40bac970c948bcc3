"""An interrupted run goes on, and ends with the very bytes of one that was not interrupted."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from xstilts_kit.diagnostics.errors import ModelError, StorageError
from xstilts_kit.engine import cell as engine
from xstilts_kit.engine.shards import Shelf
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.slow

_KILLED_TEN_TIMES = """
import os, random, signal, sys, time
from pathlib import Path

import torch

torch.set_num_threads(1)
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare

folder = Path(sys.argv[1])
whole = folder / "whole"
request = Request(
    models=["mini"], suite="mini", languages=["de", "zh"], limit=60, batch_tokens=256
)
prepared = prepare(request)


def start(out):
    child = os.fork()
    if child == 0:
        predict(prepared, out)
        os._exit(0)
    return child


began = time.monotonic()
assert os.waitpid(start(whole), 0)[1] == 0
took = time.monotonic() - began
chance, kills, runs = random.Random(4), 0, 0
while kills < 10:
    broken = folder / f"broken-{runs}"
    runs += 1
    while kills < 10:
        child = start(broken)
        time.sleep(chance.uniform(0.02, 0.2) * took)
        if os.waitpid(child, os.WNOHANG)[0]:
            break
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        kills += 1
        assert not (broken / "manifest.json").exists() or (broken / ".unfinished").exists()
    if not (broken / "manifest.json").exists():
        assert os.waitpid(start(broken), 0)[1] == 0
print(kills)
"""


def _predictions(out: Path) -> dict[str, bytes]:
    found = sorted((out / "predictions").rglob("*.jsonl"))
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


@pytest.mark.slow
def test_ten_kills_over_all_families_leave_no_trace(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _KILLED_TEN_TIMES, str(tmp_path)],
        capture_output=True,
        text=True,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "10\n"
    whole, *broken = sorted(tmp_path.iterdir(), reverse=True)
    first = json.loads((whole / "manifest.json").read_text())
    families = {get_task(entry["task"]).family for entry in first["data"]}
    assert families == {task.family for task in get_suite("mini").tasks()}
    assert broken
    for out in broken:
        assert not (out / UNFINISHED).exists()
        assert _predictions(out) == _predictions(whole)
        second = json.loads((out / "manifest.json").read_text())
        assert first["settings"] == second["settings"]
        assert first["files"] == second["files"]


@pytest.fixture
def request_() -> Request:
    return Request(
        models=["mini"],
        suite="mini",
        tasks=["udpos", "bucc2018"],
        languages=["de"],
        limit=40,
        batch_tokens=256,
    )


class _Stop(Exception):
    pass


def _interrupt(request: Request, out: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """Run until so many shards were saved."""
    saved = Shelf.save
    count = 0

    def save(self: Shelf, index: int, reductions: int, body: bytes) -> None:
        nonlocal count
        saved(self, index, reductions, body)
        count += 1
        if count == after:
            raise _Stop

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "save", save)
        with pytest.raises(_Stop):
            predict(prepare(request), out)


def _count_batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    sizes: list[int] = []
    answers = engine._answers

    def counted(predictor: Any, batch: Sequence[Any], reductions: int) -> Any:
        sizes.append(len(batch))
        return answers(predictor, batch, reductions)

    monkeypatch.setattr(engine, "_answers", counted)
    return sizes


def test_finished_shards_are_not_computed_again(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes = _count_batches(monkeypatch)
    predict(prepare(request_), tmp_path / "whole")
    whole = len(sizes)
    sizes.clear()
    _interrupt(request_, tmp_path / "out", monkeypatch, after=2)
    first = len(sizes)
    predict(prepare(request_), tmp_path / "out")
    assert 0 < first < whole
    assert len(sizes) == whole
    assert _predictions(tmp_path / "out") == _predictions(tmp_path / "whole")


def test_other_settings_never_reuse_shards_and_say_so(
    request_: Request,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    from xstilts_kit.engine.progress import shown_progress

    _interrupt(request_, tmp_path / "out", monkeypatch, after=2)
    other = replace(request_, batch_tokens=512)
    sizes = _count_batches(monkeypatch)
    predict(prepare(other), tmp_path / "whole")
    whole = len(sizes)
    sizes.clear()
    predict(prepare(other), tmp_path / "out", progress=shown_progress)
    assert len(sizes) == whole
    assert "had other settings (batch_tokens)" in capfd.readouterr().err
    assert _predictions(tmp_path / "out") == _predictions(tmp_path / "whole")


@pytest.mark.parametrize("damage", ["cut", "changed", "empty"])
def test_a_torn_shard_is_computed_again(
    damage: str, request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict(prepare(request_), tmp_path / "whole")
    _interrupt(request_, tmp_path / "out", monkeypatch, after=2)
    shards = list((tmp_path / "out" / UNFINISHED).glob("*.shard"))
    assert shards
    for shard in shards:
        content = shard.read_bytes()
        changed = content[:-1] + bytes([content[-1] ^ 1])
        shard.write_bytes({"cut": content[:-3], "changed": changed, "empty": b""}[damage])
    predict(prepare(request_), tmp_path / "out")
    assert _predictions(tmp_path / "out") == _predictions(tmp_path / "whole")


def test_shards_that_were_swapped_or_copied_are_computed_again(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BATCHES", 1)
    predict(prepare(request_), tmp_path / "whole")
    for damage in ("swapped", "copied", "renamed"):
        out = tmp_path / damage
        _interrupt(request_, out, monkeypatch, after=3)
        zero, one, *_ = sorted((out / UNFINISHED).glob("*-[0-9].shard"))
        first, second = zero.read_bytes(), one.read_bytes()
        assert first != second
        if damage == "swapped":
            zero.write_bytes(second)
            one.write_bytes(first)
        elif damage == "copied":
            one.write_bytes(first)
        else:
            one.with_name("f" * 40 + "-0.shard").write_bytes(first)
            zero.write_bytes(first[:32] + second[32:])
        predict(prepare(request_), out)
        assert _predictions(out) == _predictions(tmp_path / "whole"), damage


def test_a_finished_file_that_was_changed_is_written_again(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    predict(prepare(request_), tmp_path / "whole")
    # The second task has the first one's file behind it when it is interrupted.
    finish = Shelf.finish

    def stop(self: Shelf, outcome: Any) -> None:
        finish(self, outcome)
        raise _Stop

    with monkeypatch.context() as patch:
        patch.setattr(Shelf, "finish", stop)
        with pytest.raises(_Stop):
            predict(prepare(request_), tmp_path / "out")
    (path,) = (tmp_path / "out" / "predictions").rglob("*.jsonl")
    path.write_text(path.read_text().replace("NOUN", "VERB", 1))
    predict(prepare(request_), tmp_path / "out")
    assert _predictions(tmp_path / "out") == _predictions(tmp_path / "whole")


def test_files_of_an_earlier_submission_go_when_the_new_one_is_whole(
    request_: Request, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    predict(prepare(request_), out)
    predict(prepare(replace(request_, tasks=["udpos"])), out, overwrite=True)
    assert list(_predictions(out)) == ["predictions/udpos/de.jsonl"]
    assert not (out / UNFINISHED).exists()


def test_two_runs_do_not_write_one_folder(request_: Request, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / UNFINISHED).mkdir(parents=True)
    with (
        FileLock(out / UNFINISHED / "lock"),
        pytest.raises(StorageError, match="Another run is writing"),
    ):
        predict(prepare(request_), out)


def _fail_above(rows: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the model run out of memory with more rows than that."""
    from xstilts_kit.families.tagging import predictor

    logits = predictor.logits

    def scarce(head: Any, input_ids: Sequence[Any], *more: Any) -> Any:
        if len(input_ids) > rows:
            raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to …")
        return logits(head, input_ids, *more)

    monkeypatch.setattr(predictor, "logits", scarce)


def test_batches_are_halved_when_memory_runs_out_and_the_manifest_says_so(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = replace(request_, tasks=["udpos"], batch_tokens=1024)
    whole = predict(prepare(request), tmp_path / "whole")
    _fail_above(4, monkeypatch)
    halved = predict(prepare(request), tmp_path / "halved")
    assert whole.settings.batch_reductions == 0
    assert halved.settings.batch_reductions > 0
    assert len(_predictions(tmp_path / "halved")) == 1


def test_memory_that_does_not_suffice_for_one_input_is_an_error(
    request_: Request, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _fail_above(0, monkeypatch)
    with pytest.raises(ModelError, match="single input"):
        predict(prepare(replace(request_, tasks=["udpos"])), tmp_path / "out")
