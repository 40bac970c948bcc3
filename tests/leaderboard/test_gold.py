"""Gold packs of the boards: the folders that are given, else those of the Hub at the commit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from loopback_hub import Hub, loopback_hub
from loopback_hub.client import client_of
from pull_requests import ROOT
from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.sources.packs import LOCK, Lock, read_lock, write_lock, write_pack
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.store.gold import gold_folders
from xtreme_files import write_sentences


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with loopback_hub() as hub, client_of(hub, tmp_path / "home", monkeypatch):
        yield hub


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A folder with a list and one pack of three answers."""
    xnli, out = get_task("xnli"), tmp_path / "packs"
    write_sentences(tmp_path / "labels/xnli/test-de.tsv", [list(xnli.labels)])
    gold = open_gold([tmp_path / "labels"]).find(Cell(xnli.name, "de"), None, None)
    assert gold is not None
    listed = write_pack(
        out, Cell("xnli", "de"), gold, examples=3, inputs="1" * 64, edition="xtreme"
    )
    write_lock(out / LOCK, Lock((listed,)))
    return out


def test_packs_come_from_the_commit_that_the_list_names(
    packs: Path, hub: Hub, tmp_path: Path
) -> None:
    repository = hub.add("dataset", "org/gold", packs)
    lock = Lock(read_lock(packs / LOCK).packs, "org/gold", repository.head)
    repository.commit({path.name: b"other" for path in packs.glob("*.gz")})
    (folder,) = gold_folders(tmp_path, lock, ())
    finder = open_gold([folder])
    found = finder.find(Cell("xnli", "de"), "1" * 64, None)
    assert found == open_gold([packs]).find(Cell("xnli", "de"), "1" * 64, None)
    assert found is not None and len(found) == 3


def test_folders_that_are_given_come_first(packs: Path, hub: Hub, tmp_path: Path) -> None:
    lock = Lock(read_lock(packs / LOCK).packs, "org/gold", "1" * 40)
    assert gold_folders(tmp_path, lock, [packs]) == (packs,)
    assert hub.requests == []


def test_without_a_repository_there_is_nothing_to_fetch(
    packs: Path, hub: Hub, tmp_path: Path
) -> None:
    assert gold_folders(tmp_path, read_lock(packs / LOCK), ()) == ()
    assert hub.requests == []


def test_a_repository_without_a_listed_pack_is_refused(
    packs: Path, hub: Hub, tmp_path: Path
) -> None:
    lock = read_lock(packs / LOCK)
    repository = hub.add("dataset", "org/gold", {LOCK: packs / LOCK})
    with pytest.raises(DataError, match="org/gold"):
        gold_folders(tmp_path, Lock(lock.packs, "org/gold", repository.head), ())
    with pytest.raises(DataError, match="org/none"):
        gold_folders(tmp_path, Lock(lock.packs, "org/none", "1" * 40), ())


def test_the_repositorys_list_has_the_whole_miniature_and_only_splits_of_boards() -> None:
    lock = read_lock(ROOT / "leaderboard" / LOCK)
    keys = [(one.edition, one.cell) for one in lock.packs]
    assert len(keys) == len(set(keys))
    of_boards = {(board.edition, cell) for board in BOARDS.values() for cell in board.suite.cells()}
    assert set(keys) <= of_boards
    mini = {one for one in of_boards if one[0] == BOARDS["mini"].edition}
    assert mini <= set(keys)
    for one in lock.packs:
        assert one.inputs is not None  # an unknown fingerprint would never match
        assert (one.pack is None) == (one.edition == BOARDS["mini"].edition)
