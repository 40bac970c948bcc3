"""The errors that stop a command; each states the problem and a remedy.

XstiltsError
├── UsageError       2  arguments are unknown or contradictory
├── DataError        3  required data are missing or invalid
├── SubmissionError  1  the user's own submission has problems (listed before)
├── ModelError       3  a checkpoint is missing or unsuitable
├── NetworkError     4  the Hub or the network failed
├── StorageError     5  not enough space, no permission, or locked
└── ProcessError     6  another process of the run failed or was lost
"""

from collections.abc import Iterable
from typing import ClassVar


class XstiltsError(Exception):
    """Stops a command; printed without a traceback.

    Args:
        what: One sentence: the problem and its location.
        remedy: One sentence: how to fix it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class UsageError(XstiltsError):
    """Arguments are unknown or contradictory."""

    exit_code = 2


class DataError(XstiltsError):
    """Required data are missing or invalid."""

    exit_code = 3


class SubmissionError(XstiltsError):
    """The submission has problems, and the command needs a valid one."""

    exit_code = 1


class ModelError(XstiltsError):
    """A checkpoint is missing or unsuitable."""

    exit_code = 3


class NotNumbersError(ModelError):
    """A model returns NaN."""


class NetworkError(XstiltsError):
    """The Hub or the network failed."""

    exit_code = 4


class StorageError(XstiltsError):
    """Not enough space, no permission, or locked by another run."""

    exit_code = 5


class ProcessError(XstiltsError):
    """Another process of the run failed or was lost."""

    exit_code = 6


def nearest(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """A remedy that suggests the known words nearest to `word` in any case, else `otherwise`."""
    import difflib  # not needed for `--help`

    spelled = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), list(spelled), n=3, cutoff=0.6)
    close = [spelled[name] for name in found]
    if not close:
        return otherwise
    return f"Did you mean {' or '.join(close)}? {otherwise}"
