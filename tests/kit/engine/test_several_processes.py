"""Two and three processes predict together, are killed, and go on with another number.

The processes are forked from one that has loaded the libraries; they meet as torchrun's would.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.slow

_SCRIPT = """
import os, random, signal, socket, sys, time
from contextlib import nullcontext
from pathlib import Path

import torch

torch.set_num_threads(1)
from xstilts_kit.engine.rendezvous import team_of
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare

folder = Path(sys.argv[1])
tasks = ["xnli", "udpos", "xquad", "tatoeba", "bucc2018"]
request = Request(
    models=["mini"], suite="mini", tasks=tasks, languages=["de", "zh"], limit=30, batch_tokens=128
)
prepared = prepare(request)


def start(out, size):
    # As with torchrun, the store belongs to the parent.
    store = torch.distributed.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False)
    return store, [_process(out, size, rank, store.port) for rank in range(size)]


def _process(out, size, rank, port):
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.environ |= {
            "RANK": str(rank), "WORLD_SIZE": str(size), "MASTER_ADDR": "127.0.0.1",
            "LOCAL_RANK": str(rank), "LOCAL_WORLD_SIZE": str(size), "MASTER_PORT": str(port),
            "TORCHELASTIC_USE_AGENT_STORE": "True", "TORCHELASTIC_RESTART_COUNT": "0",
        }
        with team_of(os.environ) or nullcontext() as team:
            predict(prepared, out, team=team)
        code = 0
    except SystemExit as error:
        code = error.code
    except BaseException as error:
        print(type(error).__name__, error, file=sys.stderr)
    finally:
        os._exit(code)


def ends(children):
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


store, children = start(folder / "alone", 1)
assert ends(children) == [0]
began = time.monotonic()
store, children = start(folder / "three", 3)
assert ends(children) == [0, 0, 0]
took = time.monotonic() - began
chance, kills = random.Random(7), 0
for size in (2, 3):
    store, children = start(folder / "broken", size)
    time.sleep(chance.uniform(0.3, 0.7) * took)
    dead = children.pop(chance.randrange(size))
    os.kill(dead, signal.SIGKILL)
    kills += ends([dead]) == [-signal.SIGKILL]
    for child in children:
        os.kill(child, signal.SIGTERM)
    ends(children)
store, children = start(folder / "broken", 1)
assert ends(children) == [0]
print(kills)
"""


def _files(out: Path) -> dict[str, bytes]:
    found = sorted(path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in found}


def test_any_number_of_processes_gives_the_bytes_of_one(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=240,
        env={**os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"},
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout == "2\n", run.stderr
    assert run.stderr.count("was killed, or crashed") == 2
    assert run.stderr.count("run the same command again, with any number of processes") == 2
    alone = _files(tmp_path / "alone")
    manifest = json.loads(alone.pop("manifest.json"))
    families = {get_task(entry["task"]).family for entry in manifest["data"]}
    assert families == {task.family for task in get_suite("mini").tasks()}
    assert len(families) == 5
    for name in ("three", "broken"):
        assert not (tmp_path / name / UNFINISHED).exists()
        files = _files(tmp_path / name)
        other = json.loads(files.pop("manifest.json"))
        assert files == alone
        assert other | {"name": "", "created": ""} == manifest | {"name": "", "created": ""}
