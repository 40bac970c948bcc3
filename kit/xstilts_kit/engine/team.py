"""The processes of one run, started by torchrun: counters, messages, and the loss of a process.

Processes meet at torch.distributed's store, which counts and keeps short texts. Everything larger
goes through the output folder, so no collective operation of a backend is needed, and processes
with and without GPUs work alike.
"""

import json
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, TypeVar

from xstilts_kit.diagnostics.errors import ProcessError, UsageError, XstiltsError
from xstilts_kit.engine.launch import Launch

_T = TypeVar("_T")

PATIENCE = 60.0
"""Seconds without a sign of life after which a process counts as lost."""
_PAUSE = 0.05
_REMEDY = (
    "Finished work is kept: run the same command again, with any number of processes, to go on."
)


class _Terminated(SystemExit):
    """SIGTERM, sent by torchrun when another process has ended, or by a scheduler."""


class Team:
    """The processes of a run; used as a context around its work.

    Leaving the context without an error waits for all processes. An error in one of them stops
    the others at their next `check`.

    Args:
        launch: This process's place.
        store: A store of torch.distributed, shared by all processes.
        patience: Seconds without a sign of life after which a process counts as lost.
        interval: Seconds between signs of life.
    """

    def __init__(
        self, launch: Launch, store: Any, patience: float = PATIENCE, interval: float = 1.0
    ) -> None:
        self.launch = launch
        self._store = store
        self._patience, self._interval = patience, interval
        self._stopped: str | None = None
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="xstilts-team", daemon=True)
        self._before: Any = None

    @property
    def first(self) -> bool:
        """Whether this process alone prints, shows progress and writes the manifest."""
        return self.launch.rank == 0

    def __enter__(self) -> "Team":
        me = {"host": socket.gethostname(), "pid": os.getpid()}
        self.put(f"who/{self.launch.rank}", json.dumps(me))
        if threading.current_thread() is threading.main_thread():
            self._before = signal.signal(signal.SIGTERM, _terminate)
        self._watcher.start()
        try:
            self.meet("start")
        except BaseException:
            self._leave()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if error is None:
                self._part()
            elif isinstance(error, _Terminated):
                self._explain()
            elif not isinstance(error, ProcessError):
                self._tell(error)
        finally:
            self._leave()

    def add(self, key: str, amount: int = 1) -> int:
        """Add to a counter shared by all processes, and return its new value."""
        return int(self._ask(lambda: self._store.add(key, amount)))

    def put(self, key: str, value: str) -> None:
        """Set a text that all processes can read."""
        self._ask(lambda: self._store.set(key, value))

    def get(self, key: str) -> str | None:
        """Return a text; None if it has not been set."""
        if not self._ask(lambda: self._store.check([key])):
            return None
        content: bytes = self._ask(lambda: self._store.get(key))
        return content.decode()

    def wait_for(self, key: str) -> str:
        """Wait until a text has been set, and return it."""
        while (value := self.get(key)) is None:
            self.pause()
        return value

    def meet(self, point: str) -> None:
        """Wait until all processes have come to this point."""
        self.add(f"at/{point}")
        while self.add(f"at/{point}", 0) < self.launch.size:
            self.pause()

    def pause(self) -> None:
        """Wait a moment for the others.

        Raises:
            ProcessError: See `check`.
        """
        self.check()
        time.sleep(_PAUSE)

    def check(self) -> None:
        """Stop if another process has failed or was lost.

        Raises:
            ProcessError: It has; only one process reports it, the others exit silently.
        """
        if self._stopped is not None:
            raise self._error(self._stopped)

    def agree(self, facts: Mapping[str, Any]) -> None:
        """Check that this process works on the same as the first one.

        Args:
            facts: Name → value that must be equal; JSON values.

        Raises:
            UsageError: A value differs.
        """
        if self.first:
            self.put("facts", json.dumps(facts, sort_keys=True))
            return
        theirs, ours = json.loads(self.wait_for("facts")), json.loads(json.dumps(facts))
        names = sorted(theirs.keys() | ours.keys())
        unlike = [name for name in names if theirs.get(name) != ours.get(name)]
        if unlike:
            raise UsageError(
                f"This process does not have the same {', '.join(unlike)} as rank 0 has.",
                "Give all processes the same command, checkpoint, data and installed versions.",
            )

    def name(self, rank: int) -> str:
        """Name a process: ``rank 1 of 3 (node2, pid 4711)``."""
        who = self._who(rank)
        where = f" ({who['host']}, pid {who['pid']})" if who else ""
        return f"rank {rank} of {self.launch.size}{where}"

    def _who(self, rank: int) -> dict[str, Any] | None:
        with suppress(XstiltsError):
            text = self.get(f"who/{rank}")
            return None if text is None else dict(json.loads(text))
        return None

    def _ask(self, request: Callable[[], _T]) -> _T:
        """Ask the store.

        Raises:
            ProcessError: The process that keeps it is gone.
        """
        try:
            return request()
        except RuntimeError as error:
            raise ProcessError(
                f"Rank {self.launch.rank} of {self.launch.size} lost the connection to rank 0's"
                " machine.",
                _REMEDY,
            ) from error

    def _error(self, what: str) -> BaseException:
        return (
            ProcessError(what, _REMEDY) if self._reports() else SystemExit(ProcessError.exit_code)
        )

    def _reports(self) -> bool:
        """Whether this process reports the end of another: rank 0, or rank 1 if that is lost."""
        return self.first or (self.launch.rank == 1 and self._first_is_lost())

    def _first_is_lost(self) -> bool:
        with suppress(XstiltsError, ValueError):
            stopped = json.loads(self.get("stopped") or "{}")
            return stopped.get("rank") == 0 and bool(stopped["lost"])
        return False

    def _stop(self, rank: int, what: str, *, lost: bool = True) -> None:
        """Announce that a process has ended; the first announcement counts."""
        if self.add("announcements") == 1:
            self.put("stopped", json.dumps({"rank": rank, "what": what, "lost": lost}))

    def _tell(self, error: BaseException) -> None:
        """Announce an error of this process, and put the process's name into the error."""
        if isinstance(error, SystemExit) and error.code == ProcessError.exit_code:
            return
        own = self.name(self.launch.rank)
        with suppress(XstiltsError):
            reason = str(error).strip() or type(error).__name__
            self._stop(self.launch.rank, f"R{own[1:]} has stopped: {reason}", lost=False)
            if "TORCHELASTIC_USE_AGENT_STORE" not in os.environ:
                time.sleep(2 * self._interval)  # this process may keep the store
        if self.first:
            return
        if isinstance(error, XstiltsError):
            error.what = f"R{own[1:]}: {error.what}"
        elif isinstance(error, KeyboardInterrupt):
            raise SystemExit(130) from error  # the first process says so

    def _watch(self) -> None:
        """Give signs of life, and look for those of others, until the run is over."""
        rank, size = self.launch.rank, self.launch.size
        others = [one for one in range(size) if one != rank] if rank == 0 else [0]
        seen = {one: (0, time.monotonic()) for one in others}
        while not self._over.wait(self._interval):
            try:
                self.add(f"beat/{rank}")
                stopped = self.get("stopped")
                if stopped is not None:
                    self._stopped = json.loads(stopped)["what"]
                    return
                for one, (count, since) in seen.items():
                    now = self.add(f"beat/{one}", 0)
                    if now != count:
                        seen[one] = now, time.monotonic()
                    elif time.monotonic() - since > self._patience:
                        self._stop(one, self._lost(one, f"for {self._patience:.0f} seconds"))
            except ProcessError as error:
                self._stopped = error.what
                return

    def _lost(self, rank: int, how: str) -> str:
        name = self.name(rank)
        return f"R{name[1:]} was lost: no sign of life {how}."

    def _explain(self) -> None:
        """After SIGTERM: report the process whose end was the reason, if one is found.

        torchrun ends the other processes when one has ended, before a sign of life can be missed.
        """
        with suppress(XstiltsError):
            self.add(f"left/{self.launch.rank}")
            what = self._stopped or self._ended_here()
            if what is not None and self._reports():
                error = ProcessError(what, _REMEDY)
                os.write(2, f"Error: {error.what}\n{error.remedy}\n".encode())

    def _ended_here(self) -> str | None:
        """Find a process of this machine that has ended without saying so."""
        announced = self.get("stopped")
        if announced is not None:
            return str(json.loads(announced)["what"])
        host = socket.gethostname()
        for rank in range(self.launch.size):
            who = self._who(rank)
            if rank == self.launch.rank or who is None or who["host"] != host:
                continue
            if not _runs(who["pid"]) and not self.add(f"left/{rank}", 0):
                what = f"R{self.name(rank)[1:]} was killed, or crashed."
                self._stop(rank, what)
                return what
        return None

    def _part(self) -> None:
        """Wait for all; the process that may keep the store leaves last."""
        self.meet("end")
        if not self.first:
            self.add("gone")
            return
        while self.add("gone", 0) < self.launch.size - 1:
            self.pause()

    def _leave(self) -> None:
        self._over.set()
        if self._watcher.is_alive():
            self._watcher.join(timeout=10)
        if self._before is not None:
            signal.signal(signal.SIGTERM, self._before)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise _Terminated(128 + number)


def _runs(pid: int) -> bool:
    """Whether a process of this machine still runs; one that nobody has waited for does not."""
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except ProcessLookupError:
        return False
    except OSError:  # another user's, or no /proc
        return True
    return state.rpartition(")")[2].split()[0] != "Z"
