"""Predictions behind a pointer: fetched by their commit, looked at before they are believed."""

import gzip
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from loopback_hub import Hub, Repository, loopback_hub
from loopback_hub.client import client_of
from small_rows import point, read_manifest, small_row, write_manifest
from xstilts_kit.diagnostics.errors import DataError, NetworkError, SubmissionError
from xstilts_kit.scoring.scoring import Invalid
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.check import check_folders
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_leaderboard.rows.scored import read_numbers, score_entry, scored_folder
from xstilts_leaderboard.store import fetching
from xstilts_leaderboard.store.fetching import refuse_too_large, whole_folder
from xstilts_leaderboard.store.submissions import Entry

GERMAN = "predictions/xnli/de.jsonl"


@dataclass
class Far:
    """A row, and the repository on the Hub that holds its predictions."""

    entry: Entry
    hub: Hub
    repository: Repository

    def change(self, content: bytes | None) -> Entry:
        """Commit another German file, and point to that commit."""
        return self.point_to(self.repository.commit({f"row/{GERMAN}": content}))

    def point_to(self, commit: str) -> Entry:
        path = self.entry.folder / "predictions.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | {"revision": commit}))
        return self.again()

    def again(self) -> Entry:
        """The entry, read anew."""
        return Entry(self.entry.suite, self.entry.name, self.entry.folder)

    @property
    def german(self) -> bytes:
        return self.repository.commits[self.repository.head].files[f"row/{GERMAN}"].content


@pytest.fixture
def far(
    small_board: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Far]:
    root, _ = small_board
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    entry = small_row(root, "far")
    taken = point(entry, "org/far", "1" * 40)
    with loopback_hub() as hub, client_of(hub, tmp_path / "home", monkeypatch):
        made = Far(entry, hub, hub.add("dataset", "org/far", taken))
        made.point_to(made.repository.head)
        yield made


def test_the_pinned_files_are_scored_as_if_they_lay_in_the_folder(
    far: Far, small_board: tuple[Path, Path], tmp_path: Path
) -> None:
    root, scored = small_board
    lock = board_lock(root)
    score_entry(far.again(), tmp_path / "numbers", lock, ())
    near = Entry("mini", "small", root / "leaderboard" / "submissions" / "mini" / "small")
    expected = read_numbers(scored_folder(scored, near, lock), "mini")
    found = read_numbers(tmp_path / "numbers", "mini")
    assert found.cells.tobytes() == expected.cells.tobytes()


def test_nothing_but_the_listed_files_is_fetched_and_nothing_is_left(far: Far) -> None:
    commit = far.repository.commit({"row/predictions/evil.py": "1/0\n", "setup.py": "1/0\n"})
    with whole_folder(far.point_to(commit)) as folder:
        paths = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
        assert paths == {"manifest.json", GERMAN, "predictions/xnli/en.jsonl"}
    assert not folder.exists()
    assert not any("evil" in one.path or "setup" in one.path for one in far.hub.requests)


def test_the_commit_counts_not_what_the_branch_has_since(far: Far) -> None:
    before = far.german
    far.repository.commit({f"row/{GERMAN}": b"{}\n"})
    with whole_folder(far.again()) as folder:
        assert (folder / GERMAN).read_bytes() == before


def test_a_file_of_another_size_is_refused_before_it_is_fetched(far: Far) -> None:
    entry = far.change(far.german + b"{}\n")
    with pytest.raises(SubmissionError, match="bytes on the Hub") as caught, whole_folder(entry):
        pass
    assert GERMAN in caught.value.what
    assert not any("/resolve/" in one.path for one in far.hub.requests)


def test_a_file_of_the_same_size_with_other_content_is_refused(far: Far, tmp_path: Path) -> None:
    words = (b'"entailment"', b'"neutral"')
    lines = far.german.splitlines(keepends=True)
    one, two = (next(i for i, line in enumerate(lines) if word in line) for word in words)
    lines[one] = lines[one].replace(*words)
    lines[two] = lines[two].replace(*words[::-1])
    root = far.entry.folder.parents[3]
    with pytest.raises(Invalid) as caught:
        score_entry(far.change(b"".join(lines)), tmp_path / "numbers", board_lock(root), ())
    assert {problem.code for problem in caught.value.report.problems} == {"XS105"}
    assert not (tmp_path / "numbers").exists()


