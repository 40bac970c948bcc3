"""Several processes on one job, as torchrun starts them: meeting, and waiting for each other."""

import os


def several() -> bool:
    """Whether torchrun started more than one process."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1


def join(device: str) -> bool:
    """Meet the other processes, if there are any.

    Args:
        device: ``cpu`` keeps them off the GPUs.

    Returns:
        Whether this process is the first, which alone writes.
    """
    if not several():
        return True
    from accelerate import PartialState  # the extra `train` brings it

    return bool(PartialState(cpu=device == "cpu").is_main_process)


def wait() -> None:
    """Wait until every process has come here."""
    import torch.distributed

    if torch.distributed.is_available() and torch.distributed.is_initialized():
        torch.distributed.barrier()
