"""Primary files: fetched once, resumed, checked; what is wrong with them is said."""

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from loopback_sources import PAGE, Sources, made
from xstilts_kit.diagnostics.errors import DataError, NetworkError, StorageError, UsageError
from xstilts_kit.downloads import Downloads, Given, check_mirror, digest, is_offline
from xstilts_kit.downloads.places import relative_path
from xstilts_kit.editions.builders import PrimaryFile

PINNED = made.primary("de", "test")[0]
LARGE = made.primary(made.LARGE, "test")[0]
UNPINNED = made.primary(made.UNPINNED, "test")[0]


def _content(file: PrimaryFile) -> bytes:
    return next(
        content
        for code in made.LANGUAGES
        for url, content in made.contents(code).items()
        if url == file.url
    )


@pytest.fixture
def downloads(cache: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch) -> Downloads:
    monkeypatch.setattr("xstilts_kit.downloads.transfer._BLOCK", 100)
    return Downloads(cache, sources.url)


class Heard:
    """Progress that is kept."""

    def __init__(self) -> None:
        self.begun: list[tuple[int, int | None]] = []
        self.count = 0

    def start(self, name: str, done: int, total: int | None) -> None:
        self.begun.append((done, total))

    def advance(self, count: int) -> None:
        self.count += count


@pytest.mark.parametrize("file", [PINNED, UNPINNED, LARGE], ids=lambda file: file.name)
def test_a_file_is_fetched_once_and_recorded(
    file: PrimaryFile, downloads: Downloads, sources: Sources, cache: Path
) -> None:
    assert not downloads.has(file)
    place = downloads.fetch(file)
    assert place == cache / "downloads" / made.HOST / file.name
    assert place.read_bytes() == _content(file)
    assert downloads.has(file)
    assert Downloads(cache, sources.url).fetch(file) == place
    assert len(sources.requests) == 1
    ledger = json.loads((cache / f"ledger/{made.HOST}/{file.name}.json").read_text())
    assert (ledger["url"], ledger["sha256"]) == (file.url, digest(place))
    assert sorted(p.name for p in cache.rglob("*") if p.is_file() and p.suffix != ".lock") == [
        place.name,
        f"{place.name}.json",
    ]


def test_progress_counts_every_byte(cache: Path, sources: Sources) -> None:
    heard = Heard()
    Downloads(cache, sources.url, progress=heard).fetch(LARGE)
    assert heard.begun == [(0, LARGE.bytes)]
    assert heard.count == LARGE.bytes


# Interrupted.


@pytest.mark.parametrize("file", [LARGE, UNPINNED], ids=["pinned", "unpinned"])
def test_a_broken_download_is_resumed(
    file: PrimaryFile, downloads: Downloads, sources: Sources, waits: list[float]
) -> None:
    sources.fault(file.name, cut_after=700, times=1)
    assert downloads.fetch(file).read_bytes() == _content(file)
    first, second = sources.requests
    assert "range" not in first.headers
    assert second.headers["range"] == "bytes=700-"
    assert second.headers["if-range"].startswith('"')
    assert waits == [1.0]


def test_a_download_is_resumed_by_the_next_run(
    cache: Path, sources: Sources, waits: list[float]
) -> None:
    sources.fault(LARGE.name, cut_after=70_000, times=4)
    with pytest.raises(NetworkError, match=r"the connection broke after [\d,]+ of") as raised:
        Downloads(cache, sources.url).fetch(LARGE)
    assert "the bytes fetched so far are kept" in raised.value.remedy
    assert waits == [1.0, 2.0, 4.0]
    assert Downloads(cache, sources.url).fetch(LARGE).read_bytes() == _content(LARGE)
    # What came of the last block before the connection broke is not kept.
    assert int(sources.requests[-1].headers["range"][len("bytes=") : -1]) >= 4 * 65536


@pytest.mark.parametrize("file", [LARGE, UNPINNED], ids=["pinned", "unpinned"])
def test_without_ranges_a_broken_download_begins_anew(
    file: PrimaryFile, downloads: Downloads, sources: Sources, waits: list[float]
) -> None:
    sources.ranges = False
    sources.fault(file.name, cut_after=700, times=1)
    assert downloads.fetch(file).read_bytes() == _content(file)
    assert len(sources.requests) == 2


