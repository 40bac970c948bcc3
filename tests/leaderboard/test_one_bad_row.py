"""A row that cannot be scored or shown is left out and named; every other one is published."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pull_requests import PullRequest, git
from small_rows import flip, read_manifest, small_row, write_manifest
from xstilts_kit.cli import run
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.change import Commits
from xstilts_leaderboard.checking.check import check_pull_request
from xstilts_leaderboard.cli import group
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_leaderboard.rows.scored import scored_folder
from xstilts_leaderboard.site import pages
from xstilts_leaderboard.site.pages import rows
from xstilts_leaderboard.store.submissions import Entry, read_store
from xstilts_schemas import validator

Small = tuple[Path, Path]
HUGE = 10**400
YEAR_10000 = "@253402300800 +0000"


def merged_before_bounds(root: Path, scored: Path) -> Entry:
    """A row that was merged and scored when nothing bounded its number of parameters."""
    small = next(one for one in read_store(root) if one.name == "small")
    huge = small_row(root, "huge")
    manifest = read_manifest(huge.folder)
    manifest["models"][0]["parameters"] = HUGE
    write_manifest(huge.folder, manifest)
    lock = board_lock(root)
    shutil.copytree(scored_folder(scored, small, lock), scored_folder(scored, huge, lock))
    return huge


def command(verb: str, root: Path, scored: Path, *more: str) -> int:
    return run(
        group, "xstilts-leaderboard", [verb, "--root", str(root), "--scored", str(scored), *more]
    )


def left_out(path: Path) -> list[str]:
    value = json.loads(path.read_text())
    validator("failed").validate(value)
    return [one["row"] for one in value["rows"]]


def test_rows_that_cannot_be_scored_or_shown_keep_no_other_from_the_site(
    small_board: Small, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root, scored = small_board
    merged_before_bounds(root, scored)
    empty = small_row(root, "empty")
    (empty.folder / "manifest.json").unlink()
    torn = small_row(root, "torn")
    (torn.folder / "manifest.json").write_text("[" * 100_000)
    site, failed = tmp_path / "site", tmp_path / "failed.json"
    assert command("score", root, scored, "--failed", str(failed)) == 0
    assert left_out(failed) == ["mini/empty", "mini/torn"]
    assert "mini/torn" in (said := failed.read_text()) and "XS201" in said
    more = ["--out", str(site), "--base-url", "https://board.invalid/"]
    assert command("build", root, scored, *more, "--failed", str(failed), "--format", "github") == 0
    assert left_out(failed) == ["mini/empty", "mini/torn", "mini/huge"]
    printed = capsys.readouterr()
    assert printed.out.count("::warning title=Row left out::mini/") == 3
    assert "Traceback" not in printed.out + printed.err
    assert {path.name for path in (site / "try" / "rows").rglob("*.html")} == {"small.html"}
    assert "small" in (site / "try" / "index.html").read_text()
    assert command("build", root, scored, *more) == 3  # nobody takes the list


def test_a_page_that_no_row_is_to_blame_for_stops_the_build(
    small_board: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(site: object) -> None:
        raise ArithmeticError("a bug")

    root, scored = small_board
    monkeypatch.setattr(pages, "_api_index", broken)
    (root / "leaderboard" / "submissions").rename(tmp_path / "aside")
    with pytest.raises(ArithmeticError):
        command("build", root, scored, "--out", str(tmp_path / "site"))
    assert not (tmp_path / "site").exists()


def test_no_date_of_a_contributor_reaches_the_site(
    pull_request: PullRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = small_row(pull_request.checkout, "new-row")
    monkeypatch.setenv("GIT_COMMITTER_DATE", YEAR_10000)
    git(pull_request.checkout, "add", "--all")
    git(pull_request.checkout, "commit", "--quiet", "--message", "Add it")
    write_manifest(row.folder, read_manifest(row.folder) | {"notes": "Twice."})
    git(pull_request.checkout, "commit", "--quiet", "--all", "--message", "Again")
    git(pull_request.checkout, "checkout", "--quiet", "main")
    monkeypatch.setenv("GIT_COMMITTER_DATE", "2026-03-04T12:00:00Z")
    git(pull_request.checkout, "merge", "--quiet", "--no-ff", "--message", "Merge", "candidate")
    (entry,) = [one for one in read_store(pull_request.checkout) if one.name == "new-row"]
    assert (entry.added, entry.version) == ("2026-03-04", 1)


def test_a_commit_on_main_of_the_year_10000_stops_nothing(
    small_board: Small, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, scored = small_board
    monkeypatch.setenv("GIT_COMMITTER_DATE", YEAR_10000)
    git(root, "init", "--quiet", "--initial-branch", "main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Far away")
    assert read_store(root)[0].added == "9999-12-31"
    more = ["--out", str(tmp_path / "site"), "--base-url", "https://board.invalid/"]
    assert command("build", root, scored, *more) == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "9" * 5000)
    assert command("build", root, scored, *more) == 0


def check(request: PullRequest, root: Path) -> set[str]:
    report = check_pull_request(Commits(request.merge()), 1, Board(root, board_lock(root)))
    assert not report.accepted
    return {problem.code for one in report.submissions for problem in one.problems}


def test_a_number_without_bound_is_refused_before_the_merge(
    copy_example: Callable[[], PullRequest], board_root: Path
) -> None:
    request = copy_example()
    request.manifest["models"][0]["parameters"] = HUGE
    request.write_manifest()
    assert check(request, board_root) & {"XS201", "XS202"}


def test_a_row_whose_pages_cannot_be_made_is_refused_before_the_merge(
    copy_example: Callable[[], PullRequest], board_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise OverflowError("too large")

    monkeypatch.setattr(rows, "row_json", broken)
    request = copy_example()
    flip(request.folder, 250)
    assert check(request, board_root) == {"XS713"}
