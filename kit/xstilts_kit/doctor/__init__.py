"""`doctor`: checks what this machine and account can do.

Makes no network requests, and only checks whether there is a token.
"""

import os
import platform
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from shutil import which
from typing import Any

from xstilts_kit.data import CellStatus, examine_edition, one_line
from xstilts_kit.doctor.libraries import Library, examine_libraries, wrong
from xstilts_kit.doctor.machine import (
    Device,
    Space,
    count_cores,
    examine_devices,
    examine_spaces,
)
from xstilts_kit.downloads import is_offline
from xstilts_kit.engine.launch import launch_problems, read_launch
from xstilts_kit.sources.prepared import edition_folder
from xstilts_kit.submission.version import this_kit
from xstilts_kit.suites import get_suite

__all__ = ["Ability", "Device", "Diagnosis", "Library", "Space", "diagnose"]

OLDEST_PYTHON = (3, 11)
MAIN_SUITE = "xtreme-8"
SPACE_NEEDED = 2_000_000_000
"""Approximate size in bytes of the official edition and a checkpoint."""


@dataclass(frozen=True, slots=True)
class Ability:
    """An action that a user may want, with its obstacles."""

    what: str
    command: str
    possible: bool
    reason: str
    """The obstacles, or a remark on how it works."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything found by `doctor`."""

    kit: str
    commit: str | None
    python: str
    python_fits: bool
    system: str
    cores: int
    libraries: tuple[Library, ...]
    devices: tuple[Device, ...]
    spaces: tuple[Space, ...]
    endpoint: str
    token: bool
    """Whether a token is set; never its value."""
    offline: bool
    processes: int
    """Processes that the variables of torchrun announce; 0 if they contradict each other."""
    launch_problems: tuple[str, ...]
    """What is wrong with the variables of torchrun."""
    data: str
    abilities: tuple[Ability, ...]

    @property
    def can_do_the_main_job(self) -> bool:
        """Whether `predict` can run on the default suite."""
        return self.abilities[0].possible

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "can_do_the_main_job": self.can_do_the_main_job}


def diagnose() -> Diagnosis:
    """Examine this machine and account."""
    libraries = tuple(examine_libraries())
    statuses = examine_edition()
    main_tasks = get_suite(MAIN_SUITE).task_names
    needed = [s for s in statuses if s.cell.task in main_tasks and s.cell.split == "test"]
    spaces = tuple(examine_spaces())
    torch_is_here = any(lib.name == "torch" and lib.found for lib in libraries)
    python_fits = sys.version_info >= OLDEST_PYTHON
    launch = tuple(launch_problems(os.environ))
    return Diagnosis(
        kit=this_kit().version,
        commit=this_kit().commit,
        python=platform.python_version(),
        python_fits=python_fits,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=count_cores(),
        libraries=libraries,
        devices=tuple(examine_devices(torch_is_here=torch_is_here)),
        spaces=spaces,
        endpoint=_endpoint(),
        token=_has_token(),
        offline=is_offline(),
        processes=0 if launch else read_launch(os.environ).size,
        launch_problems=launch,
        data=one_line(statuses, edition_folder()),
        abilities=tuple(_abilities(python_fits, libraries, spaces, needed, launch)),
    )


def _endpoint() -> str:
    """The Hub's address, without any password."""
    from huggingface_hub import constants

    scheme, _, rest = str(constants.ENDPOINT).partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _has_token() -> bool:
    from huggingface_hub import get_token

    return get_token() is not None


def _abilities(
    python_fits: bool,
    libraries: Sequence[Library],
    spaces: Sequence[Space],
    statuses: Sequence[CellStatus],
    launch: Sequence[str],
) -> Iterable[Ability]:
    base = wrong(libraries, None)
    if not python_fits:
        base = [f"Python is older than {'.'.join(map(str, OLDEST_PYTHON))}", *base]
    predict = [*base, *wrong(libraries, "predict"), *launch]
    absent = [status for status in statuses if not status.here]
    to_fetch = [status for status in absent if status.fetch]
    data = []
    if to_fetch and is_offline():
        data.append(f"{len(to_fetch)} splits are not in the cache, and network access is disabled")
    cache, hub = spaces[0], spaces[1]
    if absent and not cache.writable:
        data.append(f"{cache.path} is not writable")
    if absent and cache.free < SPACE_NEEDED:
        data.append(f"only {cache.free / 1e9:.1f} GB are free in {cache.path}, about 2 are needed")
    model = [] if hub.writable else [f"{hub.path}, the cache of the Hub, is not writable"]
    goes_on = "data are in the cache" if not absent else "data are fetched on first use"
    main, suite = [*predict, *data, *model], f"predict {MAIN_SUITE}"
    yield _ability(suite, "xstilts-submit predict --model ID --out DIR", main, goes_on)
    yield _ability(
        "try the miniature",
        "xstilts-submit predict --suite mini --model mini --out DIR",
        predict,
        "needs no data and no network",
    )
    yield _ability("validate and score", "xstilts-submit score DIR", base, "")
    prepare = "xstilts-submit data prepare --out DIR"
    yield _ability("prepare the official edition", prepare, [*base, *data], "")
    yield _ability(
        "train baselines",
        "xstilts-baselines --help",
        [*predict, *wrong(libraries, "train"), *model],
        "",
    )
    git = [] if which("git") else ["git is not installed"]
    upload = [] if _has_token() else ["there is no token for the Hub (`hf auth login`)"]
    upload += ["network access is disabled"] if is_offline() else []
    yield _ability(
        "file a submission",
        "xstilts-submit submit DIR --board DIR",
        [*base, *git, *upload],
        "opens the pull request"
        if which("gh")
        else "prints git's commands, as gh is not installed",
    )


def _ability(what: str, command: str, obstacles: Sequence[str], otherwise: str) -> Ability:
    return Ability(what, command, not obstacles, "; ".join(obstacles) or otherwise)
