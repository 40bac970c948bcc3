"""Parses server answers: headers, the start of a body, low-level errors of requests."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.I)


def is_page(beginning: bytes) -> bool:
    """Whether a file starts like a web page, after white space and comments."""
    rest = beginning.lstrip()
    while rest.startswith(b"<!--"):
        _, closed, rest = rest.partition(b"-->")
        if not closed:
            return False
        rest = rest.lstrip()
    return _PAGE.match(rest) is not None


def whole_number(text: str) -> int | None:
    """Parse a number of bytes; None if it is not a valid file size."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def content_range(text: str) -> tuple[int | None, int | None]:
    """First byte and total size from ``bytes 5-9/10``."""
    found = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]+/([0-9]+|\*)", text.strip())
    return (int(found[1]), whole_number(found[2])) if found else (None, None)


def seconds_to_wait(text: str) -> float | None:
    """Waiting time from ``Retry-After``, given in seconds or as a date."""
    if text.strip().isdecimal():
        return float(text)
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    return None


def is_closed_door(error: BaseException | None) -> bool:
    """Whether the host does not exist or refuses connections."""
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    inner = getattr(error.args[0], "reason", None) if error is not None and error.args else None
    return isinstance(error, ConnectTimeout) or isinstance(inner, NewConnectionError)


def reason(error: BaseException) -> str:
    """Summarise why a secure connection failed."""
    found = re.search(r"certificate verify failed[^()]*|\[SSL[^\]]*\][^()]*", str(error))
    return found[0].strip() if found else type(error).__name__


def found_digest(error: ValueError) -> str:
    """Extract the SHA-256 from pooch's error message."""
    found = re.findall(r"[0-9a-f]{64}", str(error))
    return found[-1] if found else "another"
