"""Predictions made again from the checkpoint: equal ones make a row reproduced, others do not."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pull_requests import PullRequest, git
from small_rows import flip, small_row
from xstilts_kit.cli import run
from xstilts_kit.diagnostics.errors import ModelError, UsageError
from xstilts_kit.miniature import CHECKPOINT
from xstilts_leaderboard.cli import group
from xstilts_leaderboard.rows.loading import board_lock, load_rows, score_missing
from xstilts_leaderboard.rows.reproduction import (
    check_public,
    compare_records,
    draw,
    merge_commit,
    read_reproduction,
    reproduce,
)
from xstilts_leaderboard.rows.scored import read_predictions_digest, scored_folder
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.store.submissions import Entry, read_store
from xstilts_schemas import validator

CELLS = (("xnli", "de"), ("xnli", "en"), ("tatoeba", "de"))
Filed = tuple[Path, Path, Entry]


@pytest.fixture
def filed(small_board: tuple[Path, Path]) -> Filed:
    """A committed row on three cells, scored: the repository, the numbers, the row."""
    root, scored = small_board
    shutil.rmtree(root / "leaderboard" / "submissions")
    entry = small_row(root, "row", CELLS)
    commit(root)
    score_all(root, scored)
    return root, scored, entry


def commit(root: Path) -> None:
    if not (root / ".git").exists():
        git(root, "init", "--quiet")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "File a row")


def score_all(root: Path, scored: Path) -> None:
    assert not score_missing(read_store(root), scored, board_lock(root), (), lambda line: None)


def trust(root: Path, scored: Path) -> str:
    (row,) = load_rows(root, "mini", read_store(root), scored, board_lock(root))
    return row.trust


def command(*arguments: str | Path) -> int:
    return run(group, "xstilts-leaderboard", ["reproduce", *map(str, arguments)])


def test_the_bundled_checkpoint_reproduces_its_row(
    filed: Filed, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    root, scored, entry = filed
    assert trust(root, scored) == "re-scored"
    assert command("mini/row", "--root", root, "--sample", "2", "--write") == 0
    printed = capsys.readouterr().out
    assert "reproduced, 100.00% of the records are equal" in printed
    found = read_reproduction(root, "mini", "row")
    assert found is not None and found.passed
    assert validator("reproduction").is_valid(found.as_json())
    assert {cell.task for cell in found.cells} == {"xnli", "tatoeba"}
    assert found.seed == git(root, "rev-parse", "HEAD")
    folder = scored_folder(scored, read_store(root)[0], board_lock(root))
    assert found.predictions == read_predictions_digest(folder)
    assert trust(root, scored) == "reproduced"
    build(root, scored, tmp_path / "site")
    page = tmp_path / "site" / "try" / "rows" / "mini" / "row.html"
    assert "reproduced" in page.read_text()
    flip(entry.folder)  # the owner files other predictions: nobody made those again
    score_all(root, scored)
    assert trust(root, scored) == "re-scored"
    build(root, scored, tmp_path / "site")
    api = json.loads((tmp_path / "site" / "api" / "v1" / "rows" / "mini" / "row.json").read_text())
    assert api["trust"] == "re-scored"


def test_predictions_that_the_checkpoint_does_not_make_are_not_reproduced(filed: Filed) -> None:
    root, scored, entry = filed
    flip(entry.folder, 20)
    commit(root)
    score_all(root, scored)
    arguments = ("mini/row", "--root", root, "--sample", "3", "--seed", "any", "--write", "--quiet")
    assert command(*arguments) == 1
    found = read_reproduction(root, "mini", "row")
    assert found is not None and not found.passed
    by_cell = {(cell.task, cell.language): cell.records - cell.equal for cell in found.cells}
    assert by_cell == {("xnli", "de"): 20, ("xnli", "en"): 0, ("tatoeba", "de"): 0}
    total = sum(cell.records for cell in found.cells)
    assert found.share == pytest.approx(1 - 20 / total)
    assert trust(root, scored) == "re-scored"


def test_another_checkpoint_than_the_rows_is_refused(filed: Filed, tmp_path: Path) -> None:
    root, _, entry = filed
    other = shutil.copytree(CHECKPOINT, tmp_path / "other")
    config = Path(other) / "xnli" / "config.json"
    config.write_text(config.read_text() + "\n")
    with pytest.raises(ModelError, match="is not the row's"):
        reproduce(entry, root, sample=3, models=[str(other)], seed="any")


def test_without_a_commit_there_is_no_seed(tmp_path: Path) -> None:
    entry = small_row(tmp_path, "row")
    with pytest.raises(UsageError, match="is not committed") as caught:
        reproduce(entry, tmp_path, sample=1)
    assert "--seed" in caught.value.remedy


def test_a_row_that_is_not_there_is_said(filed: Filed, capsys: pytest.CaptureFixture[str]) -> None:
    root, _, _ = filed
    assert command("mini/roww", "--root", root) == 2
    assert "mini/row" in capsys.readouterr().err


def test_a_checkpoint_that_nobody_else_has_must_be_given(filed: Filed) -> None:
    _, _, entry = filed
    manifest = entry.manifest
    local = tuple(replace(one, kind="folder", id="/home/me/best") for one in manifest.models)
    with pytest.raises(ModelError, match="is not pinned to a commit") as caught:
        check_public(replace(manifest, models=local))
    assert "--model" in caught.value.remedy
    loose = tuple(replace(one, kind="hub", id="org/x") for one in manifest.models)
    with pytest.raises(ModelError):
        check_public(replace(manifest, models=loose))
    check_public(replace(manifest, models=tuple(replace(one, revision="1" * 40) for one in loose)))
    check_public(manifest)


def test_the_sample_is_decided_by_the_seed_alone_and_takes_every_task_first(
    whole_board: tuple[Path, Path],
) -> None:
    data = read_store(whole_board[0])[0].manifest.data
    tasks = {one.task for one in data}
    drawn = draw(data, 12, "1" * 40)
    assert drawn == draw(data[::-1], 12, "1" * 40)
    assert {one.task for one in drawn[: len(tasks)]} == tasks
    assert len(drawn) == 12
    assert drawn != draw(data, 12, "2" * 40)
    assert draw(data, 500, "1" * 40)[:12] == drawn
    assert len(draw(data, 500, "x")) == len(data)


def write(path: Path, *records: object) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


def test_records_are_compared_whatever_their_order_and_how_sure_they_are(tmp_path: Path) -> None:
    one = write(
        tmp_path / "one",
        {"source": "a", "target": "b", "score": 0.5},
        {"source": "c", "target": "d"},
    )
    two = write(tmp_path / "two", {"target": "d", "source": "c", "score": 1.0}, {"source": "a"})
    assert compare_records(one, one) == (2, 2)
    assert compare_records(one, two) == (2, 1)
    three = write(tmp_path / "three", *({"source": str(i), "target": "x"} for i in range(5)))
    assert compare_records(one, three) == (5, 0)
    assert compare_records(three, one) == (5, 0)


def test_the_seed_is_the_merge_which_no_contributor_can_choose(pull_request: PullRequest) -> None:
    root = pull_request.checkout
    entry = small_row(root, "new-row")
    pull_request.merge()
    assert merge_commit(entry, root) == git(root, "rev-parse", "HEAD")
    (root / "README.md").write_text("something else\n")
    git(root, "commit", "--quiet", "--all", "--message", "Later")
    assert merge_commit(entry, root) == git(root, "rev-parse", "HEAD^")
    git(root, "mv", "leaderboard/submissions/mini/new-row", "new-row")
    lost = Entry("mini", "lost", root / "leaderboard" / "submissions" / "mini" / "lost")
    with pytest.raises(UsageError, match="is not committed"):
        merge_commit(lost, root)
