"""``--device``: select one of several GPUs before CUDA is initialised, and hide the others."""

import os
import re

from xstilts_kit.diagnostics.errors import UsageError

_VISIBLE = "CUDA_VISIBLE_DEVICES"


def choose_gpu(device: str) -> str:
    """Check the value of ``--device``; if it names a GPU, hide the others.

    Returns:
        ``auto``, ``cpu`` or ``cuda``.

    Raises:
        UsageError: The device is unknown or not available, or torchrun assigns the devices.
    """
    if device in ("auto", "cpu"):
        return device
    found = re.fullmatch(r"cuda(?::(\d{1,3}))?", device)
    if found is None:
        raise UsageError(f"There is no device {device!r}.", "Give auto, cpu, cuda or cuda:N.")
    if int(os.environ.get("WORLD_SIZE", "1")) > 1:
        raise UsageError(
            f"--device {device}: torchrun assigns a GPU to each process.",
            f"Leave it out; to select GPUs for torchrun, set {_VISIBLE}.",
        )
    before = os.environ.get(_VISIBLE)
    number = found.group(1)
    if number is not None:
        listed = before.split(",") if before else None
        if listed is not None and int(number) >= len(listed):
            raise _absent(device)
        os.environ[_VISIBLE] = number if listed is None else listed[int(number)]
    import torch

    if not torch.cuda.is_available():
        if number is not None:
            _restore(before)
        raise _absent(device)
    return "cuda"


def _restore(before: str | None) -> None:
    if before is None:
        del os.environ[_VISIBLE]
    else:
        os.environ[_VISIBLE] = before


def _absent(device: str) -> UsageError:
    return UsageError(
        f"The device {device!r} cannot be used here.", "Give --device auto, cpu, or another GPU."
    )
