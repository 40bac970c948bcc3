"""Converts errors of the Hub's client into errors with a remedy."""

import errno
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from xstilts_kit.diagnostics.errors import (
    DataError,
    ModelError,
    NetworkError,
    StorageError,
    XstiltsError,
    nearest,
)
from xstilts_kit.hub._repository import COMMIT, Kind, RemoteFile

if TYPE_CHECKING:
    from huggingface_hub.errors import HfHubHTTPError

_GO_ON = "set HF_HUB_OFFLINE=1 to continue with the files fetched before."


@dataclass(frozen=True, slots=True)
class Place:
    """A repository as it is named in messages."""

    kind: Kind
    id: str
    revision: str | None

    @property
    def asked(self) -> str:
        return self.revision or "main"

    def __str__(self) -> str:
        return f"{'model' if self.kind == 'model' else 'data set'} {self.id!r}"

    @property
    def _short(self) -> str:
        return self.asked[:7] if COMMIT.fullmatch(self.asked) else self.asked

    @property
    def page(self) -> str:
        folder = "" if self.kind == "model" else "datasets/"
        return f"{scheme()}://{host()}/{folder}{self.id}"

    def unfit(self, what: str, remedy: str) -> XstiltsError:
        return (ModelError if self.kind == "model" else DataError)(what, remedy)

    def no_revision(self) -> XstiltsError:
        return self.unfit(
            f"The {self} has no revision {self.asked!r}.",
            f"Choose a branch, a tag or a commit; they are listed at {self.page}/commits/main.",
        )

    def no_file(self, path: str, known: Iterable[str] = ()) -> XstiltsError:
        return self.unfit(
            f"The {self} has no file {path!r} at {self._short}.",
            nearest(path, known, otherwise=f"See its files at {self.page}/tree/{self.asked}."),
        )

    def not_fetched(self, missing: Sequence[RemoteFile]) -> XstiltsError:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        return self.unfit(
            f"{missing[0].path}{more} of the {self} at {self._short} was not fetched before,"
            " and XSTILTS_OFFLINE or HF_HUB_OFFLINE forbids it now.",
            "Run the same command once without that variable.",
        )


def host() -> str:
    """The Hub's host and port, without the password that an endpoint may contain."""
    from huggingface_hub import constants

    endpoint = str(constants.ENDPOINT)
    return endpoint.removeprefix(f"{scheme()}://").rpartition("@")[2].partition("/")[0]


def scheme() -> str:
    from huggingface_hub import constants

    return str(constants.ENDPOINT).partition("://")[0]


@contextmanager
def explained(place: Place, path: str | None = None) -> Iterator[None]:
    """Convert the client's exceptions into errors with a remedy."""
    try:
        yield
    except XstiltsError:
        raise
    except Exception as error:
        raise _explain(error, place, path) from error


@contextmanager
def disk_explained() -> Iterator[None]:
    """Convert an `OSError` of the disk into an error with a remedy."""
    try:
        yield
    except OSError as error:
        raise _explain_disk(error) from error


def _explain(error: BaseException, place: Place, path: str | None) -> XstiltsError:
    from huggingface_hub import errors

    if isinstance(error, errors.LocalEntryNotFoundError) and error.__cause__ is not None:
        error = error.__cause__  # the client wraps the original error
    transport = errors.HfHubHTTPError.__bases__[0]  # from httpx or httpx2, as the client chooses
    if isinstance(error, errors.HFValidationError):
        return place.unfit(
            f"{place.id!r} is not a valid id on the Hub.",
            "An id is name or owner/name, made of letters, digits, '-', '_' and '.'.",
        )
    if isinstance(error, errors.HfHubHTTPError):
        return _explain_answer(error, place, path)
    if isinstance(error, UnicodeEncodeError):
        return place.unfit(
            f"Your token cannot be sent, so the Hub was not asked about the {place}.",
            "Set HF_TOKEN to a token exactly as issued by the Hub, in plain letters and digits.",
        )
    of_network = (transport, ConnectionError, TimeoutError, RuntimeError)  # Xet raises the last
    if isinstance(error, of_network) or (isinstance(error, OSError) and error.errno is None):
        return _explain_connection(error, place, path)
    if isinstance(error, OSError):
        return _explain_disk(error)
    return NetworkError(
        f"{host()} did not answer like a Hub about the {place} ({type(error).__name__}).",
        f"Check HF_ENDPOINT and the proxy settings, or {_GO_ON}",
    )


