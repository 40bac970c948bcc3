"""Folders that the examples in the docstrings name."""

import shutil
from pathlib import Path

import pytest

import xstilts_kit as xs
from xstilts_kit import miniature


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``sub`` (20 examples of XNLI in German), ``other`` (the same), ``theirs`` and ``labels``."""
    root = tmp_path_factory.mktemp("folders")
    xs.predict(
        "mini",
        out=root / "sub",
        suite="mini",
        tasks="xnli",
        languages="de",
        limit=20,
        progress=False,
    )
    shutil.copytree(root / "sub", root / "other")
    xs.export(root / "sub", root / "theirs")
    shutil.copytree(miniature.LABELS, root / "labels")
    return root


@pytest.fixture
def here(folders: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of these folders, which is the current folder."""
    shutil.copytree(folders, tmp_path / "here")
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"
