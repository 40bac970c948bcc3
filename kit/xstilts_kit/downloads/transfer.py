"""One file over HTTP: pooch fetches and verifies it; this adds resuming, retries and remedies.

The body goes into a partial file that survives interruptions; if the server allows it, the next
attempt requests only the rest (``Range``, with ``If-Range`` so that a changed file starts anew).
A body longer than the known or announced size is cut off, and servers that are too slow are given
up. Pooch then compares the SHA-256 and moves the file into place.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from xstilts_kit.diagnostics.errors import DataError, NetworkError, XstiltsError
from xstilts_kit.downloads.answers import (
    content_range,
    found_digest,
    is_closed_door,
    is_page,
    reason,
    seconds_to_wait,
    whole_number,
)
from xstilts_kit.downloads.partial import PartialFile
from xstilts_kit.downloads.places import shown
from xstilts_kit.downloads.progress import Progress

ATTEMPTS = 4
"""Number of attempts if the network or the server fails."""
TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and to wait for the next bytes."""
WAIT_AT_MOST = 60.0
"""Longest ``Retry-After`` to wait for, in seconds; a longer wait is left to the user."""

LARGEST = 2 << 30
"""Limit in bytes for files of unknown size; the largest primary file has 0.4 billion."""
FLOOR = 1_000
"""Minimum speed in bytes per second, on average over `WINDOW`."""
WINDOW = 20.0
"""Length of the window in seconds."""

_BLOCK = 1 << 16
_PATIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
"""HTTP statuses worth a retry."""
_AGAIN = "Run the same command again: the bytes fetched so far are kept."
ELSEWHERE = (
    "Get a copy elsewhere: --mirror URL fetches from another server, --from TASK=PATH uses files on"
    " disk."
)


class Unreachable(NetworkError):
    """The host cannot be reached, so its other files are not tried."""


class _Interrupted(Exception):
    """The attempt failed, but a retry may succeed."""

    def __init__(self, what: str, wait: float | None = None) -> None:
        super().__init__(what)
        self.what, self.wait = what, wait


class _Slow(_Interrupted):
    """The server is too slow; a single retry is enough."""


