"""Reading what a server answers: headers, the beginning of a body, the errors below requests."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.I)


def is_page(beginning: bytes) -> bool:
    """Whether a file begins as a web page does, after white space and comments."""
    rest = beginning.lstrip()
    while rest.startswith(b"<!--"):
        _, closed, rest = rest.partition(b"-->")
        if not closed:
            return False
        rest = rest.lstrip()
    return _PAGE.match(rest) is not None


def whole_number(text: str) -> int | None:
    """A number of bytes; None where it is none that a file can have."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 18 else None


def content_range(text: str) -> tuple[int | None, int | None]:
    """First byte and size of the whole, of ``bytes 5-9/10``."""
    found = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]+/([0-9]+|\*)", text.strip())
    return (int(found[1]), whole_number(found[2])) if found else (None, None)


def seconds_to_wait(text: str) -> float | None:
    """What ``Retry-After`` asks for: seconds or a date."""
    if text.strip().isdecimal():
        return float(text)
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(text) - datetime.now(UTC)).total_seconds())
    return None


def is_closed_door(error: BaseException | None) -> bool:
    """Whether there is no such host, or nobody who answers."""
    from requests.exceptions import ConnectTimeout
    from urllib3.exceptions import NewConnectionError

    inner = getattr(error.args[0], "reason", None) if error is not None and error.args else None
    return isinstance(error, ConnectTimeout) or isinstance(inner, NewConnectionError)


def reason(error: BaseException) -> str:
    """Why a secure connection failed, in a few words."""
    found = re.search(r"certificate verify failed[^()]*|\[SSL[^\]]*\][^()]*", str(error))
    return found[0].strip() if found else type(error).__name__


def found_digest(error: ValueError) -> str:
    """The SHA-256 that pooch found, in its own message."""
    found = re.findall(r"[0-9a-f]{64}", str(error))
    return found[-1] if found else "another"
