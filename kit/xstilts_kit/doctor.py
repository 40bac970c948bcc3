"""`doctor`: what this machine and this account can and cannot do, on one page.

Libraries are judged by what this distribution itself declares (its installed metadata, so the
judgement cannot go stale), not by the exact pins of the project's own tests. Nothing is asked over
the network, and of the token only whether there is one.
"""

import os
import platform
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.data import PartStatus, examine_edition, one_line
from xstilts_kit.downloads import cache_folder, is_offline
from xstilts_kit.sources.prepared import edition_folder
from xstilts_kit.suites import get_suite
from xstilts_kit.version import this_kit

if TYPE_CHECKING:
    from packaging.requirements import Requirement

OLDEST_PYTHON = (3, 11)
MAIN_SUITE = "xtreme-8"
SPACE_NEEDED = 2_000_000_000
"""Bytes that the official edition and a checkpoint take, roughly."""


@dataclass(frozen=True, slots=True)
class Library:
    """One library: what is wanted and what is here."""

    name: str
    wanted: str
    """As the distribution declares it, e.g. ``>=2.6``."""
    found: str | None
    """None where it is not installed."""
    fits: bool
    extra: str | None
    """The extra that needs it; None where everything does."""


@dataclass(frozen=True, slots=True)
class Device:
    """Something that can compute."""

    kind: str
    """``cpu``, ``cuda:0``, ``mps``: what ``--device`` takes."""
    name: str
    memory: int | None
    """Bytes in all."""
    free: int | None
    bf16: bool | None
    """Whether bfloat16 is quick there; None where that is not known."""


@dataclass(frozen=True, slots=True)
class Space:
    """A folder that is written to, and the space on its disk."""

    what: str
    path: str
    free: int
    writable: bool


@dataclass(frozen=True, slots=True)
class Ability:
    """Something a user may want to do, and what stands in its way."""

    what: str
    command: str
    possible: bool
    reason: str
    """Why not, or what it goes on with."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Everything that `doctor` found."""

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
    """Whether there is one; never what it is."""
    offline: bool
    data: str
    abilities: tuple[Ability, ...]

    @property
    def can_do_the_main_job(self) -> bool:
        """Whether `predict` on the default suite could run."""
        return self.abilities[0].possible

    def as_json(self) -> dict[str, Any]:
        """The diagnosis as a JSON object."""
        return {**asdict(self), "can_do_the_main_job": self.can_do_the_main_job}


def diagnose() -> Diagnosis:
    """Look at this machine and this account."""
    libraries = tuple(_libraries())
    statuses = examine_edition()
    main_tasks = get_suite(MAIN_SUITE).task_names
    needed = [s for s in statuses if s.part.name in main_tasks and s.part.role == "test"]
    spaces = tuple(_spaces())
    python_fits = sys.version_info >= OLDEST_PYTHON
    return Diagnosis(
        kit=this_kit().version,
        commit=this_kit().commit,
        python=platform.python_version(),
        python_fits=python_fits,
        system=f"{platform.system()} {platform.release()} {platform.machine()}",
        cores=_cores(),
        libraries=libraries,
        devices=tuple(_devices(libraries)),
        spaces=spaces,
        endpoint=_endpoint(),
        token=_has_token(),
        offline=is_offline(),
        data=one_line(statuses, edition_folder()),
        abilities=tuple(_abilities(python_fits, libraries, spaces, needed)),
    )


# Libraries.


def _libraries() -> Iterable[Library]:
    from packaging.requirements import Requirement

    seen: set[str] = set()
    for text in requires("xstilts") or ():
        requirement = Requirement(text)
        extra = _extra(requirement)
        if requirement.name in seen or requirement.name == "xstilts" or extra == "dev":
            continue
        seen.add(requirement.name)
        found = _version(requirement.name)
        fits = found is not None and requirement.specifier.contains(found, prereleases=True)
        yield Library(requirement.name, str(requirement.specifier), found, fits, extra)


def _extra(requirement: "Requirement") -> str | None:
    """The extra that a requirement belongs to, by its marker."""
    marker = requirement.marker
    if marker is None or marker.evaluate({"extra": ""}):
        return None
    extras = ("predict", "train", "data", "dev")
    return next((name for name in extras if marker.evaluate({"extra": name})), None)


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


