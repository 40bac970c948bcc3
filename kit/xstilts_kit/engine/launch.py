"""How a process was started: the environment variables that torchrun sets."""

from collections.abc import Mapping
from dataclasses import dataclass

from xstilts_kit.diagnostics.errors import UsageError

_REMEDY = (
    "Start all processes with torchrun, or unset these variables to run one process:"
    " `unset RANK WORLD_SIZE LOCAL_RANK LOCAL_WORLD_SIZE MASTER_ADDR MASTER_PORT`."
)
_NAMES = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "MASTER_ADDR", "MASTER_PORT")
_NUMBERS = ("RANK", "WORLD_SIZE", "LOCAL_RANK", "LOCAL_WORLD_SIZE", "MASTER_PORT")


@dataclass(frozen=True, slots=True)
class Launch:
    """The place of a process among those of its run."""

    rank: int
    """Number of the process, counted from 0 over all machines."""
    size: int
    """Number of processes on all machines."""
    local_rank: int
    """Number of the process on its machine."""
    local_size: int
    """Number of processes on its machine."""


ALONE = Launch(0, 1, 0, 1)


def launch_problems(environment: Mapping[str, str]) -> list[str]:
    """Describe what is wrong with torchrun's variables; empty if they are consistent or unset.

    ``WORLD_SIZE=1``, or none of ``RANK``, ``WORLD_SIZE`` and ``LOCAL_RANK``, means one process,
    whatever the other variables are.
    """
    started = [name for name in ("RANK", "WORLD_SIZE", "LOCAL_RANK") if name in environment]
    if not started:
        return []
    found = [
        f"{name}={environment[name]!r} is not a number"
        for name in _NUMBERS
        if name in environment and not environment[name].isdecimal()
    ]
    if not found and environment.get("WORLD_SIZE") == "1":
        return _ranges(environment)
    missing = [name for name in _NAMES if not environment.get(name)]
    if missing:
        there = ", ".join(f"{name}={environment[name]}" for name in started)
        found.append(f"{' and '.join(missing)} {_are(missing)} not set, although {there} is")
    return found or _ranges(environment)


def _are(names: list[str]) -> str:
    return "is" if len(names) == 1 else "are"


def _ranges(environment: Mapping[str, str]) -> list[str]:
    """Describe numbers that contradict each other; all that are set are numbers."""
    value = {name: int(environment[name]) for name in _NUMBERS if name in environment}
    found = []
    for rank, size in (("RANK", "WORLD_SIZE"), ("LOCAL_RANK", "LOCAL_WORLD_SIZE")):
        if rank in value and size in value and value[rank] >= value[size]:
            found.append(f"{rank}={value[rank]} is not below {size}={value[size]}")
    if value.get("LOCAL_WORLD_SIZE", 0) > value.get("WORLD_SIZE", 1):
        found.append(
            f"LOCAL_WORLD_SIZE={value['LOCAL_WORLD_SIZE']} is more than"
            f" WORLD_SIZE={value.get('WORLD_SIZE', 1)}"
        )
    if value.get("LOCAL_RANK", 0) > value.get("RANK", 0) and "RANK" in value:
        found.append(f"LOCAL_RANK={value['LOCAL_RANK']} is more than RANK={value['RANK']}")
    if not 1 <= value.get("MASTER_PORT", 1) <= 65535:
        found.append(f"MASTER_PORT={value['MASTER_PORT']} is not a port")
    return found


def read_launch(environment: Mapping[str, str]) -> Launch:
    """Read torchrun's variables; `ALONE` if there is one process.

    Raises:
        UsageError: They contradict each other, or some are missing.
    """
    problems = launch_problems(environment)
    if problems:
        raise UsageError(f"The variables of torchrun: {'; '.join(problems)}.", _REMEDY)
    size = int(environment.get("WORLD_SIZE", "1"))
    if size == 1:
        return ALONE
    local_rank = int(environment["LOCAL_RANK"])
    local_size = int(environment.get("LOCAL_WORLD_SIZE", local_rank + 1))
    return Launch(int(environment["RANK"]), size, local_rank, local_size)
