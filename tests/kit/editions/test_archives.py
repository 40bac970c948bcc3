"""Archives that primary files come in: opened once, whatever is asked of them."""

import errno
import gzip
import io
import os
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from xstilts_kit.diagnostics.errors import DataError, StorageError
from xstilts_kit.editions.builders import _archives
from xstilts_kit.editions.builders._files import member

_WATCHED: list[list[str]] = []


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event == "open" and _WATCHED:
        _WATCHED[-1].append(str(arguments[0]))


@contextmanager
def opened(path: Path) -> Iterator[list[str]]:
    """How often a file is opened meanwhile, seen by the interpreter's own audit events."""
    if not getattr(_watch, "installed", False):
        sys.addaudithook(_watch)
        _watch.installed = True  # type: ignore[attr-defined]
    seen: list[str] = []
    _WATCHED.append(seen)
    try:
        yield seen
    finally:
        _WATCHED.pop()
        seen[:] = [name for name in seen if name == str(path)]


def tarred(mode: str, members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()


MEMBERS = {f"top/{name}": name.encode() * 1000 for name in ("a", "b", "c", "d")}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz", "zip"])
def test_an_archive_is_opened_once_for_all_its_files_in_any_order(
    mode: str, tmp_path: Path
) -> None:
    path = tmp_path / "archive"
    if mode == "zip":
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in MEMBERS.items():
                archive.writestr(name, content)
    else:
        path.write_bytes(tarred(mode, MEMBERS))
    with opened(path) as seen:
        for name in ("d", "a", "c", "b", "d"):
            assert member(path, name) == MEMBERS[f"top/{name}"]
    assert len(seen) == 1


def test_an_archive_inside_an_archive_and_both_of_a_folder(tmp_path: Path) -> None:
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for language in ("de", "fr", "th"):
            inner = {"dev": f"dev {language}".encode(), "test": f"test {language}".encode()}
            archive.writestr(f"panx/{language}.tar.gz", tarred("w:gz", inner))
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "folder")
    with opened(path) as seen:
        for place in (path, tmp_path / "folder"):
            for language in ("de", "fr", "th", "de"):
                for name in ("dev", "test"):
                    content = member(place, f"{language}.tar.gz", name)
                    assert content == f"{name} {language}".encode()
    assert len(seen) == 1
    with pytest.raises(DataError, match="it contains no train"):
        member(path, "de.tar.gz", "train")


def test_no_more_than_two_archives_stay_open(tmp_path: Path) -> None:
    for name in "abcde":
        path = tmp_path / f"{name}.tar"
        path.write_bytes(tarred("w", MEMBERS))
        member(path, "a")
    assert len(_archives._OPENED) == 2


@pytest.mark.parametrize("keep", [0.3, 0.9])
def test_a_compressed_tar_that_is_cut_is_refused(keep: float, tmp_path: Path) -> None:
    whole = tarred("w:gz", {"noise": os.urandom(100_000)})
    path = tmp_path / "cut.tar.gz"
    path.write_bytes(whole[: int(len(whole) * keep)])
    with pytest.raises(DataError, match="cannot be unpacked"):
        member(path, "noise")


def test_what_unpacks_to_more_than_any_publisher_offers_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_archives, "_WHOLE", 1 << 20)
    path = tmp_path / "bomb.tar.gz"
    path.write_bytes(gzip.compress(bytes(5 << 20)))
    with pytest.raises(DataError, match="not the publisher's file"):
        member(path, "x")


def test_a_disk_that_has_no_space_to_unpack_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.SpooledTemporaryFile", lambda _: Full())
    path = tmp_path / "a.tar.gz"
    path.write_bytes(tarred("w:gz", MEMBERS))
    with pytest.raises(StorageError, match="No space left"):
        member(path, "a")
