"""The errors that stop a command, each with one line of what and one line of what to do.

XstiltsError
├── UsageError       2  the command line asks for what does not exist or contradicts itself
├── DataError        3  data that is needed is not there, or is not what it should be
├── SubmissionError  1  the user's own submission has problems (they are listed before)
├── ModelError       3  a checkpoint is not there, or cannot do what is asked
├── NetworkError     4  the Hub or the network failed
└── StorageError     5  no space, no permission, locked
"""

from collections.abc import Iterable
from typing import ClassVar


class XstiltsError(Exception):
    """Stops a command; printed without a traceback.

    Args:
        what: One sentence: what is wrong, and where.
        remedy: One sentence: what to do about it.
    """

    exit_code: ClassVar[int] = 1

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.what} {self.remedy}"


class UsageError(XstiltsError):
    """The command line asks for something that does not exist or contradicts itself."""

    exit_code = 2


class DataError(XstiltsError):
    """Data that is needed is not there, or is not what it should be."""

    exit_code = 3


class SubmissionError(XstiltsError):
    """The submission has problems, so the command that needs it sound stops."""

    exit_code = 1


class ModelError(XstiltsError):
    """A checkpoint is not there, or cannot do what is asked."""

    exit_code = 3


class NotNumbersError(ModelError):
    """A model answers NaN."""


class NetworkError(XstiltsError):
    """The Hub or the network failed."""

    exit_code = 4


class StorageError(XstiltsError):
    """No space, no permission, or locked by another run."""

    exit_code = 5


def nearest(word: str, known: Iterable[str], *, otherwise: str) -> str:
    """A remedy that suggests the known words nearest to `word` in any case, else `otherwise`."""
    import difflib  # not needed for `--help`

    spelled = {name.casefold(): name for name in known}
    found = difflib.get_close_matches(word.casefold(), list(spelled), n=3, cutoff=0.6)
    close = [spelled[name] for name in found]
    if not close:
        return otherwise
    return f"Did you mean {' or '.join(close)}? {otherwise}"
