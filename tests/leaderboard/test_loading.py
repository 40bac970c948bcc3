"""From store and numbers to a board's rows: which are there, and what is said of each."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from loopback_hub import Hub, loopback_hub
from loopback_hub.client import client_of
from pull_requests import STORE, PullRequest, git
from small_rows import flip, point, read_manifest, small_row, write_manifest
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import DataError, NetworkError
from xstilts_leaderboard.cli import group
from xstilts_leaderboard.rows.gone import gone_since, look_for_gone
from xstilts_leaderboard.rows.loading import (
    board_lock,
    confirmed_owners,
    load_rows,
    score_missing,
)
from xstilts_leaderboard.rows.reproduction import SCHEMA, reproduction_path
from xstilts_leaderboard.rows.row import ScoredRow
from xstilts_leaderboard.rows.scored import scored_folder
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.store.submissions import Entry, read_store

Small = tuple[Path, Path]


def rows_of(small_board: Small) -> tuple[ScoredRow, ...]:
    root, scored = small_board
    return load_rows(root, "mini", read_store(root), scored, board_lock(root))


def score_all(small_board: Small) -> None:
    root, scored = small_board
    assert not score_missing(read_store(root), scored, board_lock(root), (), lambda line: None)


def withdraw(entry_folder: Path) -> None:
    shutil.rmtree(entry_folder)
    entry_folder.mkdir()
    (entry_folder / "withdrawn.json").write_text("{}")


def test_a_row_has_what_its_manifest_says_and_what_was_computed(small_board: Small) -> None:
    (row,) = rows_of(small_board)
    assert (row.suite, row.name, row.trust, row.gone) == ("mini", "small", "re-scored", None)
    assert row.division == "multilingual"
    assert not row.complete
    assert "xnli/de" not in row.missing and "xnli/ru" in row.missing
    assert row.scores.is_file()


def test_another_board_does_not_take_it(small_board: Small) -> None:
    root, scored = small_board
    for board in ("xtreme", "xtreme-8"):
        assert load_rows(root, board, read_store(root), scored, board_lock(root)) == ()


def test_a_withdrawn_row_leaves_and_comes_back_when_filed_again(small_board: Small) -> None:
    root, _ = small_board
    other = small_row(root, "other")
    flip(other.folder, 5)
    score_all(small_board)
    assert [row.name for row in rows_of(small_board)] == ["other", "small"]
    kept = shutil.copytree(other.folder, root / "kept")
    withdraw(other.folder)
    assert [row.name for row in rows_of(small_board)] == ["small"]
    shutil.rmtree(other.folder)
    shutil.move(kept, other.folder)
    assert [row.name for row in rows_of(small_board)] == ["other", "small"]


def test_an_updated_row_shows_its_new_numbers_alone(small_board: Small) -> None:
    root, _ = small_board
    (before,) = rows_of(small_board)
    flip(root / STORE / "mini" / "small", 30)
    assert rows_of(small_board) == ()  # nothing old is shown for the new predictions
    score_all(small_board)
    (after,) = rows_of(small_board)
    assert after.predictions != before.predictions
    assert after.numbers.cells.tobytes() != before.numbers.cells.tobytes()


def reproduction(row: ScoredRow, **changes: object) -> str:
    cell = {"task": "xnli", "language": "de", "records": 150, "equal": 150}
    value = {
        "schema": SCHEMA,
        "suite": row.suite,
        "name": row.name,
        "predictions": row.predictions,
        "seed": "1" * 40,
        "cells": [cell],
        "share": 1.0,
    }
    return json.dumps(value | changes)


@pytest.mark.parametrize(
    ("changes", "trust"),
    [
        ({}, "reproduced"),
        ({"share": 0.99}, "reproduced"),
        ({"share": 0.9899}, "re-scored"),
        ({"predictions": "0" * 64}, "re-scored"),
    ],
)
def test_a_row_counts_as_reproduced_for_these_predictions_alone(
    changes: dict[str, object], trust: str, small_board: Small
) -> None:
    (row,) = rows_of(small_board)
    path = reproduction_path(small_board[0], row.suite, row.name)
    path.parent.mkdir(parents=True)
    path.write_text(reproduction(row, **changes))
    assert rows_of(small_board)[0].trust == trust
    flip(small_board[0] / STORE / "mini" / "small")
    score_all(small_board)
    assert rows_of(small_board)[0].trust == "re-scored"


@pytest.mark.parametrize("content", ["", "{}", '{"share": NaN}', "[" * 10_000])
def test_a_broken_reproduction_is_named(content: str, small_board: Small) -> None:
    path = reproduction_path(small_board[0], "mini", "small")
    path.parent.mkdir(parents=True)
    path.write_text(content)
    with pytest.raises(DataError) as caught:
        rows_of(small_board)
    assert str(path) in caught.value.what


def test_a_folder_without_a_list_of_gold_is_no_board(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is not a checkout of the leaderboard"):
        board_lock(tmp_path)


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    with loopback_hub() as hub, client_of(hub, tmp_path / "home", monkeypatch):
        yield hub


@pytest.fixture
def pointing(small_board: Small, hub: Hub, tmp_path: Path) -> Entry:
    """The small row and another one, whose predictions are on the Hub; both scored."""
    root, _ = small_board
    entry = small_row(root, "far")
    flip(entry.folder, 5)
    commit = hub.add("dataset", "org/far").commit_folder(point(entry, "org/far", "1" * 40))
    value = json.loads((entry.folder / "predictions.json").read_text())
    (entry.folder / "predictions.json").write_text(json.dumps(value | {"revision": commit}))
    score_all(small_board)
    return Entry("mini", "far", entry.folder)


def look(small_board: Small, today: str) -> list[str]:
    root, scored = small_board
    gone = look_for_gone(read_store(root), scored, board_lock(root), today)
    return [entry.key for entry in gone]


def test_a_row_whose_predictions_are_gone_keeps_its_numbers_and_says_since_when(
    small_board: Small, pointing: Entry, hub: Hub, tmp_path: Path
) -> None:
    root, scored = small_board
    assert look(small_board, "2026-01-01") == []
    before, _ = rows_of(small_board)
    assert before.gone is None
    taken = hub.repositories.pop(("dataset", "org/far"))
    assert look(small_board, "2026-01-02") == ["mini/far"]
    assert look(small_board, "2026-02-01") == ["mini/far"]
    far, small = rows_of(small_board)
    assert (far.gone, small.gone) == ("2026-01-02", None)
    assert far.numbers.cells.tobytes() == before.numbers.cells.tobytes()
    build(root, scored, tmp_path / "site")
    page = (tmp_path / "site" / "try" / "rows" / "mini" / "far.html").read_text()
    assert "cannot be fetched since 2026-01-02" in page
    assert "since" not in (tmp_path / "site" / "try" / "rows" / "mini" / "small.html").read_text()
    hub.repositories["dataset", "org/far"] = taken
    assert look(small_board, "2026-02-02") == []
    assert rows_of(small_board)[0].gone is None


def test_a_commit_that_was_squashed_away_is_gone(
    small_board: Small, pointing: Entry, hub: Hub
) -> None:
    repository = hub.repositories["dataset", "org/far"]
    first = repository.head
    repository.commit({"README.md": "other\n"})
    assert look(small_board, "2026-01-01") == []
    del repository.commits[first]
    assert look(small_board, "2026-01-02") == ["mini/far"]


def test_where_the_hub_fails_nothing_is_called_gone(
    small_board: Small, pointing: Entry, hub: Hub
) -> None:
    root, scored = small_board
    hub.fault("/api/datasets/org/far", status=503, times=99)
    with pytest.raises(NetworkError):
        look(small_board, "2026-01-01")
    folder = scored_folder(scored, pointing, board_lock(root))
    assert gone_since(folder) is None


def test_what_is_not_scored_is_not_asked_for(small_board: Small, pointing: Entry, hub: Hub) -> None:
    manifest = read_manifest(pointing.folder)
    write_manifest(pointing.folder, manifest | {"notes": "Not scored since."})
    hub.forget_requests()
    assert look(small_board, "2026-01-01") == []
    assert hub.requests == []


def test_the_command_marks_what_is_gone_and_goes_on_where_the_hub_fails(
    small_board: Small, pointing: Entry, hub: Hub, capsys: pytest.CaptureFixture[str]
) -> None:
    root, scored = small_board
    arguments = ["score", "--root", str(root), "--scored", str(scored)]
    fault = hub.fault("/api/datasets/org/far", status=503)
    assert run(group, "xstilts-leaderboard", arguments) == 0
    printed = capsys.readouterr()
    assert "Could not check which predictions still exist" in printed.err
    assert "2 of 2 submissions are scored" in printed.out
    hub.faults.remove(fault)
    hub.repositories.clear()
    assert run(group, "xstilts-leaderboard", arguments) == 0
    assert "mini/far: its predictions are no longer on the Hub" in capsys.readouterr().err
    since = rows_of(small_board)[0].gone
    assert since is not None
    date.fromisoformat(since)


def test_the_command_says_what_could_not_be_scored(
    small_board: Small, capsys: pytest.CaptureFixture[str]
) -> None:
    root, scored = small_board
    broken = small_row(root, "broken")
    (broken.folder / "predictions" / "xnli" / "de.jsonl").write_text("nonsense\n")
    assert (
        run(group, "xstilts-leaderboard", ["score", "--root", str(root), "--scored", str(scored)])
        == 1
    )
    printed = capsys.readouterr()
    assert "mini/broken: " in printed.err and "Traceback" not in printed.err
    assert "1 of 2 submissions are scored" in printed.out


def test_of_several_owners_those_are_shown_from_whose_fork_a_pull_request_was_merged(
    pull_request: PullRequest, tmp_path: Path
) -> None:
    root = pull_request.checkout
    accounts = [{"login": "Ann", "id": 1}, {"login": "google", "id": 2}]
    author = pull_request.manifest["author"] | {"github": accounts}
    small_row(root, "new-row", author=author)
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Merge pull request #1 from google/x")
    git(root, "checkout", "--quiet", "main")
    message = "Merge pull request #7 from ann/google/add"
    git(root, "merge", "--quiet", "--no-ff", "--message", message, "candidate")
    entries = {entry.name: entry for entry in read_store(root)}
    assert confirmed_owners(entries["new-row"]) == ("Ann",)
    assert confirmed_owners(entries["xstilts-mini"]) == ("xstilts",)  # its only one
