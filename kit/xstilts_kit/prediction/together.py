"""A run shared by several processes: checks, the first process's part, and the others' part.

The first process locks the folder, shows progress and writes the manifest. All of them predict.
"""

import json
import secrets
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.diagnostics.errors import StorageError, UsageError
from xstilts_kit.engine.launch import ALONE, Launch
from xstilts_kit.engine.progress import Progress
from xstilts_kit.prediction.cells import CellJob, PoolJob
from xstilts_kit.prediction.manifest import Written
from xstilts_kit.prediction.preparing import Prepared
from xstilts_kit.storage import storage_errors, write_atomically
from xstilts_kit.submission.layout import UNFINISHED
from xstilts_kit.submission.manifest import Manifest, manifest_from_json

if TYPE_CHECKING:
    import torch

    from xstilts_kit.engine.team import Team

Jobs = Callable[[Path, Progress], Sequence[CellJob]]
"""The cells to predict, given the folder of the unfinished run."""

_SIGHT = 90.0
"""Seconds after which a file is visible on all machines; NFS hides new files for up to 60."""
_TOKEN = "processes"


def device_of(asked: str, launch: Launch = ALONE) -> "torch.device":
    """Choose the device of this process: with several processes, each has a GPU of its own.

    Raises:
        UsageError: The machine has no such device, or fewer GPUs than processes.
    """
    import torch

    from xstilts_kit.checkpoint.opening import choose_device

    if launch.size == 1:
        return choose_device(asked)
    if ":" in asked:
        raise UsageError(
            f"--device {asked} is given to {launch.size} processes; each needs its own device.",
            "Give --device cuda or auto, and choose GPUs with the variable CUDA_VISIBLE_DEVICES.",
        )
    if asked not in ("auto", "cuda") or not torch.cuda.is_available():
        return choose_device(asked)
    count = torch.cuda.device_count()
    if count > 1 and launch.local_rank >= count:
        raise _too_few(launch.local_size, count)
    # A scheduler may show each process its own GPU only.
    device = torch.device("cuda", launch.local_rank if count > 1 else 0)
    torch.cuda.set_device(device)  # nothing is to be allocated on the first GPU by all processes
    return device


def _too_few(processes: int, devices: int) -> UsageError:
    gpus = "1 GPU" if devices == 1 else f"{devices} GPUs"
    return UsageError(
        f"{processes} processes were started on a machine with {gpus}.",
        f"Give torchrun --nproc-per-node {devices}, or --device cpu.",
    )


def check_team(
    team: "Team", facts: dict[str, Any], prepared: Prepared, device: "torch.device"
) -> None:
    """Check that all processes have the same task, and GPUs of their own.

    Raises:
        UsageError: They have not.
    """
    cells = {found.cell.key: (found.fingerprint, found.transformed) for found in prepared.surveyed}
    lists = {
        "list of cells": list(cells),
        "limits": [prepared.request.limit_of(t.task) for t in prepared.heads],
    }
    team.agree({**facts, **lists, "data": cells, "scores": prepared.request.save_scores})
    team.put(f"device/{team.launch.rank}", json.dumps([socket.gethostname(), _identity(device)]))
    team.meet("checked")
    if team.first:
        used = [team.wait_for(f"device/{rank}") for rank in range(team.launch.size)]
        gpus = [one for one in used if json.loads(one)[1] is not None]
        if len(set(gpus)) < len(gpus):
            here = max(gpus, key=gpus.count)
            raise _too_few(gpus.count(here), 1)
    team.meet("devices")


def _identity(device: "torch.device") -> str | None:
    """Identify a GPU; None for a CPU, which processes may share."""
    import torch

    if device.type != "cuda":
        return None
    found = torch.cuda.get_device_properties(device)
    return str(getattr(found, "uuid", device.index))


def lead(team: "Team", folder: Path, jobs: Jobs, shown: Progress, examples: int) -> list[Written]:
    """Predict with the others, as the first process, and return what was written.

    Raises:
        ProcessError: Another process failed or was lost.
        StorageError: What another process has written does not become visible.
    """
    token = secrets.token_hex(16)
    write_atomically(folder / _TOKEN, token.encode())
    team.put("token", token)
    team.meet("folder")
    shown.start(f"{team.launch.size} processes", examples)
    own = jobs(folder, TeamProgress(team, shown))
    _share(team, own)
    TeamProgress(team, shown).advance(0)
    return [_visible(job) for job in own]


def _share(team: "Team", cells: Sequence[CellJob]) -> None:
    """Predict the cells with the others; first what the cells of a task have in common."""
    from xstilts_kit.engine.sharing import share

    tasks = dict.fromkeys(job.ready.task for job in cells if job.ready.head.task.pool)
    share(team, [PoolJob([job for job in cells if job.ready.task == t]) for t in tasks], "pool")
    share(team, cells)
    team.meet("predicted")


def _visible(job: CellJob) -> Written:
    """Return a finished cell, waiting until another machine's files are visible."""
    since = time.monotonic()
    while (written := job.kept()) is None:
        if time.monotonic() - since > _SIGHT:
            raise StorageError(
                f"{job.out}: {job.cell.path} was removed or changed during the run, or is not"
                " visible on rank 0's machine.",
                "Leave the folder alone during a run, then run the same command again.",
            )
        time.sleep(0.5)
    return written


def help_first(team: "Team", out: Path, jobs: Jobs) -> Manifest:
    """Predict with the others, as any process but the first, and return the first's manifest.

    Raises:
        ProcessError: Another process failed or was lost.
        StorageError: The folder is not the first process's.
    """
    folder = out / UNFINISHED
    token = team.wait_for("token")
    since = time.monotonic()
    while _token(folder) != token:
        if time.monotonic() - since > _SIGHT:
            raise StorageError(
                f"{out} on {socket.gethostname()} is not the folder that rank 0 writes.",
                "Give --out a folder on a disk that all machines share.",
            )
        team.pause()
    team.meet("folder")
    _share(team, jobs(folder, TeamProgress(team)))
    return manifest_from_json(json.loads(team.wait_for("manifest")))


def _token(folder: Path) -> str | None:
    path = folder / _TOKEN
    with storage_errors(path):
        return path.read_text() if path.is_file() else None


def tell_manifest(team: "Team", manifest: Manifest) -> None:
    """Pass the manifest to the other processes."""
    team.put("manifest", json.dumps(manifest.as_json()))


class TeamProgress:
    """Progress of all processes, shown by the first.

    Args:
        team: The processes.
        shown: The first process's display; None on the others.
    """

    def __init__(self, team: "Team", shown: Progress | None = None) -> None:
        self._team, self._shown = team, shown

    def start(self, name: str, examples: int) -> None:
        """Nothing; the display is about all cells."""

    def advance(self, examples: int) -> None:
        """Count finished examples; the first process shows those of all."""
        done = self._team.add("progress/done", examples)
        if self._shown is None:
            return
        before = self._team.add("progress/shown", 0)
        self._team.add("progress/shown", done - before)
        self._shown.advance(done - before)
        lines = self._team.add("progress/lines", 0)
        while (line := self._team.add("progress/said", 0)) < lines:
            self._team.add("progress/said")
            self._shown.say(self._team.wait_for(f"progress/line/{line}"))

    def say(self, text: str) -> None:
        """Have the first process print a line."""
        line = self._team.add("progress/lines") - 1
        self._team.put(f"progress/line/{line}", text)