def test_without_a_name_of_the_version_only_a_known_checksum_allows_to_resume(
    downloads: Downloads, sources: Sources, waits: list[float]
) -> None:
    sources.etags = False
    for file, ranges in ((LARGE, [None, "bytes=500-"]), (UNPINNED, [None, None])):
        sources.requests.clear()
        sources.fault(file.name, cut_after=500, times=1)
        assert downloads.fetch(file).read_bytes() == _content(file)
        assert [request.headers.get("range") for request in sources.requests] == ranges


def test_a_file_that_changed_meanwhile_begins_anew(
    downloads: Downloads, sources: Sources, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{made.HOST}/{UNPINNED.name}"
    sources.fault(UNPINNED.name, cut_after=500, times=1)
    other = sources.files[name][::-1]
    monkeypatch.setattr("time.sleep", lambda _: sources.files.update({name: other}))
    assert downloads.fetch(UNPINNED).read_bytes() == other


def test_a_beginning_that_does_not_fit_is_thrown_away(
    downloads: Downloads, sources: Sources, cache: Path, waits: list[float]
) -> None:
    sources.etags = False
    part = cache / "partial" / made.HOST / LARGE.name / f"{Path(LARGE.name).name}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 1000)
    assert downloads.fetch(LARGE).read_bytes() == _content(LARGE)
    assert [request.headers.get("range") for request in sources.requests] == ["bytes=1000-", None]


def test_a_beginning_that_is_longer_than_the_file_is_thrown_away(
    downloads: Downloads, sources: Sources, cache: Path, waits: list[float]
) -> None:
    part = cache / "partial" / made.HOST / PINNED.name / f"{Path(PINNED.name).name}.part"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"x" * 100_000)
    assert downloads.fetch(PINNED).read_bytes() == _content(PINNED)


def test_what_a_killed_run_left_is_used_or_removed(
    downloads: Downloads, sources: Sources, cache: Path
) -> None:
    work = cache / "partial" / made.HOST / LARGE.name
    work.mkdir(parents=True)
    (work / "tmpabc").write_bytes(b"half")
    (work / Path(LARGE.name).name).write_bytes(_content(LARGE))
    assert downloads.fetch(LARGE).read_bytes() == _content(LARGE)
    assert sources.requests == []
    assert not work.exists()


# Wrong content.


def test_wrong_bytes_of_the_right_length_are_found(
    downloads: Downloads, sources: Sources, cache: Path
) -> None:
    sources.fault(PINNED.name, wrong_bytes=True, times=1)
    with pytest.raises(DataError, match="this is not the expected file: its SHA-256 is") as raised:
        downloads.fetch(PINNED)
    assert str(PINNED.sha256) in raised.value.what
    assert not downloads.has(PINNED)
    assert not list((cache / "partial").rglob("*.part"))
    assert downloads.fetch(PINNED).read_bytes() == _content(PINNED)


@pytest.mark.parametrize("file", [PINNED, UNPINNED], ids=["pinned", "unpinned"])
@pytest.mark.parametrize("kind", ["text/html", ""])
@pytest.mark.parametrize("page", [PAGE, b"\n <!-- moved -->\n<HTML lang=en>", b"<html>"])
def test_a_web_page_with_status_200_is_no_file(
    file: PrimaryFile, kind: str, page: bytes, downloads: Downloads, sources: Sources
) -> None:
    sources.fault(file.name, body=page, headers={"Content-Type": kind}, times=1)
    with pytest.raises(DataError, match="a web page instead of the file") as raised:
        downloads.fetch(file)
    assert "--mirror" in raised.value.remedy
    assert downloads.fetch(file).read_bytes() == _content(file)


def test_a_file_that_ends_early_is_found_where_its_size_is_known(
    downloads: Downloads, sources: Sources
) -> None:
    sources.fault(PINNED.name, cut_content=100)
    with pytest.raises(DataError, match=rf"has 100 bytes, not {PINNED.bytes:,}"):
        downloads.fetch(PINNED)
    assert len(sources.requests) == 1
    assert not downloads.has(PINNED)


@pytest.mark.parametrize(
    ("status", "words"), [(404, "the link is dead"), (410, "dead"), (403, "refuses"), (451, "")]
)
def test_a_dead_link_is_said_at_once_with_what_to_do(
    status: int, words: str, downloads: Downloads, sources: Sources
) -> None:
    sources.fault(PINNED.name, status=status)
    with pytest.raises(DataError, match=rf"{words}.*\(status {status}\)") as raised:
        downloads.fetch(PINNED)
    assert "--mirror URL" in raised.value.remedy
    assert "--from TASK=PATH" in raised.value.remedy
    assert len(sources.requests) == 1