def _explain_answer(error: "HfHubHTTPError", place: Place, path: str | None) -> XstiltsError:
    from huggingface_hub import errors

    status = status_of(error)
    if isinstance(error, errors.GatedRepoError):
        return place.unfit(
            f"The {place} is gated, and you have not been granted access.",
            f"Request access at {place.page}, then set HF_TOKEN to a token of that account.",
        )
    if isinstance(error, errors.RevisionNotFoundError):
        return place.no_revision()
    if isinstance(error, errors.EntryNotFoundError):
        return place.no_file(path or "?")
    missing = isinstance(error, errors.RepositoryNotFoundError)
    if status == 401 and not missing and "authorization" in error.response.request.headers:
        return place.unfit(
            f"The Hub rejects your token, so the {place} cannot be read.",
            "Set HF_TOKEN to a valid token; if none is needed, unset it and run `hf auth logout`.",
        )
    if missing or status in (401, 404):
        return place.unfit(
            f"The {place} does not exist on {host()}, or is private.",
            "Check the spelling of owner/name; if it is private, set HF_TOKEN to your token.",
        )
    if status in (403, 451):
        return place.unfit(
            f"The Hub refuses access to the {place} (status {status}).",
            f"Set HF_TOKEN to a token with read access, and see {place.page} for the reason.",
        )
    if status == 429:
        seconds = seconds_to_wait(error)
        wait = "a few minutes" if seconds is None else f"{seconds} seconds"
        return NetworkError(
            "The Hub's rate limit is reached (status 429).",
            f"Wait {wait}, then run the same command again; HF_TOKEN raises the limit.",
        )
    if status == 400:
        return place.unfit(
            f"The Hub does not understand the request for the {place} at {place.asked!r}.",
            "Check the id and the revision.",
        )
    return NetworkError(
        f"The Hub failed with status {status} for the {place}.",
        f"Run the same command again later, or {_GO_ON}",
    )


def _explain_connection(error: BaseException, place: Place, path: str | None) -> NetworkError:
    name = type(error).__name__
    about = f"{path} of the {place}" if path else f"the {place}"
    if "Timeout" in name:
        what = f"{host()} did not answer in time for {about}."
    elif "Protocol" in name or "Read" in name or isinstance(error, OSError):
        what = f"The connection to {host()} broke while fetching {about} ({name})."
    else:
        what = f"{host()} cannot be reached for {about} ({name})."
    return NetworkError(what, f"Check the network and run the same command again, or {_GO_ON}")


def _explain_disk(error: OSError) -> StorageError:
    from huggingface_hub import constants

    where = error.filename or constants.HF_HUB_CACHE
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        what, remedy = "the disk is full", "Free some space"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        what, remedy = "access is not permitted", "Make it readable and writable"
    else:
        what, remedy = error.strerror or str(error), "Make it a writable folder"
    return StorageError(
        f"{where}: {what}.", f"{remedy}, or choose another folder for the Hub's cache with HF_HOME."
    )


def status_of(error: "HfHubHTTPError") -> int:
    return int(error.response.status_code)


def seconds_to_wait(error: "HfHubHTTPError") -> int | None:
    """Waiting time of a rate limit, from ``Retry-After`` (seconds or a date) or ``RateLimit``."""
    asked = error.response.headers.get("Retry-After", "").strip()
    if asked.isdigit():
        return int(asked)
    with suppress(ValueError, TypeError):
        until = parsedate_to_datetime(asked)
        return max(0, round((until - datetime.now(UTC)).total_seconds()))
    limit = re.search(r";\s*t\s*=\s*(\d+)", error.response.headers.get("RateLimit", ""))
    return int(limit[1]) if limit else None
