"""The same dropout in several forward passes of a step, by restoring torch's random states."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch


@dataclass(slots=True)
class Dropout:
    """Random states before and after the first forward pass of a step, on CPU and GPU."""

    device: torch.device
    _first: Any = None
    _last: Any = field(default=None)

    @contextmanager
    def same(self) -> Iterator[None]:
        """Run a forward pass with the dropout masks of the first one.

        Afterwards the random state is as if there had been one pass.
        """
        if self._first is None:
            self._first = self._state()
            yield
            self._last = self._state()
            return
        self._set(self._first)
        try:
            yield
        finally:
            self._set(self._last)

    def _state(self) -> tuple[Any, Any]:
        gpu = torch.cuda.get_rng_state(self.device) if self.device.type == "cuda" else None
        return torch.get_rng_state(), gpu

    def _set(self, state: tuple[Any, Any]) -> None:
        cpu, gpu = state
        torch.set_rng_state(cpu)
        if gpu is not None:
            torch.cuda.set_rng_state(gpu, self.device)