# A server that fails.


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failing_server_is_asked_again(
    status: int, downloads: Downloads, sources: Sources, waits: list[float]
) -> None:
    sources.fault(PINNED.name, status=status, times=2)
    assert downloads.fetch(PINNED).read_bytes() == _content(PINNED)
    assert waits == [1.0, 2.0]


def test_patience_ends(downloads: Downloads, sources: Sources, waits: list[float]) -> None:
    fault = sources.fault(PINNED.name, status=503)
    with pytest.raises(NetworkError, match=r"the server fails \(status 503\)"):
        downloads.fetch(PINNED)
    assert fault.seen == 4


def test_a_rate_limit_is_waited_for_as_it_asks(
    downloads: Downloads, sources: Sources, waits: list[float]
) -> None:
    sources.fault(PINNED.name, status=429, headers={"Retry-After": "7"}, times=1)
    downloads.fetch(PINNED)
    assert waits == [7.0]
    sources.fault(LARGE.name, status=429, headers={"Retry-After": "3600"})
    with pytest.raises(NetworkError, match=r"limits the rate .* asks to wait 3600 seconds"):
        downloads.fetch(LARGE)
    assert waits == [7.0]


def test_a_slow_server_is_not_waited_for_for_ever(
    downloads: Downloads,
    sources: Sources,
    waits: list[float],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("xstilts_kit.downloads.transfer.TIMEOUT", (0.2, 0.2))
    sources.fault(PINNED.name, delay=5)
    with pytest.raises(NetworkError, match="did not answer in time"):
        downloads.fetch(PINNED)
    fault = sources.fault(LARGE.name, hold_after=1000, times=1)
    assert downloads.fetch(LARGE).read_bytes() == _content(LARGE)
    assert fault.reached.is_set()


def test_a_host_that_does_not_answer_is_asked_for_one_file_only(
    cache: Path, waits: list[float]
) -> None:
    downloads = Downloads(cache, "http://127.0.0.1:1")
    for _ in range(3):
        with pytest.raises(NetworkError, match="the server cannot be reached"):
            downloads.fetch(PINNED)
    assert waits == [1.0, 2.0, 4.0]


# The cache.


@pytest.mark.parametrize("file", [PINNED, UNPINNED], ids=["pinned", "unpinned"])
def test_a_cache_that_was_tampered_with_is_noticed(
    file: PrimaryFile, downloads: Downloads, cache: Path, sources: Sources
) -> None:
    place = downloads.fetch(file)
    content = place.read_bytes()
    place.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    with pytest.raises(DataError, match="was changed after it was fetched") as raised:
        Downloads(cache, sources.url).fetch(file)
    assert raised.value.remedy.startswith("Delete it")
    place.unlink()
    assert Downloads(cache, sources.url).fetch(file).read_bytes() == content


def test_a_publisher_who_changed_an_unpinned_file_is_noticed(
    downloads: Downloads, cache: Path, sources: Sources
) -> None:
    downloads.fetch(UNPINNED).unlink()
    sources.fault(UNPINNED.name, wrong_bytes=True)
    with pytest.raises(DataError, match="this is not the expected file"):
        Downloads(cache, sources.url).fetch(UNPINNED)


def test_a_file_that_proved_unfit_is_forgotten_unless_its_checksum_is_published(
    downloads: Downloads, sources: Sources
) -> None:
    for file, fetched_again in ((UNPINNED, True), (PINNED, False)):
        downloads.fetch(file)
        downloads.forget(file)
        assert downloads.has(file) is not fetched_again
        downloads.fetch(file)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"url": 1}'])
def test_a_damaged_ledger_is_said(text: str, downloads: Downloads, cache: Path) -> None:
    downloads.fetch(UNPINNED)
    ledger = cache / "ledger" / made.HOST / f"{UNPINNED.name}.json"
    ledger.write_text(text)
    with pytest.raises(DataError, match="the ledger of downloads is damaged") as raised:
        downloads.fetch(UNPINNED)
    assert str(cache / "downloads") in raised.value.remedy


