"""Copies: the same answers in other clothes are found, systems that are merely alike are not."""

import json
import random
import shutil
from pathlib import Path

import pytest

from pull_requests import STORE
from small_rows import flip, point, read_manifest, small_row, write_manifest
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.validation.manifest import read_manifest as checked
from xstilts_leaderboard.checking.check import Board, check_folders
from xstilts_leaderboard.rows.copies import ALIKE, SKETCHED, Likeness, likeness_of, share_alike
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_leaderboard.store.submissions import Entry

ENGLISH = "predictions/xnli/en.jsonl"
LABELS = ("entailment", "neutral", "contradiction")


def likeness(folder: Path) -> Likeness:
    problems = Problems()
    manifest = checked(folder, problems)
    assert manifest is not None, list(problems)
    return likeness_of(folder, manifest)


def rewrite(folder: Path, path: str, records: list[dict[str, object]]) -> None:
    lines = [json.dumps(record) + "\n" for record in records]
    (folder / path).write_text("".join(lines))


def records_of(folder: Path, path: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (folder / path).read_text().splitlines()]


def test_other_bytes_of_the_same_answers_are_a_whole_copy(tmp_path: Path) -> None:
    one, two = small_row(tmp_path, "one"), small_row(tmp_path, "two")
    shuffled = [dict(reversed(record.items())) for record in records_of(two.folder, ENGLISH)]
    rewrite(two.folder, ENGLISH, shuffled)
    manifest = read_manifest(two.folder)
    write_manifest(two.folder, manifest | {"data": manifest["data"][::-1], "notes": "Mine."})
    mine, theirs = likeness(one.folder), likeness(two.folder)
    assert mine.digest == theirs.digest
    assert share_alike(mine, theirs) == 1.0


def test_how_sure_a_pair_is_makes_no_other_answer(tmp_path: Path) -> None:
    cells = (("bucc2018", "de"),)
    one, two = (small_row(tmp_path, name, cells) for name in ("one", "two"))
    path = "predictions/bucc2018/de.jsonl"
    scored = [record | {"score": 0.125} for record in records_of(two.folder, path)]
    assert scored
    rewrite(two.folder, path, scored)
    assert likeness(one.folder).digest == likeness(two.folder).digest


def test_one_other_answer_is_another_digest_and_nearly_all_alike(tmp_path: Path) -> None:
    one, two = small_row(tmp_path, "one"), small_row(tmp_path, "two")
    flip(two.folder)
    mine, theirs = likeness(one.folder), likeness(two.folder)
    assert mine.digest != theirs.digest
    total = len(mine.examples)
    assert total == sum(entry["examples"] for entry in read_manifest(one.folder)["data"])
    assert share_alike(mine, theirs) == pytest.approx(1 - 1 / total)


def test_as_good_is_not_alike(tmp_path: Path) -> None:
    """Two systems with the same share of right answers, wrong at other places."""
    rng = random.Random(5)
    found = []
    for name in ("one", "two"):
        row = small_row(tmp_path, name)
        for path in ("predictions/xnli/de.jsonl", ENGLISH):
            records = records_of(row.folder, path)
            for record in rng.sample(records, len(records) // 5):
                record["label"] = rng.choice([one for one in LABELS if one != record["label"]])
            rewrite(row.folder, path, records)
        found.append(likeness(row.folder))
    assert 0.5 < share_alike(*found) < 0.8 < ALIKE


def test_rows_on_other_examples_are_not_compared(tmp_path: Path) -> None:
    one = small_row(tmp_path, "one", (("xnli", "de"), ("xnli", "en")))
    two = small_row(tmp_path, "two", (("xnli", "ru"), ("xnli", "zh")))
    part = small_row(tmp_path, "part", (("xnli", "de"),))
    assert share_alike(likeness(one.folder), likeness(two.folder)) == 0.0
    assert share_alike(likeness(one.folder), likeness(part.folder)) == 1.0  # it is all of the part


def test_a_large_row_is_sketched_and_the_share_still_holds(tmp_path: Path) -> None:
    one, two = (small_row(tmp_path, name, (("xnli", "de"),)) for name in ("one", "two"))
    path = "predictions/xnli/de.jsonl"
    for number, row in enumerate((one, two)):
        records = [
            {"id": str(i), "label": LABELS[(i + number * (i % 50 == 0)) % 3]} for i in range(30_000)
        ]
        rewrite(row.folder, path, records)  # no longer what the manifest says, which is not read
    mine, theirs = likeness(one.folder), likeness(two.folder)
    assert len(mine.examples) == SKETCHED
    assert mine.examples.tolist() == sorted(mine.examples.tolist())
    assert share_alike(mine, theirs) == pytest.approx(0.98, abs=0.005)


def test_a_copy_is_found_by_what_is_kept_of_a_row_whose_predictions_are_elsewhere(
    whole_board: tuple[Path, Path], tmp_path: Path
) -> None:
    root, scored = whole_board
    example = root / STORE / "mini" / "xstilts-mini"
    mine = Path(shutil.copytree(example, tmp_path / "mine"))
    write_manifest(mine, read_manifest(mine) | {"name": "mine"})
    point(Entry("mini", "xstilts-mini", example), "org/row", "1" * 40)
    (report,) = check_folders([mine], Board(root, board_lock(root), (), scored)).submissions
    assert {problem.code for problem in report.problems} == {"XS709"}
    assert [(copy.name, copy.share) for copy in report.copies] == [("mini/xstilts-mini", 1.0)]
    (preview,) = report.preview
    assert (preview.board, preview.low, preview.high, preview.of) == ("mini", 1, 2, 2)
