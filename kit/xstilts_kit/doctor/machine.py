"""The machine's devices, and the free space on its disks."""

import os
import platform
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit.downloads import cache_folder


@dataclass(frozen=True, slots=True)
class Device:
    """A compute device."""

    kind: str
    """Value for ``--device``: ``cpu``, ``cuda:0``, ``mps``."""
    name: str
    memory: int | None
    """Total bytes."""
    free: int | None
    bf16: bool | None
    """Whether bfloat16 is fast; None if unknown."""


@dataclass(frozen=True, slots=True)
class Space:
    """A folder that commands write to, and the space on its disk."""

    what: str
    path: str
    free: int
    writable: bool


def count_cores() -> int:
    """Number of cores available to this process."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def examine_devices(*, torch_is_here: bool) -> Iterable[Device]:
    """List the values of ``--device``; without torch only the CPU is known."""
    total, free = _memory()
    if not torch_is_here:
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
    """Total and free main memory in bytes."""
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


def examine_spaces() -> Iterable[Space]:
    """The folders that commands write to, starting with the cache of xstilts."""
    from huggingface_hub import constants

    for what, path in (
        ("cache of xstilts", cache_folder()),
        ("cache of the Hub", Path(constants.HF_HUB_CACHE)),
        ("this folder", Path.cwd()),
    ):
        absolute = path.expanduser().absolute()
        there = next(place for place in (absolute, *absolute.parents) if place.is_dir())
        yield Space(what, str(path), shutil.disk_usage(there).free, os.access(there, os.W_OK))