def test_offline_nothing_is_asked_for(
    downloads: Downloads, cache: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    downloads.fetch(PINNED)
    sources.requests.clear()
    offline = Downloads(cache, sources.url, offline=True)
    assert offline.fetch(PINNED).is_file()
    with pytest.raises(DataError, match=r"was not fetched before, and XSTILTS_OFFLINE"):
        offline.fetch(LARGE)
    assert sources.requests == []
    assert not is_offline()
    for name in ("XSTILTS_OFFLINE", "HF_HUB_OFFLINE"):
        with monkeypatch.context() as patch:
            patch.setenv(name, "1")
            assert is_offline()


def test_too_large_a_file_is_refused_before_it_is_asked_for(
    downloads: Downloads, sources: Sources
) -> None:
    with pytest.raises(StorageError, match=r"MB are needed, but only .* MB are free") as raised:
        downloads.fetch(replace(PINNED, bytes=1 << 60))
    assert "XSTILTS_CACHE" in raised.value.remedy
    assert sources.requests == []


def test_a_disk_that_fills_up_leaves_a_beginning_that_is_resumed(
    downloads: Downloads, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_kit.downloads.transfer import _Counted

    write: Callable[[_Counted, bytes], None] = _Counted.write

    def full(self: _Counted, block: bytes) -> None:
        if self.file.tell() > 100_000:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        write(self, block)

    with monkeypatch.context() as patch:
        patch.setattr(_Counted, "write", full)
        with pytest.raises(OSError, match="No space left"):
            downloads.fetch(LARGE)
    assert not downloads.has(LARGE)
    assert downloads.fetch(LARGE).read_bytes() == _content(LARGE)
    assert int(sources.requests[-1].headers["range"][len("bytes=") : -1]) > 100_000


def test_several_at_once_fetch_a_file_once(cache: Path, sources: Sources) -> None:
    sources.fault(LARGE.name, delay=0.2)
    found: list[bytes] = []
    threads = [
        Thread(target=lambda: found.append(Downloads(cache, sources.url).fetch(LARGE).read_bytes()))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [_content(LARGE)] * 4
    assert len(sources.requests) == 1


# Addresses.


def test_a_mirror_has_the_files_under_their_hosts() -> None:
    assert str(relative_path("https://a.org:8080/b/c.txt")) == "a.org/b/c.txt"
    assert str(relative_path("https://a.org/b?download=1&x=/y")) == "a.org/b%3Fdownload=1%26x=%2Fy"
    assert str(relative_path("https://user:secret@a.org")) == "a.org/index"
    assert check_mirror("https://m.org/x/") == "https://m.org/x"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/passwd", "ftp://a.org/b", "/etc/passwd", "https://a.org/../../b", "http:///b"],
)
def test_other_addresses_are_refused(url: str, downloads: Downloads) -> None:
    with pytest.raises(ValueError, match=r"address|leaves"):
        downloads.fetch(replace(PINNED, url=url))


@pytest.mark.parametrize("mirror", ["", "m.org", "file:///x", "ftp://m.org", "https://m.org/?x=1"])
def test_a_mirror_must_be_a_folder_on_the_web(mirror: str) -> None:
    with pytest.raises(UsageError, match="not an address of a folder on the web"):
        check_mirror(mirror)


def test_a_password_in_the_address_of_a_mirror_is_never_shown(
    cache: Path, sources: Sources
) -> None:
    sources.fault(PINNED.name, status=404)
    secret = sources.url.replace("://", "://me:secret@")
    with pytest.raises(DataError) as raised:
        Downloads(cache, secret).fetch(PINNED)
    assert "secret" not in str(raised.value)


# Handed over.


def test_a_given_folder_is_searched_by_name_address_and_last_name(tmp_path: Path) -> None:
    file = replace(PINNED, name="UD/x.txt", url="https://a.org/v/x.txt")
    assert Given(tmp_path).find(file) == tmp_path
    for name in ("deep/down/x.txt", "a.org/v/x.txt", "UD/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
        assert Given(tmp_path).find(file) == tmp_path / name
    assert Given(tmp_path / "UD/x.txt").find(file) == tmp_path / "UD/x.txt"


def test_a_given_folder_with_two_files_of_that_name_is_left_to_the_builder(tmp_path: Path) -> None:
    for name in ("a/x.txt", "b/x.txt", "c/UD/x.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    assert Given(tmp_path).find(replace(PINNED, name="x.txt", url=None)) == tmp_path / "a/x.txt"
    assert Given(tmp_path).find(replace(PINNED, name="UD/x.txt")) == tmp_path / "c/UD/x.txt"
    assert Given(tmp_path).find(replace(PINNED, name="UD2/x.txt", url=None)) == tmp_path