@dataclass(slots=True)
class Transfer:
    """Transfer of one file into the cache."""

    url: str
    """Address to fetch from."""
    target: Path
    """Destination; its folder holds nothing else."""
    sha256: str | None
    size: int | None
    progress: Progress
    _answered: bool = field(default=False, init=False)
    _resumed: bool = field(default=False, init=False)
    _total: int | None = field(default=None, init=False)

    @property
    def partial(self) -> PartialFile:
        return PartialFile(self.target.with_name(f"{self.target.name}.part"))

    def run(self) -> None:
        """Fetch the file, with retries.

        Raises:
            DataError: The file does not exist, is not accessible, or has the wrong content.
            NetworkError: The server cannot be reached, fails, limits the rate, or breaks off.
            OSError: The disk is full or not writable.
        """
        slow = 0
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._attempt()
                return
            except _Interrupted as error:
                slow += isinstance(error, _Slow)
                wait = 2.0 ** (attempt - 1) if error.wait is None else error.wait
                if attempt == ATTEMPTS or slow > 1 or wait > WAIT_AT_MOST:
                    raise self._give_up(error) from error.__cause__
            time.sleep(wait)

    def _give_up(self, error: _Interrupted) -> NetworkError:
        later = "" if error.wait is None else f" It asks to wait {error.wait:.0f} seconds."
        kind = Unreachable if is_closed_door(error.__cause__) else NetworkError
        return kind(f"{shown(self.url)}: {error.what}.{later}", f"{_AGAIN} {ELSEWHERE}")

    def _attempt(self) -> None:
        import pooch

        pooch.get_logger().setLevel("ERROR")  # silence pooch's messages on hashes and folders
        known = None if self.sha256 is None else f"sha256:{self.sha256}"
        with self._explained():
            pooch.retrieve(
                self.url,
                known_hash=known,
                fname=self.target.name,
                path=self.target.parent,
                downloader=self._download,
            )
        self.partial.forget_validator()

    # Called by pooch.

    def _download(self, url: str, output_file: str, pooch: Any, check_only: bool = False) -> None:
        """Fill the file created by pooch, via the partial file."""
        import requests

        self._answered = self._resumed = False
        partial = self.partial
        with partial.path.open("ab") as file:
            rest = partial.headers_for_rest(file.tell(), verified=self.sha256 is not None)
            headers = {"Accept-Encoding": "identity", **rest}
            with requests.get(url, headers=headers, timeout=TIMEOUT, stream=True) as response:
                self._begin(response, file)
                response.raise_for_status()
                self._receive(response.raw, file)
            file.flush()
            os.fsync(file.fileno())
        self._check_whole()
        partial.path.replace(output_file)

    def _receive(self, body: Any, file: IO[bytes]) -> None:
        """Write the body while it keeps arriving and is not too long."""
        counted = _Counted(file, self.progress)
        most = self.size or self._total or LARGEST
        start, received = time.monotonic(), 0
        while block := body.read1(_BLOCK, decode_content=True):
            if file.tell() + len(block) > most:
                raise self._too_long(most)
            counted.write(block)
            received += len(block)
            now = time.monotonic()
            if now - start >= WINDOW:
                if received < FLOOR * WINDOW:
                    raise _Slow(f"the server sends only {received / (now - start):,.0f} bytes/s")
                start, received = now, 0

    def _too_long(self, most: int) -> Exception:
        resumed = self._resumed
        self.partial.drop()
        if resumed:
            return _Interrupted("the parts do not fit together")
        return DataError(
            f"{shown(self.url)}: the server sends more than the {most:,} bytes expected.",
            f"It is another file, or endless. {ELSEWHERE}",
        )

    def _begin(self, response: Any, file: IO[bytes]) -> None:
        """Handle the response headers: a full body or the rest; the body is not read yet."""
        self._answered = True
        status = response.status_code
        if status == 206 and file.tell():
            first, total = content_range(response.headers.get("Content-Range", ""))
            if first != file.tell():
                _empty(file)
                raise _Interrupted("the server sent a different range than requested")
            self._resumed, self._total = True, total
        elif status == 200:
            _empty(file)
            self._total = whole_number(response.headers.get("Content-Length", ""))
            if response.headers.get("Content-Encoding", "identity") != "identity":
                self._total = None
            self.partial.remember(
                response.headers.get("ETag"), response.headers.get("Last-Modified")
            )
        elif status == 416:  # the partial file is longer than the file
            _empty(file)
            raise _Interrupted("the server has no more bytes of the file")
        else:
            return
        if self.size is None and (self._total or 0) > LARGEST:
            raise self._too_long(LARGEST)
        self.progress.start(self.target.name, file.tell(), self._total)

    def _check_whole(self) -> None:
        with self.partial.path.open("rb") as file:
            page = is_page(file.read(2048))
            size = file.seek(0, os.SEEK_END)
        if page and not self.url.endswith((".html", ".htm")):
            self.partial.drop()
            raise DataError(
                f"{shown(self.url)}: the server answers with a web page instead of the file.",
                f"See the page in a browser: the file may have moved. {ELSEWHERE}",
            )
        if self._total is not None and size != self._total:
            raise _Interrupted(f"the connection broke after {size:,} of {self._total:,} bytes")
        if self.size is not None and size != self.size:
            resumed = self._resumed
            self.partial.drop()
            if resumed:
                raise _Interrupted("the parts do not fit together")
            raise DataError(
                f"{shown(self.url)}: the file has {size:,} bytes, not {self.size:,}.",
                f"It was truncated, or is another version. {ELSEWHERE}",
            )

    # Errors.

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Convert exceptions of pooch and requests into errors with a remedy."""
        from requests import exceptions
        from urllib3 import exceptions as below

        try:
            yield
        except (XstiltsError, _Interrupted):
            raise
        except exceptions.HTTPError as error:
            self._explain_status(error.response)
        except exceptions.SSLError as error:
            raise NetworkError(
                f"{shown(self.url)}: the connection is not secure ({reason(error)}).",
                f"Check the clock and the certificates of this machine. {ELSEWHERE}",
            ) from error
        except (exceptions.Timeout, below.ReadTimeoutError) as error:
            raise _Interrupted("the server did not answer in time") from error
        except (
            exceptions.ConnectionError,
            exceptions.ChunkedEncodingError,
            below.HTTPError,
        ) as error:
            if not self._answered:
                raise _Interrupted("the server cannot be reached") from error
            here = self.partial.path.stat().st_size
            of = f" of {self._total:,}" if self._total else ""
            raise _Interrupted(f"the connection broke after {here:,}{of} bytes") from error
        except exceptions.RequestException as error:
            raise NetworkError(
                f"{shown(self.url)}: the file could not be fetched ({type(error).__name__}).",
                ELSEWHERE,
            ) from error
        except ValueError as error:  # pooch: the SHA-256 differs
            if self._resumed:
                raise _Interrupted("the parts do not fit together") from error
            raise DataError(
                f"{shown(self.url)}: this is not the expected file: its SHA-256 is"
                f" {found_digest(error)}, not {self.sha256}.",
                f"It was changed in transit or by its publisher, so it is not used. {ELSEWHERE}",
            ) from error

    def _explain_status(self, response: Any) -> None:
        status = response.status_code
        if status in _PATIENT:
            wait = seconds_to_wait(response.headers.get("Retry-After", ""))
            what = "limits the rate" if status == 429 else "fails"
            raise _Interrupted(f"the server {what} (status {status})", wait)
        if status in (401, 403, 407, 451):
            what = f"the server refuses the file (status {status})"
        else:
            what = f"the link is dead (status {status})"
        raise DataError(f"{shown(self.url)}: {what}.", ELSEWHERE)


@dataclass(slots=True)
class _Counted:
    """A file that counts the bytes written to it."""

    file: IO[bytes]
    progress: Progress

    def write(self, block: bytes) -> None:
        self.file.write(block)
        self.progress.advance(len(block))

    def flush(self) -> None:
        self.file.flush()


def _empty(file: IO[bytes]) -> None:
    file.truncate(0)
    file.seek(0)
