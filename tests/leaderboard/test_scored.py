"""Scored rows: named by all that their numbers depend on, never scored twice, never half there."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from small_rows import CELLS, flip, read_manifest, small_row, write_manifest
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.scoring import Invalid, score
from xstilts_kit.sources.packs import Lock
from xstilts_leaderboard.rows import scored as module
from xstilts_leaderboard.rows.copies import likeness_of
from xstilts_leaderboard.rows.loading import board_lock, load_rows, score_missing
from xstilts_leaderboard.rows.row import OVERALL, layout_of
from xstilts_leaderboard.rows.scored import (
    entries_to_score,
    is_scored,
    read_likeness,
    read_numbers,
    read_predictions_digest,
    score_entry,
    scored_folder,
    scores_path,
)
from xstilts_leaderboard.store.submissions import Entry, read_store

Small = tuple[Path, Path]


def entry_of(root: Path) -> Entry:
    (entry,) = read_store(root)
    return entry


def silent(line: str) -> None:
    pass


def test_the_numbers_are_those_that_score_gives(small_board: Small) -> None:
    root, scored = small_board
    entry = entry_of(root)
    folder = scored_folder(scored, entry, board_lock(root))
    found = read_numbers(folder, "mini")
    expected = score(entry.folder, write=False)
    layout = layout_of("mini")
    assert {(cell.task, cell.language) for cell in expected.cells} == set(CELLS)
    for cell in expected.cells:
        assert cell.metrics is not None and cell.interval is not None
        values = found.cells[layout.cell_at[cell.cell.slot]]
        ends = cell.interval["accuracy"]
        assert ends is not None
        assert values.tolist() == [cell.metrics["accuracy"], *ends]
    scores = json.loads(scores_path(folder).read_text())
    assert scores["signature"] == expected.signature


def test_what_was_not_answered_has_no_number_and_makes_no_mean(small_board: Small) -> None:
    root, scored = small_board
    found = read_numbers(scored_folder(scored, entry_of(root), board_lock(root)), "mini")
    assert np.count_nonzero(~np.isnan(found.cells[:, 0])) == len(CELLS)
    assert np.isnan(found.means).all()
    assert np.isnan(found.replicates).all()


def test_the_likeness_is_kept(small_board: Small) -> None:
    root, scored = small_board
    entry = entry_of(root)
    folder = scored_folder(scored, entry, board_lock(root))
    expected, kept = likeness_of(entry.folder, entry.manifest), read_likeness(folder)
    assert kept.digest == expected.digest == read_predictions_digest(folder)
    assert kept.cells.keys() == expected.cells.keys() == {"xnli/de", "xnli/en"}
    for name, cell in expected.cells.items():
        assert kept.cells[name].digest == cell.digest
        assert kept.cells[name].answers.tolist() == cell.answers.tolist()
        assert kept.cells[name].pairs.tolist() == cell.pairs.tolist()


def other_predictions(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    flip(entry.folder)
    return lock


def other_manifest(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    write_manifest(entry.folder, read_manifest(entry.folder) | {"notes": "Mended."})
    return lock


def other_gold(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    return Lock((replace(lock.packs[0], gold="0" * 64), *lock.packs[1:]))


def more_gold(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    return Lock((*lock.packs, replace(lock.packs[0], language="zz")))


def other_scorer(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    patch.setattr(module, "SCORER", module.SCORER + 1)
    return lock


def other_scheme(entry: Entry, lock: Lock, patch: pytest.MonkeyPatch) -> Lock:
    patch.setattr(module, "SCHEME", "another")
    return lock


@pytest.mark.parametrize(
    "change",
    [other_predictions, other_manifest, other_gold, more_gold, other_scorer, other_scheme],
)
def test_whatever_could_change_a_number_has_the_row_scored_anew(
    change: Callable[[Entry, Lock, pytest.MonkeyPatch], Lock],
    small_board: Small,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    root, scored = small_board
    lock = board_lock(root)
    before = entry_of(root)
    folder = scored_folder(scored, before, lock)
    assert entries_to_score([before], scored, lock) == ()
    lock = change(before, lock, monkeypatch)
    after = entry_of(root)
    assert scored_folder(scored, after, lock) != folder
    ((wanted, new),) = entries_to_score([after], scored, lock)
    assert (wanted, new) == (after, scored_folder(scored, after, lock))
    assert load_rows(root, "mini", [after], scored, lock) == ()


def test_where_the_packs_are_changes_no_number(small_board: Small) -> None:
    root, scored = small_board
    lock = board_lock(root)
    elsewhere = Lock(lock.packs[::-1], "org/gold", "1" * 40)
    entry = entry_of(root)
    assert scored_folder(scored, entry, elsewhere) == scored_folder(scored, entry, lock)


def test_what_is_scored_is_not_scored_again(small_board: Small) -> None:
    root, scored = small_board
    told: list[str] = []
    before = {path: path.stat().st_mtime_ns for path in scored.rglob("*")}
    assert score_missing(read_store(root), scored, board_lock(root), (), told.append) == ()
    assert told == []
    assert {path: path.stat().st_mtime_ns for path in scored.rglob("*")} == before


def test_scoring_twice_writes_the_same_bytes(small_board: Small, tmp_path: Path) -> None:
    root, scored = small_board
    lock = board_lock(root)
    score_missing(read_store(root), tmp_path / "again", lock, (), silent)
    one = scored_folder(scored, entry_of(root), lock)
    two = scored_folder(tmp_path / "again", entry_of(root), lock)
    names = {path.name for path in one.iterdir()} - {"scores.json"}
    assert names == {path.name for path in two.iterdir()} - {"scores.json"}
    for name in names:
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_a_row_whose_last_file_is_missing_is_scored_again(small_board: Small) -> None:
    root, scored = small_board
    lock, entry = board_lock(root), entry_of(root)
    folder = scored_folder(scored, entry, lock)
    (folder / "row.json").unlink()
    assert not is_scored(folder)
    assert [one for one, _ in entries_to_score([entry], scored, lock)] == [entry]


@pytest.mark.parametrize("name", ["mini.numbers", "row.json"])
@pytest.mark.parametrize("content", [b"", b"\0" * 100, b"[]", None])
def test_a_damaged_file_is_named_with_what_to_do(
    name: str, content: bytes | None, small_board: Small
) -> None:
    root, scored = small_board
    lock, entry = board_lock(root), entry_of(root)
    path = scored_folder(scored, entry, lock) / name
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    if content is None and name == "row.json":
        assert load_rows(root, "mini", [entry], scored, lock) == ()
        return
    with pytest.raises(DataError) as caught:
        load_rows(root, "mini", [entry], scored, lock)
    assert str(path) in caught.value.what
    assert "score again" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", None])
def test_a_damaged_likeness_is_named(content: bytes | None, small_board: Small) -> None:
    root, scored = small_board
    folder = scored_folder(scored, entry_of(root), board_lock(root))
    path = folder / "likeness.npz"
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(DataError, match="likeness"):
        read_likeness(folder)


def test_gold_that_no_board_accepts_scores_nothing(small_board: Small, tmp_path: Path) -> None:
    root, _ = small_board
    entry, lock = entry_of(root), board_lock(root)
    wrong = tuple(replace(one, gold="0" * 64) for one in lock.packs)
    unknown = tuple(replace(one, inputs=None) for one in lock.packs)
    for packs in (wrong, unknown, ()):
        with pytest.raises(DataError, match="no board accepts"):
            score_entry(entry, tmp_path / "numbers", Lock(packs), ())
        assert not (tmp_path / "numbers").exists()


def test_one_bad_row_keeps_no_other_from_being_scored(small_board: Small) -> None:
    root, scored = small_board
    broken = small_row(root, "broken")
    (broken.folder / "predictions" / "xnli" / "de.jsonl").write_text("nonsense\n")
    unsound = small_row(root, "unsound")
    (unsound.folder / "manifest.json").write_text("{")
    good = small_row(root, "good")
    flip(good.folder, 3)
    entries = read_store(root)
    failed = score_missing(entries, scored, board_lock(root), (), silent)
    assert [entry.name for entry, _ in failed] == ["broken", "unsound"]
    assert all(isinstance(error, Invalid) for _, error in failed)
    rows = load_rows(root, "mini", entries, scored, board_lock(root))
    assert [row.name for row in rows] == ["good", "small"]
    assert all(row.mean(OVERALL) is None and not row.complete for row in rows)