# Devices and space.


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _devices(libraries: Sequence[Library]) -> Iterable[Device]:
    total, free = _memory()
    if not any(library.name == "torch" and library.found for library in libraries):
        yield Device("cpu", platform.processor() or platform.machine(), total, free, None)
        return
    import torch

    try:
        capability = torch.backends.cpu.get_cpu_capability()
    except (AttributeError, RuntimeError):
        capability = ""
    quick = "AMX" in capability or _cpu_has_bf16()
    yield Device("cpu", capability or platform.machine(), total, free, quick)
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            left, size = torch.cuda.mem_get_info(index)
            with torch.cuda.device(index):
                bf16 = torch.cuda.is_bf16_supported(including_emulation=False)
            name = torch.cuda.get_device_name(index)
            yield Device(f"cuda:{index}", name, size, left, bf16)
    if torch.backends.mps.is_available():
        yield Device("mps", "Apple GPU", total, free, torch.backends.mps.is_macos_or_newer(14, 0))


def _memory() -> tuple[int | None, int | None]:
    """Bytes of main memory: in all, free."""
    try:
        page = os.sysconf("SC_PAGE_SIZE")
        total, free = (os.sysconf(f"SC_{name}PHYS_PAGES") * page for name in ("", "AV"))
    except (AttributeError, OSError, ValueError):
        return None, None
    return total, free


def _cpu_has_bf16() -> bool:
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return "avx512_bf16" in flags or "amx_bf16" in flags or " bf16" in flags


def _spaces() -> Iterable[Space]:
    from huggingface_hub import constants

    for what, path in (
        ("cache of xstilts", cache_folder()),
        ("cache of the Hub", Path(constants.HF_HUB_CACHE)),
        ("this folder", Path.cwd()),
    ):
        absolute = path.expanduser().absolute()
        there = next(place for place in (absolute, *absolute.parents) if place.is_dir())
        yield Space(what, str(path), shutil.disk_usage(there).free, os.access(there, os.W_OK))


# The account.


def _endpoint() -> str:
    """The Hub's address, without the password that it may hold."""
    from huggingface_hub import constants

    scheme, _, rest = str(constants.ENDPOINT).partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}"


def _has_token() -> bool:
    from huggingface_hub import get_token

    return get_token() is not None


# What can be done.


def _abilities(
    python_fits: bool,
    libraries: Sequence[Library],
    spaces: Sequence[Space],
    statuses: Sequence[PartStatus],
) -> Iterable[Ability]:
    base = _wrong(libraries, None)
    if not python_fits:
        base = [f"Python is older than {'.'.join(map(str, OLDEST_PYTHON))}", *base]
    predict = [*base, *_wrong(libraries, "predict")]
    absent = [status for status in statuses if not status.here]
    to_fetch = [status for status in absent if status.fetch]
    data = []
    if to_fetch and is_offline():
        data.append(f"{len(to_fetch)} splits are not in the cache, and the network is forbidden")
    cache = spaces[0]
    if absent and not cache.writable:
        data.append(f"{cache.path} cannot be written")
    if absent and cache.free < SPACE_NEEDED:
        data.append(f"{cache.free / 1e9:.1f} GB are free in {cache.path}, about 2 are needed")
    goes_on = "data are in the cache" if not absent else "data are fetched on first use"
    main, suite = [*predict, *data], f"predict {MAIN_SUITE}"
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
        [*predict, *_wrong(libraries, "train")],
        "",
    )


def _ability(what: str, command: str, obstacles: Sequence[str], otherwise: str) -> Ability:
    return Ability(what, command, not obstacles, "; ".join(obstacles) or otherwise)


def _wrong(libraries: Sequence[Library], extra: str | None) -> list[str]:
    """What is wrong with the libraries of an extra, in words, with the remedy."""
    bad = [library for library in libraries if library.extra == extra and not library.fits]
    if not bad:
        return []
    names = ", ".join(
        f"{b.name} is not installed" if b.found is None else f"{b.name} {b.found} is not {b.wanted}"
        for b in bad
    )
    return [f"{names} (pip install 'xstilts{'' if extra is None else f'[{extra}]'}')"]
