"""Files appear whole, and stay after a power failure: the folder is synced after the rename."""

import os
from pathlib import Path

import pytest

from xstilts_kit.storage import write_atomically


def test_the_folder_is_synced_after_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    sync, replace = os.fsync, Path.replace

    def fsync(file: int) -> None:
        told.append("folder" if os.path.isdir(f"/proc/self/fd/{file}") else "file")  # noqa: PTH112
        sync(file)

    def renamed(self: Path, target: Path) -> Path:
        told.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", renamed)
    write_atomically(tmp_path / "new" / "file", b"content")
    assert told == ["file", "rename", "folder"]
    assert (tmp_path / "new" / "file").read_bytes() == b"content"
