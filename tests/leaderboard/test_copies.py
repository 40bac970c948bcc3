"""Copies: the same answers in other clothes are found, systems that are merely alike are not."""

import json
import random
import shutil
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from perturbed_rows import perturbed_row
from pull_requests import STORE
from small_rows import flip, point, read_manifest, small_row, write_manifest
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.sources.packs import Lock
from xstilts_kit.validation.manifest import read_manifest as checked
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.check import check_folders
from xstilts_leaderboard.checking.copying import copies_of
from xstilts_leaderboard.rows.copies import ALIKE, CellAnswers, Likeness, compare_rows, likeness_of
from xstilts_leaderboard.rows.keeping import keep_answers
from xstilts_leaderboard.rows.loading import board_lock, load_rows
from xstilts_leaderboard.rows.scored import (
    read_likeness,
    scored_folder,
    write_row,
)
from xstilts_leaderboard.store.submissions import Entry, read_store

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
    assert compare_rows(mine, theirs).whole


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
    total = mine.examples
    assert total == sum(entry["examples"] for entry in read_manifest(one.folder)["data"])
    found = compare_rows(mine, theirs)
    assert not found.whole
    assert found.share == pytest.approx(1 - 1 / total)


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
    assert 0.5 < compare_rows(*found).share < 0.8 < ALIKE


def test_rows_on_other_examples_are_not_compared(tmp_path: Path) -> None:
    one = small_row(tmp_path, "one", (("xnli", "de"), ("xnli", "en")))
    two = small_row(tmp_path, "two", (("xnli", "ru"), ("xnli", "zh")))
    part = small_row(tmp_path, "part", (("xnli", "de"),))
    assert compare_rows(likeness(one.folder), likeness(two.folder)).share == 0.0
    found = compare_rows(likeness(one.folder), likeness(part.folder))
    assert found.whole and found.share == 1.0  # it is all of the part


def test_few_other_answers_of_many_are_counted_exactly(tmp_path: Path) -> None:
    one, two = (small_row(tmp_path, name, (("xnli", "de"),)) for name in ("one", "two"))
    path = "predictions/xnli/de.jsonl"
    changed = {7, 11_000, 29_999}
    for number, row in enumerate((one, two)):
        records = [
            {"id": str(i), "label": LABELS[(i + number * (i in changed)) % 3]}
            for i in range(30_000)
        ]
        rewrite(row.folder, path, records)  # no longer what the manifest says, which is not read
    found = compare_rows(likeness(one.folder), likeness(two.folder))
    assert not found.whole
    assert found.share == 1 - len(changed) / 30_000


def disguised(record: dict[str, object], path: str) -> dict[str, object]:
    """Another record that is scored alike, whatever the gold is."""
    if "answer" in record:
        article = "" if "/mlqa/" in path else "The "  # SQuAD's rules drop it in every language
        return record | {"answer": f"{article}{record['answer']} ."}
    if "tags" in record and "/panx/" in path:
        tags: list[str] = record["tags"]  # type: ignore[assignment]
        before = ["O", *tags[:-1]]
        return record | {
            "tags": [
                f"I-{tag[2:]}" if tag[0] == "B" and old[2:] != tag[2:] else tag
                for old, tag in zip(before, tags, strict=True)
            ]
        }
    if "source" in record:
        return record | {"score": 0.5}
    return record


def disguise(folder: Path) -> int:
    """Rewrite a whole submission so that no score changes; how many records are others."""
    manifest, changed = read_manifest(folder), 0
    for file in manifest["files"]:
        path = file["path"]
        before = records_of(folder, path)
        after = [disguised(record, path) for record in before]
        changed += sum(one != two for one, two in zip(before, after, strict=True))
        rewrite(folder, path, after)
        content = (folder / path).read_bytes()
        file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    write_manifest(folder, manifest)
    return changed


def test_answers_in_disguise_are_a_copy_and_score_the_same(
    whole_board: tuple[Path, Path], tmp_path: Path
) -> None:
    root, scored = whole_board
    example = root / STORE / "mini" / "xstilts-mini"
    mine = Path(shutil.copytree(example, tmp_path / "mine"))
    write_manifest(mine, read_manifest(mine) | {"name": "mine"})
    assert disguise(mine) > 300
    (report,) = check_folders([mine], Board(root, board_lock(root), (), scored)).submissions
    assert {problem.code for problem in report.problems} == {"XS709"}
    (row,) = load_rows(root, "mini", read_store(root), scored, board_lock(root))
    assert report.overall == pytest.approx(row.mean("overall"), abs=1e-9)


def test_a_withdrawn_rows_answers_are_still_its_own(
    whole_board: tuple[Path, Path], tmp_path: Path
) -> None:
    root, scored = whole_board
    example = root / STORE / "mini" / "xstilts-mini"
    mine = Path(shutil.copytree(example, tmp_path / "mine"))
    write_manifest(mine, read_manifest(mine) | {"name": "mine"})
    shutil.rmtree(example)
    example.mkdir()
    (example / "withdrawn.json").write_text("{}")
    (report,) = check_folders([mine], Board(root, board_lock(root), (), scored)).submissions
    assert {problem.code for problem in report.problems} == {"XS709"}