def test_gzip_behind_the_pointer_is_no_prediction(far: Far, tmp_path: Path) -> None:
    packed = gzip.compress(b"{}\n" * 10_000_000)
    entry = far.change(packed)
    manifest = read_manifest(far.entry.folder)
    for file in manifest["files"]:
        if file["path"] == GERMAN:
            file["bytes"] = len(packed)
    write_manifest(far.entry.folder, manifest)
    with pytest.raises(Invalid):
        score_entry(far.again(), tmp_path / "numbers", board_lock(entry.folder.parents[3]), ())


def test_bytes_that_are_not_what_the_hub_lists_are_refused(far: Far) -> None:
    far.hub.fault(f"GET .*{GERMAN}", wrong_bytes=True)
    with pytest.raises(DataError, match="org/far"), whole_folder(far.again()):
        pass


def test_a_repository_that_is_gone_is_named(far: Far) -> None:
    del far.hub.repositories["dataset", "org/far"]
    with pytest.raises(DataError, match="org/far"), whole_folder(far.again()):
        pass


def test_a_private_repository_is_like_one_that_is_gone(far: Far) -> None:
    far.repository.private = True
    with pytest.raises(DataError, match="org/far"), whole_folder(far.again()):
        pass


def test_a_commit_that_is_not_there_is_named(far: Far) -> None:
    with pytest.raises(DataError, match="2222222"), whole_folder(far.point_to("2" * 40)):
        pass


def test_a_file_that_is_not_at_the_commit_is_named(far: Far) -> None:
    with pytest.raises(DataError) as caught, whole_folder(far.change(None)):
        pass
    assert f"org/far has no row/{GERMAN}" in caught.value.what
    assert "xstilts-submit submit" in caught.value.remedy


def test_where_the_network_fails_that_is_said(far: Far) -> None:
    far.hub.fault("GET .*", status=503, times=99)
    with pytest.raises(NetworkError), whole_folder(far.again()):
        pass


def test_more_than_a_submission_can_have_is_refused_before_the_hub_is_asked(
    far: Far, monkeypatch: pytest.MonkeyPatch
) -> None:
    manifest = far.again().manifest
    first, second = manifest.files
    refuse_too_large(manifest)
    one = replace(manifest, files=(replace(first, bytes=fetching.LARGEST_FILE + 1), second))
    with pytest.raises(SubmissionError, match="64 MiB"):
        refuse_too_large(one)
    many = tuple(replace(first, bytes=fetching.LARGEST_FILE) for _ in range(5))
    with pytest.raises(SubmissionError, match="256 MiB"):
        refuse_too_large(replace(manifest, files=many))
    monkeypatch.setattr(fetching, "LARGEST_FILE", 100)
    with pytest.raises(SubmissionError), whole_folder(far.again()):
        pass
    assert far.hub.requests == []


def test_a_check_says_what_is_wrong_behind_the_pointer(
    whole_board: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole example row points to a repository that lacks a file: a problem, no traceback."""
    root, _ = whole_board
    name, revision = "xstilts-mini", "1" * 40
    entry = Entry("mini", name, root / "leaderboard" / "submissions" / "mini" / name)
    taken = point(entry, "org/far", revision)
    (taken / "row" / GERMAN).unlink()
    with loopback_hub() as hub, client_of(hub, tmp_path / "home", monkeypatch):
        far = Far(entry, hub, hub.add("dataset", "org/far", taken))
        far.point_to(far.repository.head)
        (report,) = check_folders([entry.folder], Board(root, board_lock(root))).submissions
        assert {problem.code for problem in report.problems} == {"XS711"}
        shutil.rmtree(taken)
        hub.repositories.clear()
        (report,) = check_folders([entry.folder], Board(root, board_lock(root))).submissions
        assert {problem.code for problem in report.problems} == {"XS711"}
    assert not report.accepted
