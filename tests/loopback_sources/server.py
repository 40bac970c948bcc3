"""The server: files in memory over HTTP/1.1, with ranges, requests kept, faults on demand."""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from loopback import Loopback, LoopbackHandler

PAGE = b"<!DOCTYPE html>\n<html><head><title>Not found</title></head><body>Sorry.</body></html>\n"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    """Names in lower case."""


@dataclass
class Fault:
    """What goes wrong with requests whose path matches."""

    match: re.Pattern[str]
    status: int | None = None
    """Answered instead of the file."""
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent instead of the content (status 200 unless given)."""
    cut_after: int | None = None
    """Bytes of the body after which the connection is closed."""
    cut_content: int | None = None
    """Bytes after which the content ends, as if that were all of it."""
    wrong_bytes: bool = False
    """Other content of the same size."""
    delay: float = 0.0
    """Seconds before the answer."""
    hold_after: int | None = None
    """Bytes of the body after which nothing more comes until the server closes or `release`."""
    times: int | None = None
    """So often; None is always."""
    seen: int = 0
    release: threading.Event = field(default_factory=threading.Event)
    reached: threading.Event = field(default_factory=threading.Event)
    """Set when the server holds."""


class Sources(Loopback):
    """Files behind an address."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        """``host/path`` → content."""
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.ranges = True
        """Whether a part may be asked for."""
        self.etags = True
        super().__init__(_Handler)

    def put(self, url: str, content: bytes) -> None:
        """Publish a file under its real address."""
        parts = urlsplit(url)
        self.files[f"{parts.hostname}{parts.path}"] = content

    def fault(self, match: str, **what: Any) -> Fault:
        """Let requests go wrong whose path holds the pattern; see `Fault`."""
        fault = Fault(re.compile(match), **what)
        self.faults.append(fault)
        return fault

    def asked(self, match: str = "") -> list[Request]:
        """The requests whose path holds the pattern."""
        return [request for request in self.requests if re.search(match, request.path)]

    def close(self) -> None:
        for fault in self.faults:
            fault.release.set()
        super().close()


@contextmanager
def loopback_sources() -> Iterator[Sources]:
    """A server for as long as the block lasts."""
    sources = Sources()
    try:
        yield sources
    finally:
        sources.close()


class _Handler(LoopbackHandler):
    def do_GET(self) -> None:
        sources = self.owner
        path = unquote(self.path).lstrip("/")
        headers = {name.lower(): value for name, value in self.headers.items()}
        sources.requests.append(Request("GET", path, headers))
        fault = self._take_fault(path)
        if fault.delay:
            sources.closing.wait(fault.delay)
        if fault.status is not None or fault.body is not None:
            self._send(fault.status or 200, fault.body or b"", {}, fault)
            return
        content = sources.files.get(path)
        if content is None:
            self._send(404, PAGE, {"Content-Type": "text/html"}, fault)
            return
        if fault.wrong_bytes:
            content = bytes(byte ^ 0x01 for byte in content)
        if fault.cut_content is not None:
            content = content[: fault.cut_content]
        self._send_content(content, headers, fault)

    def _take_fault(self, path: str) -> Fault:
        for fault in self.owner.faults:
            if fault.match.search(path) and (fault.times is None or fault.seen < fault.times):
                fault.seen += 1
                return fault
        return Fault(re.compile(""))

    def _send_content(self, content: bytes, asked: Mapping[str, str], fault: Fault) -> None:
        sources = self.owner
        tag = f'"{sha256(content).hexdigest()[:16]}"'
        headers = {"Accept-Ranges": "bytes"} if sources.ranges else {}
        if sources.etags:
            headers["ETag"] = tag
        part = re.fullmatch(r"bytes=(\d+)-", asked.get("range", "")) if sources.ranges else None
        if part is None or asked.get("if-range", tag) != tag:
            self._send(200, content, headers, fault)
            return
        first = int(part[1])
        if first >= len(content):
            self._send(416, b"", {"Content-Range": f"bytes */{len(content)}"}, fault)
            return
        headers["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
        self._send(206, content[first:], headers, fault)

    def _send(self, status: int, body: bytes, headers: Mapping[str, str], fault: Fault) -> None:
        self.send_response(status, HTTPStatus(status).phrase)
        for name, value in {
            "Content-Type": "application/octet-stream",
            "Content-Length": str(len(body)),
            **headers,
            **fault.headers,
        }.items():
            if value:
                self.send_header(name, value)
        self.end_headers()
        if fault.hold_after is not None:
            self.wfile.write(body[: fault.hold_after])
            fault.reached.set()
            fault.release.wait()
            body = body[fault.hold_after :]
        if fault.cut_after is not None and fault.cut_after < len(body):
            body = body[: fault.cut_after]
            self.close_connection = True
        with suppress(OSError):
            self.wfile.write(body)
