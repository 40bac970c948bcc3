"""Synchronisation of the processes started by torchrun."""

import os


def several() -> bool:
    """Whether torchrun started more than one process."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def join(device: str) -> bool:
    """Join the process group, if there is one.

    Args:
        device: ``cpu`` disables the GPUs.

    Returns:
        Whether this process is the first, the only one that writes.
    """
    if not several():
        return True
    from accelerate import PartialState  # installed by the extra `train`

    return bool(PartialState(cpu=device == "cpu").is_main_process)


def wait() -> None:
    """Wait for all processes."""
    import torch.distributed

    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.barrier()