def test_another_suite_of_the_same_board_is_compared(tmp_path: Path) -> None:
    """A row of nine tasks takes the answers of one of eight, and adds a task."""
    eight = small_row(tmp_path, "eight", (("xnli", "de"), ("xnli", "en")))
    nine = small_row(tmp_path, "nine", (("xnli", "de"), ("xnli", "en"), ("bucc2018", "de")))
    scored = tmp_path / "scored"
    write_row(
        scored / "a", {}, likeness(eight.folder), {}, Entry("xtreme-8", "eight", eight.folder)
    )
    board, problems = Board(tmp_path / "empty", Lock(()), (), scored), Problems()
    mine = Entry("xtreme", "nine", nine.folder)
    assert copies_of(mine, likeness(nine.folder), board, problems)[0].name == "xtreme-8/eight"
    assert {problem.code for problem in problems} == {"XS709"}
    other = Entry("mini", "nine", nine.folder)  # another edition: never compared
    assert copies_of(other, likeness(nine.folder), board, Problems()) == ()


def test_a_row_that_was_scored_before_answers_were_kept_is_brought_up_to_date(
    small_board: tuple[Path, Path],
) -> None:
    root, scored = small_board
    (entry,) = read_store(root)
    folder = scored_folder(scored, entry, board_lock(root))
    np.savez(folder / "likeness.npz", examples=np.zeros(3, "<u8"), answers=np.zeros(3, "<u8"))
    assert read_likeness(folder).cells == {}
    assert compare_rows(read_likeness(folder), likeness(entry.folder)).whole  # by its digest
    assert keep_answers([entry], scored, board_lock(root)) == (entry,)
    assert read_likeness(folder).examples == likeness(entry.folder).examples > 0
    assert keep_answers([entry], scored, board_lock(root)) == ()


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


def _owned(entry: Entry, *accounts: int) -> Entry:
    """The same row, of these owners."""
    manifest = read_manifest(entry.folder)
    listed = [{"id": one, "login": f"account-{one}"} for one in accounts]
    write_manifest(entry.folder, manifest | {"author": manifest["author"] | {"github": listed}})
    return entry


def _codes(entry: Entry, board: Board) -> set[str]:
    problems = Problems()
    copies_of(entry, likeness(entry.folder), board, problems)
    return {problem.code for problem in problems}


@pytest.fixture(scope="module")
def twins(tmp_path_factory: pytest.TempPathFactory) -> tuple[Entry, Board]:
    """A row with answers to noisy inputs, and a board with the same model's clean answers."""
    root = tmp_path_factory.mktemp("twins")
    _owned(small_row(root / "board", "clean"), 1, 2)
    noisy = perturbed_row(root / "mine", "noisy", {"typo:0.4": 0.4}, ["de", "en"])
    return noisy, Board(root / "board", Lock(()), (), None)


@pytest.mark.parametrize(
    ("owners", "codes"),
    [
        ((1,), set()),
        ((1, 2), set()),
        ((3,), {"XS709"}),  # somebody else's clean answers, with others beside them
        ((3, 1), {"XS709"}),  # who names the row's owner as an owner, too
    ],
)
def test_owners_may_file_a_model_once_more_with_noisy_inputs(
    twins: tuple[Entry, Board], owners: tuple[int, ...], codes: set[str]
) -> None:
    entry, board = twins
    assert _codes(_owned(entry, *owners), board) == codes


def test_an_owners_second_row_with_the_same_inputs_is_a_copy(
    twins: tuple[Entry, Board], tmp_path: Path
) -> None:
    entry, _ = twins
    shutil.copytree(_owned(entry, 1).folder, tmp_path / STORE / "mini" / "first")
    board = Board(tmp_path, Lock(()), (), None)
    write_manifest(
        tmp_path / STORE / "mini" / "first", read_manifest(entry.folder) | {"name": "first"}
    )
    assert _codes(entry, board) == {"XS709"}
    part = small_row(tmp_path / "again", "again")
    assert _codes(_owned(part, 1), board) == set()  # the clean twin, filed later
    assert _codes(_owned(part, 3), board) == {"XS709"}


def test_other_noise_does_not_hide_copied_answers(tmp_path: Path) -> None:
    """Most answers are to other inputs, and those to the same noisy ones are not the same."""
    clean = likeness(small_row(tmp_path, "one").folder)
    (english,) = (cell for name, cell in clean.cells.items() if name == "xnli/en")
    turned = CellAnswers("0" * 64, english.answers[::-1].copy(), english.pairs)
    mine, theirs = (
        Likeness(
            digest,
            clean.cells
            | {f"xnli/en@{name}:0.{level}": english for level in range(1, 5)}
            | {"xnli/en@case:1": noisy},
        )
        for digest, name, noisy in (("1" * 64, "typo", english), ("2" * 64, "swap", turned))
    )
    found = compare_rows(mine, theirs)
    assert found.whole and found.share == 1.0
    own = compare_rows(mine, theirs, same_owners=True)
    assert not own.whole and own.share < ALIKE
