"""Joins the processes that torchrun started for one run."""

import os
from collections.abc import Mapping
from typing import Any

from xstilts_kit.diagnostics.errors import NetworkError
from xstilts_kit.engine.launch import ALONE, read_launch
from xstilts_kit.engine.team import Team


def team_of(environment: Mapping[str, str]) -> Team | None:
    """Join the processes started by torchrun; None if this process runs alone.

    Raises:
        UsageError: torchrun's variables contradict each other.
        NetworkError: The processes do not find each other.
    """
    launch = read_launch(environment)
    if launch == ALONE:
        return None
    # The tokenizers of the processes share the machine's cores.
    cores = os.cpu_count() or 1
    os.environ.setdefault("RAYON_NUM_THREADS", str(max(1, cores // launch.local_size)))
    os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")
    from datetime import timedelta
    from importlib import import_module

    distributed: Any = import_module("torch.distributed")
    try:
        store, *_ = next(distributed.rendezvous("env://", timeout=timedelta(minutes=5)))
    except (RuntimeError, ValueError, OSError) as error:
        address = f"{environment.get('MASTER_ADDR')}:{environment.get('MASTER_PORT')}"
        raise NetworkError(
            f"Rank {launch.rank} of {launch.size} does not find the others at {address}"
            f" ({(str(error).splitlines() or ['no reason'])[0][:200]}).",
            "Start all processes with the same torchrun command, with an address that every"
            " machine reaches.",
        ) from error
    return Team(launch, distributed.PrefixStore("xstilts", store))
