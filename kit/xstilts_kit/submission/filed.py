"""Files in a submission's folder on a board, in addition to the manifest.

The miniature's predictions are in the folder; others are in a data set repository on the Hub, and
a pointer names it. For a withdrawn submission, only a withdrawal file remains.
"""

from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.submission.layout import POINTER, WITHDRAWAL
from xstilts_kit.submission.manifest import GitHubAccount
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_schemas import checked

POINTER_SCHEMA = "xstilts-pointer-v1"
WITHDRAWAL_SCHEMA = "xstilts-withdrawal-v1"

_LARGEST = 1 << 16
OWNERS_AT_MOST = 32
"""Maximum number of accounts that own a row."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """Location of predictions; their sizes and digests are in the manifest."""

    schema: str
    repository: str
    """``owner/name`` of a data set on the Hub."""
    revision: str
    """Commit hash, 40 hexadecimal digits."""
    folder: str
    """Base folder in the repository for the manifest's paths."""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The only file left of a withdrawn submission."""

    schema: str
    suite: str
    name: str
    github: tuple[GitHubAccount, ...]
    """The owners, who alone may file it again."""
    reason: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def read_pointer(folder: Path, problems: Problems) -> Pointer | None:
    """Read the pointer in a submission's folder; None if invalid, which is a problem."""
    value = _read(folder / POINTER, POINTER, "pointer", problems)
    return None if value is None else Pointer(**value)


def read_withdrawal(folder: Path, problems: Problems) -> Withdrawal | None:
    """Read the withdrawal in a submission's folder; None if invalid, which is a problem."""
    value = _read(folder / WITHDRAWAL, WITHDRAWAL, "withdrawal", problems)
    if value is None:
        return None
    owners = tuple(GitHubAccount(one["login"], int(one["id"])) for one in value["github"])
    return Withdrawal(**value | {"github": owners})


def _read(path: Path, name: str, schema: str, problems: Problems) -> dict[str, Any] | None:
    def unsound(message: str, line: int | None = None) -> None:
        problems.add("XS701", name, message, line)

    if path.is_symlink() or not path.is_file():
        unsound("not a plain file")
        return None
    with path.open("rb") as file:
        content = file.read(_LARGEST + 1)
    if len(content) > _LARGEST:
        unsound(f"more than {_LARGEST >> 10} KiB")
        return None
    try:
        value = parse(content.decode("utf-8"))
    except UnicodeDecodeError:
        unsound("not UTF-8")
        return None
    except StrictJSONError as error:
        unsound(str(error), error.line)
        return None
    value, errors = checked(schema, value)
    faults = list(islice(errors, 5))
    for fault in faults:
        where = ".".join(map(str, fault.absolute_path)) or f"the {schema}"
        unsound(f"{where}: {fault.message[:200]}")
    return None if faults else dict(value)
