"""The store: folders of a checkout as entries, with what git knows of them."""

import json
import os
import shutil
from pathlib import Path

import pytest

from pull_requests import OWNER, STORE, git
from small_rows import read_manifest, small_row, write_manifest
from xstilts_kit.diagnostics.errors import DataError
from xstilts_leaderboard.store.submissions import Entry, read_store


def commit(root: Path, day: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_DATE", f"{day}T23:30:00+0900")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", day)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "root"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch", "main")
    return root


def entry_of(root: Path, name: str) -> Entry:
    (found,) = [one for one in read_store(root) if one.name == name]
    return found


def test_version_and_date_are_those_of_the_history(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = small_row(root, "one")
    commit(root, "2026-03-01", monkeypatch)
    small_row(root, "two")
    commit(root, "2026-03-02", monkeypatch)
    write_manifest(one.folder, read_manifest(one.folder) | {"notes": "Mended."})
    commit(root, "2026-03-03", monkeypatch)
    (root / "README.md").write_text("about something else\n")
    commit(root, "2026-03-04", monkeypatch)
    assert [(e.key, e.version, e.added) for e in read_store(root)] == [
        ("mini/one", 2, "2026-03-03"),
        ("mini/two", 1, "2026-03-02"),
    ]


def test_the_date_is_that_of_universal_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_row(root, "one")
    commit(root, "2026-03-01", monkeypatch)  # 23:30 in Tokyo
    monkeypatch.setenv("TZ", "America/Lima")
    assert entry_of(root, "one").added == "2026-03-01"


def test_a_merged_pull_request_counts_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "README.md").write_text("a board\n")
    commit(root, "2026-03-01", monkeypatch)
    git(root, "checkout", "--quiet", "-b", "candidate")
    small_row(root, "one")
    commit(root, "2026-03-02", monkeypatch)
    git(root, "checkout", "--quiet", "main")
    git(root, "merge", "--quiet", "--no-ff", "--message", "Merge", "candidate")
    assert entry_of(root, "one").version == 1


def test_a_row_not_yet_committed_has_no_date(root: Path) -> None:
    small_row(root, "one")
    found = entry_of(root, "one")
    assert (found.version, found.added) == (1, None)


def test_without_git_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_row(tmp_path, "one")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    monkeypatch.setenv("PATH", os.devnull)
    found = entry_of(tmp_path, "one")
    assert (found.version, found.added) == (1, None)


def test_what_is_no_submission_is_left_alone(root: Path) -> None:
    small_row(root, "one")
    store = root / STORE
    (store / "mini" / "README.md").write_text("text")
    (store / "mini" / "Not A Name").mkdir()
    (store / "mini" / "link").symlink_to("one")
    shutil.copytree(store / "mini" / "one", store / "no-board" / "two")
    assert [entry.key for entry in read_store(root)] == ["mini/one"]


def test_an_empty_checkout_has_no_rows(root: Path) -> None:
    assert read_store(root) == ()


def test_a_withdrawn_row_is_only_its_withdrawal(root: Path) -> None:
    entry = small_row(root, "one")
    assert not entry.withdrawn
    shutil.rmtree(entry.folder)
    entry.folder.mkdir()
    owner = {"login": "xstilts", "id": OWNER}
    (entry.folder / "withdrawn.json").write_text(
        json.dumps(
            {
                "schema": "xstilts-withdrawal-v1",
                "suite": "mini",
                "name": "one",
                "github": [owner],
                "reason": None,
            }
        )
    )
    assert entry_of(root, "one").withdrawn


@pytest.mark.parametrize(
    ("content", "said"), [("{", "manifest.json"), ("{}", "XS2"), ('{"a": NaN}', "manifest.json")]
)
def test_a_manifest_that_is_not_sound_is_named(content: str, said: str, root: Path) -> None:
    entry = small_row(root, "one")
    (entry.folder / "manifest.json").write_text(content)
    with pytest.raises(DataError) as caught:
        _ = entry_of(root, "one").manifest
    assert str(entry.folder) in caught.value.what
    assert said in caught.value.what
    assert "xstilts-leaderboard check" in caught.value.remedy


def test_a_folder_without_a_manifest_is_named(root: Path) -> None:
    entry = small_row(root, "one")
    (entry.folder / "manifest.json").unlink()
    with pytest.raises(DataError, match=r"one has no readable manifest\.json"):
        _ = entry_of(root, "one").manifest_bytes


def pointer(**changes: object) -> str:
    value = {
        "schema": "xstilts-pointer-v1",
        "repository": "org/row",
        "revision": "1" * 40,
        "folder": "row",
    }
    return json.dumps(value | changes)


def test_a_pointer_says_where_the_predictions_are(root: Path) -> None:
    entry = small_row(root, "one")
    assert entry.pointer is None
    (entry.folder / "predictions.json").write_text(pointer())
    found = entry_of(root, "one").pointer
    assert found is not None
    assert (found.repository, found.revision, found.folder) == ("org/row", "1" * 40, "row")


@pytest.mark.parametrize(
    "changes",
    [
        {"revision": "main"},
        {"revision": "refs/pr/1"},
        {"revision": "1" * 39},
        {"revision": "g" * 40},
        {"revision": None},
        {"endpoint": "https://evil.example"},
        {"repository": "https://evil.example/org/row"},
        {"repository": "../row"},
        {"repository": "org/row/more"},
        {"repository": "row"},
        {"folder": "../other"},
        {"folder": "/etc"},
        {"folder": "a/../../b"},
        {"folder": "a//b"},
        {"folder": "a\\b"},
        {"folder": "a\nb"},
        {"schema": "xstilts-pointer-v2"},
    ],
)
def test_a_pointer_to_anything_but_a_commit_on_the_hub_is_refused(
    changes: dict[str, object], root: Path
) -> None:
    entry = small_row(root, "one")
    (entry.folder / "predictions.json").write_text(pointer(**changes))
    with pytest.raises(DataError, match="XS701"):
        _ = entry_of(root, "one").pointer
