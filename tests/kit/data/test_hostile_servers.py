"""Servers that never stop, hardly start, or claim what no file has: downloads end, and say why."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from xstilts_kit.diagnostics.errors import DataError, NetworkError
from xstilts_kit.downloads.answers import is_page
from xstilts_kit.downloads.cache import Downloads
from xstilts_kit.editions.builders import PrimaryFile

Body = Callable[[socket.socket], None]
BLOCK = b"x" * (1 << 16)


@contextmanager
def server(headers: str, body: Body) -> Iterator[str]:
    """Answers every request with 200, these headers and this body."""
    listening = socket.create_server(("127.0.0.1", 0))
    ends = threading.Event()

    def answer(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(1 << 16)
            connection.sendall(f"HTTP/1.1 200 OK\r\n{headers}Connection: close\r\n\r\n".encode())
            body(connection)

    def serve() -> None:
        while not ends.is_set():
            with suppress(OSError):
                threading.Thread(target=answer, args=(listening.accept()[0],), daemon=True).start()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/file.bin"
    finally:
        ends.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def endless(connection: socket.socket) -> None:
    while True:
        connection.sendall(BLOCK)


def endless_chunks(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"%x\r\n%s\r\n" % (len(BLOCK), BLOCK))


def trickle(connection: socket.socket) -> None:
    while True:
        connection.sendall(b"x")
        time.sleep(0.02)


def fetch(url: str, tmp_path: Path, size: int | None = None) -> PrimaryFile:
    file = PrimaryFile("file.bin", url, None, size, "CC0", False, "")
    Downloads(tmp_path / "cache").fetch(file)
    return file


def held(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    ("headers", "body"), [("", endless), ("Transfer-Encoding: chunked\r\n", endless_chunks)]
)
@pytest.mark.parametrize("size", [None, 14_000])
def test_a_body_without_end_is_cut_off(
    headers: str, body: Body, size: int | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xstilts_kit.downloads.transfer.LARGEST", 1 << 20)
    with server(headers, body) as url, pytest.raises(DataError, match="sends more than"):
        fetch(url, tmp_path, size)
    assert held(tmp_path) < 10_000


def test_a_claim_that_no_file_has_is_refused_before_the_body(tmp_path: Path) -> None:
    with (
        server("Content-Length: 9999999999999999\r\n", endless) as url,
        pytest.raises(DataError, match="sends more than"),
    ):
        fetch(url, tmp_path)
    assert held(tmp_path) < 10_000


def test_a_server_that_sends_next_to_nothing_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xstilts_kit.downloads.transfer.WINDOW", 0.3)
    start = time.monotonic()
    with (
        server("Content-Length: 1000000\r\n", trickle) as url,
        pytest.raises(NetworkError, match=r"sends only .* bytes/s"),
    ):
        fetch(url, tmp_path)
    assert time.monotonic() - start < 15


def test_a_slow_but_steady_server_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xstilts_kit.downloads.transfer.WINDOW", 0.2)

    def steady(connection: socket.socket) -> None:
        for _ in range(50):
            connection.sendall(b"x" * 100)
            time.sleep(0.02)

    with server("Content-Length: 5000\r\n", steady) as url:
        fetch(url, tmp_path)
    assert held(tmp_path / "cache" / "downloads") == 5000


@pytest.mark.parametrize(
    ("beginning", "page"),
    [
        (b"<!-- a --> <!-- b -->\n<!DOCTYPE html><html>", True),
        (b" <HTML>", True),
        (b"<!-- never closed <html>", False),
        (b"<table>", False),
        (b"plain", False),
    ],
)
def test_a_web_page_is_told_by_its_beginning(beginning: bytes, page: bool) -> None:
    assert is_page(beginning) is page


def test_a_page_of_comments_alone_is_read_in_no_time() -> None:
    start = time.monotonic()
    assert not is_page(b"<!---->" * 10_000)
    assert not is_page(b"<!--" + b"--><!--" * 10_000)
    assert time.monotonic() - start < 1
