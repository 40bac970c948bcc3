"""Items: which examples a row answers right, kept beside its scores, and listed in a terminal."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from small_rows import flip, small_row
from xstilts_kit.cell import Cell
from xstilts_kit.families.mining.records import PairGold
from xstilts_kit.scoring.tables import Answered
from xstilts_kit.tasks import all_tasks
from xstilts_leaderboard.cli import group
from xstilts_leaderboard.rows.items import Items, cell_items, read_items, tasks_with_items
from xstilts_leaderboard.rows.keeping import keep_items
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_leaderboard.rows.scored import scored_folder
from xstilts_leaderboard.store.submissions import read_store

Board = tuple[Path, Path]


def planes(cell: dict[str, object], name: str, count: int) -> list[list[int]]:
    packed = np.frombuffer(base64.b64decode(str(cell[name])), np.uint8)
    return [np.unpackbits(one)[:count].tolist() for one in packed.reshape(-1, -(-count // 8))]


def test_a_bit_an_example_and_bit_planes_of_the_labels() -> None:
    right = np.array([True, False, True, True, False, False, False, False, True])
    answers = ["b", "a", "c", "b", "b", "a", "a", "c", "c"]
    cell = cell_items(right, answers, "")
    assert planes(cell, "right", 9) == [right.astype(int).tolist()]
    low, high = planes(cell, "answers", 9)
    labels = ["a", "b", "c"]
    assert cell["labels"] == labels
    assert [labels[one + 2 * two] for one, two in zip(low, high, strict=True)] == answers
    assert cell_items(right, [], "")["answers"] == ""


def test_what_a_licence_keeps_back_is_not_kept() -> None:
    items = Items()
    gold = [PairGold("de-1", "en-1")]
    items.take(Cell("bucc2018", "de"), Answered(gold, gold, np.array([True])))
    assert items.tasks == {} and not all_tasks()["bucc2018"].items_shown


def test_a_scored_row_keeps_its_items_and_an_old_one_gets_them(small_board: Board) -> None:
    root, scored = small_board
    (entry,) = read_store(root)
    lock = board_lock(root)
    folder = scored_folder(scored, entry, lock)
    assert tasks_with_items(folder) == ("xnli",)
    kept = read_items(folder, "xnli")
    scores = json.loads((folder / "scores.json").read_text())
    for cell in scores["cells"]:
        own = kept[cell["language"]]
        (bits,) = planes(own, "right", own["n"])
        assert 100 * sum(bits) / own["n"] == pytest.approx(cell["metrics"]["accuracy"])
    (folder / "items-xnli.json").unlink()
    assert keep_items([entry], scored, lock, ()) == (entry,)
    assert read_items(folder, "xnli") == kept
    assert keep_items([entry], scored, lock, ()) == ()


def test_two_rows_of_a_board_are_told_apart_in_a_terminal(small_board: Board) -> None:
    root, _ = small_board
    other = small_row(root, "other")
    flip(other.folder, 3)
    asked = ["mini/small", "mini/other", "--root", str(root), "--task", "xnli"]
    done = CliRunner().invoke(group, ["differ", *asked, "--language", "de", "--json"])
    value = json.loads(done.stdout)
    assert [item["id"] for item in value["items"]] == ["0", "1", "2"]
    assert (value["a"], value["b"]) == ("small", "other")
    same = CliRunner().invoke(group, ["differ", *asked, "--language", "en"])
    assert "0 with different answers" in same.stdout
