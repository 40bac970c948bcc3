"""The seams: one more track, or one more board, is one more file."""

import importlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from xstilts_kit import boards
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard import tracks
from xstilts_leaderboard.site.building import build

TRACK = '''
"""Toys: how many rows each board has."""

from xstilts_leaderboard.tracks import Answer, Track


def read(material):
    return {board: len(rows) for board, rows in material.rows.items()}


TRACK = Track(
    name="toys",
    path="toys.html",
    title="Toys & games",
    read=read,
    template="{% for board, count in value.items() %}<p>{{ board }}: {{ count }}</p>{% endfor %}",
    export=lambda value: {"schema": "xstilts-api-toys-v1", "rows": value},
    schema={
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "https://xstilts.github.io/schemas/v1/api-toys.schema.json",
        "type": "object",
    },
    answers=lambda value: [Answer("noise", "The toys survive it.", "toys.html")],
    rows=lambda value: [("board", "rows", "share"), ("=toys", 3, 1 / 3), (None, 0, 0.5)],
)
'''

BOARD = '''
"""A board for XNLI alone."""

from xstilts_kit.boards import Board

BOARD = Board("xnli", "xtreme", takes=("xnli",), title="XNLI alone", order=30)
'''


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_lock(tmp_path / "root" / "leaderboard" / "gold.lock", Lock(()))
    return tmp_path / "root"


def test_a_track_is_one_file(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "toys.py").write_text(TRACK)
    monkeypatch.setattr(tracks, "__path__", [*tracks.__path__, str(tmp_path / "more")])
    site = tmp_path / "site"
    build(root, tmp_path / "scored", site)
    monkeypatch.delitem(sys.modules, "xstilts_leaderboard.tracks.toys")
    assert "<p>mini: 0</p>" in (site / "toys.html").read_text()
    home = (site / "index.html").read_text()
    assert '<a href="toys.html">Toys &amp; games</a>' in home  # the menu
    assert "The toys survive it." in home  # its answer
    index = json.loads((site / "api" / "v1" / "index.json").read_text())
    assert "api/v1/toys.json" in index["tracks"]
    document = json.loads((site / "api" / "v1" / "toys.json").read_text())
    assert document["rows"]["xtreme"] == 0
    assert (site / "csv" / "toys.csv").read_text() == (
        "board,rows,share\n'=toys,3,0.333333\n,0,0.5\n"
    )
    assert '<a href="csv/toys.csv">CSV</a>' in (site / "toys.html").read_text()
    schema = json.loads((site / "schemas" / "v1" / "api-toys.schema.json").read_text())
    assert schema["$id"].endswith("api-toys.schema.json")


@pytest.fixture
def one_more_board(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The kit and the leaderboard, as they are imported beside one more file; undone after it."""
    names = [
        name for name in sys.modules if name.startswith(("xstilts_leaderboard", "xstilts_kit"))
    ]
    before = {name: sys.modules[name] for name in names}
    (tmp_path / "known").mkdir()
    (tmp_path / "known" / "only_xnli.py").write_text(BOARD)
    path = list(boards.known.__path__)  # type: ignore[attr-defined]
    for name in names:
        del sys.modules[name]
    known = importlib.import_module("xstilts_kit.boards.known")
    monkeypatch.setattr(known, "__path__", [*path, str(tmp_path / "known")])
    for name in [name for name in sys.modules if name.startswith("xstilts_kit.boards")]:
        if name != "xstilts_kit.boards.known":
            del sys.modules[name]
    yield
    for name in [n for n in sys.modules if n.startswith(("xstilts_leaderboard", "xstilts_kit"))]:
        del sys.modules[name]
    sys.modules.update(before)


def test_a_board_is_one_file(root: Path, tmp_path: Path, one_more_board: None) -> None:
    building = importlib.import_module("xstilts_leaderboard.site.building")
    site = tmp_path / "site"
    building.build(root, tmp_path / "scored", site)
    assert "XNLI alone" in (site / "boards" / "xnli" / "index.html").read_text()
    assert (
        'boards/xnli/index.html">XNLI alone'
        in (site / "boards" / "xtreme-8" / "index.html").read_text()
    )
    index = json.loads((site / "api" / "v1" / "index.json").read_text())
    assert "api/v1/boards/xnli.json" in index["boards"]
