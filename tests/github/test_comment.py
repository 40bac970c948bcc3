"""The comment on a pull request: the right one, with numbers that are numbers, or none at all."""

import io
import json
import os
import runpy
import stat
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from github.loopback_github import GitHub, loopback_github
from xstilts_kit.boards import BOARDS, DIVISIONS

SCRIPT = Path(__file__).parents[2] / ".github" / "scripts" / "comment.py"
FOLDER = "leaderboard/submissions/mini/my-row"
MARKER = "<!-- xstilts-report -->"
SHA = "a" * 40

REPORT: dict[str, Any] = {
    "schema": "xstilts-report-v1",
    "verdict": "accepted",
    "refusals": [],
    "submissions": [
        {
            "suite": "mini",
            "name": "my-row",
            "division": "zero-shot",
            "overall": 61.26,
            "interval": [60.1, 62.3],
            "tasks": [{"task": "xnli", "score": 52.5, "interval": None}],
            "problems": [{"code": "XS305", "path": "predictions/xnli/de.jsonl", "line": 17}],
            "obstacles": [],
            "preview": [{"board": "mini", "division": "zero-shot", "low": 1, "high": 2, "of": 5}],
        }
    ],
}


def pack(
    report: Any,
    name: str = "report.json",
    mode: int = stat.S_IFREG | 0o644,
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name)
        info.external_attr = mode << 16
        info.compress_type = method
        content = report if isinstance(report, bytes) else json.dumps(report).encode()
        archive.writestr(info, content)
    return packed.getvalue()


def damaged(method: int) -> bytes:
    """An archive whose packed content is nonsense."""
    whole = bytearray(pack(REPORT, method=method))
    start = 30 + len("report.json")
    whole[start : start + 40] = b"\xff" * 40
    return bytes(whole)


@pytest.fixture
def github() -> Iterator[GitHub]:
    with loopback_github() as github:
        github.pull_requests = [{"number": 7, "head": {"label": "ann:add", "sha": SHA}}]
        github.files = [{"filename": f"{FOLDER}/manifest.json"}]
        github.artifacts = [{"id": 3, "name": "report", "expired": False}]
        github.packed = pack(REPORT)
        yield github


def comment(
    github: GitHub, tmp_path: Path, action: str = "completed", code: int = 0, **run: Any
) -> list[str]:
    """Run the script as the workflow does; what stands on the pull request afterwards."""
    event = {
        "action": action,
        "workflow_run": {
            "id": 99,
            "head_sha": SHA,
            "head_branch": "add",
            "head_repository": {"owner": {"login": "ann"}},
        }
        | run,
    }
    path = tmp_path / "event.json"
    path.write_text(json.dumps(event))
    done = subprocess.run(
        [sys.executable, "-I", str(SCRIPT)],
        env={
            "PATH": os.environ["PATH"],
            "GITHUB_EVENT_PATH": str(path),
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": "board/xstilts",
            "GITHUB_TOKEN": "secret",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stderr
    return github.posted


def test_the_scores_are_shown_as_a_preview(github: GitHub, tmp_path: Path) -> None:
    (text,) = comment(github, tmp_path)
    assert text.startswith(f"{MARKER}\n**Preview.**")
    assert "| xnli | 52.5 | – |" in text
    assert "| overall | 61.3 | 60.1–62.3 |" in text
    assert "XS305 `predictions/xnli/de.jsonl` line 17" in text
    assert "Rank it would take on mini, zero-shot: 1 to 2 of 5." in text
    assert "/board/xstilts/actions/runs/99" in text


def test_the_comment_of_an_earlier_run_is_written_over(github: GitHub, tmp_path: Path) -> None:
    github.comments = [
        {"id": 1, "user": {"login": "ann"}, "body": f"{MARKER} mine"},
        {"id": 2, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER} old"},
    ]
    mine, new = comment(github, tmp_path)
    assert mine == f"{MARKER} mine"
    assert "overall" in new


def test_the_token_is_not_sent_to_the_place_of_the_artifact(github: GitHub, tmp_path: Path) -> None:
    comment(github, tmp_path)
    sent = {path: authorization for _, path, authorization in github.requests}
    assert sent["/blob"] is None
    assert sent["/repos/board/xstilts/pulls"] == "Bearer secret"


def test_an_artifact_without_redirect_is_read_too(github: GitHub, tmp_path: Path) -> None:
    github.redirect = False
    assert "overall" in comment(github, tmp_path)[0]


@pytest.mark.parametrize(
    "files",
    [
        [f"{FOLDER}/manifest.json", ".github/workflows/score.yml"],
        [f"{FOLDER}/manifest.json", "leaderboard/submissions/mini/other/manifest.json"],
        [f"{FOLDER}/manifest.json", "leaderboard/submissions/mini/../../x"],
    ],
)
def test_no_number_is_shown_where_more_than_one_folder_changes(
    files: list[str], github: GitHub, tmp_path: Path
) -> None:
    github.files = [{"filename": name} for name in files]
    (text,) = comment(github, tmp_path)
    assert "more than one submission's folder" in text
    assert "61" not in text
    assert not any("artifacts" in path for _, path, _ in github.requests)


def test_a_file_that_was_moved_out_of_another_folder_counts(github: GitHub, tmp_path: Path) -> None:
    other = "leaderboard/submissions/mini/other/manifest.json"
    github.files = [{"filename": f"{FOLDER}/manifest.json", "previous_filename": other}]
    assert "more than one submission's folder" in comment(github, tmp_path)[0]


def test_a_list_of_files_that_is_cut_off_shows_no_number(github: GitHub, tmp_path: Path) -> None:
    github.files = [{"filename": f"{FOLDER}/{i}"} for i in range(3_000)]
    (text,) = comment(github, tmp_path)
    assert "more files than can be looked at" in text


def test_nothing_is_said_where_no_submission_changes(github: GitHub, tmp_path: Path) -> None:
    github.files = [{"filename": "README.md"}]
    assert comment(github, tmp_path) == []


@pytest.mark.parametrize(
    "pull_requests",
    [
        [],
        [{"number": 7, "head": {"label": "ann:add", "sha": "b" * 40}}],
        [{"number": n, "head": {"label": "ann:add", "sha": SHA}} for n in (7, 8)],
        [{"number": 7, "head": {"label": "bob:add", "sha": SHA}}],
    ],
    ids=["none", "moved on", "two", "another's branch"],
)
def test_nothing_is_said_unless_one_pull_request_has_the_commit(
    pull_requests: list[Any], github: GitHub, tmp_path: Path
) -> None:
    github.pull_requests = pull_requests
    assert comment(github, tmp_path) == []


def changed(**entry: Any) -> dict[str, Any]:
    return REPORT | {"submissions": [REPORT["submissions"][0] | entry]}


@pytest.mark.parametrize(
    "packed",
    [
        pack(changed(name="<img src=x onerror=alert(1)>")),
        pack(changed(name="@everyone")),
        pack(changed(name="another-row")),
        pack(changed(division="www.evil.example")),
        pack(changed(tasks=[{"task": "www.evil.example", "score": 1, "interval": None}])),
        pack(changed(preview=[{"board": "mini", "division": "evil.example", "low": 1}])),
        pack(changed(overall=10**400)),
        pack(changed(overall=-(10**400))),
        pack(changed(interval=[1, 10**400])),
        pack(changed(problems=[None])),
        pack(changed(suite=None)),
        pack(b'{"schema": null}'),
        pack(b"null"),
        damaged(zipfile.ZIP_DEFLATED),
        damaged(zipfile.ZIP_LZMA),
        damaged(zipfile.ZIP_BZIP2),
        pack(REPORT, method=zipfile.ZIP_LZMA),
        pack(changed(name="[a](https://evil.example)")),
        pack(changed(overall=1e9)),
        pack(changed(overall="61")),
        pack(changed(overall=True)),
        pack(b'{"schema": "xstilts-report-v1", "verdict": "accepted", "submissions": NaN}'),
        pack(changed(problems=[{"code": "XS305\n# big", "path": None}])),
        pack(changed(tasks="none")),
        pack(REPORT | {"verdict": "great"}),
        pack(REPORT | {"schema": "xstilts-report-v9"}),
        pack(b"[" * 100_000),
        pack(b" " * (2 << 20)),
        pack(b"\xff\xfe"),
        pack([]),
        pack(REPORT, name="../report.json"),
        pack(REPORT, name="other.json"),
        pack(REPORT, mode=stat.S_IFLNK | 0o777),
        b"PK no archive",
        b"x" * (2 << 20),
    ],
)
def test_a_hostile_report_is_not_passed_on(packed: bytes, github: GitHub, tmp_path: Path) -> None:
    github.packed = packed
    (text,) = comment(github, tmp_path)
    assert "was not opened" in text
    for hostile in ("<img", "@every", "evil", "big", "great"):
        assert hostile not in text


def test_free_text_of_the_report_never_appears(github: GitHub, tmp_path: Path) -> None:
    github.packed = pack(
        changed(
            obstacles=["@everyone look"],
            problems=[{"code": "XS305", "path": "a|b`<c>", "line": 1, "message": "<b>hi</b>"}],
        )
    )
    (text,) = comment(github, tmp_path)
    assert "1 reasons" not in text
    assert "everyone" not in text and "<b>" not in text and "a|b" not in text
    assert "XS305, at a path that is not shown" in text


def test_a_run_without_a_report_is_said(github: GitHub, tmp_path: Path) -> None:
    github.artifacts = []
    assert "left no report" in comment(github, tmp_path)[0]


def test_a_second_artifact_is_not_chosen_from(github: GitHub, tmp_path: Path) -> None:
    github.artifacts *= 2
    assert "left no report" in comment(github, tmp_path)[0]


def test_the_comment_names_the_commit_that_it_is_about(github: GitHub, tmp_path: Path) -> None:
    (text,) = comment(github, tmp_path)
    assert f"About commit {SHA[:10]}: out of date once there is a newer one." in text


def accepted(github: GitHub) -> None:
    old = {"id": 1, "user": {"login": "github-actions[bot]"}, "body": f"{MARKER} accepted"}
    ghost = {"id": 2, "user": None, "body": None}
    github.comments = [ghost, old]


def test_an_old_verdict_is_out_of_date_as_soon_as_a_new_run_begins(
    github: GitHub, tmp_path: Path
) -> None:
    assert comment(github, tmp_path, action="requested") == []  # nothing is there to mark
    accepted(github)
    _, text = comment(github, tmp_path, action="requested")
    assert "Out of date" in text and "accepted" not in text


def test_an_old_verdict_does_not_stay_after_a_crash(github: GitHub, tmp_path: Path) -> None:
    accepted(github)
    github.artifacts = [{"id": 3, "name": "report"}]  # GitHub's answer lacks a field
    _, text = comment(github, tmp_path, code=1)
    assert "No verdict" in text and "accepted" not in text


def test_an_old_verdict_does_not_stay_where_the_run_left_no_report(
    github: GitHub, tmp_path: Path
) -> None:
    accepted(github)
    github.artifacts = []
    _, text = comment(github, tmp_path)
    assert "left no report" in text and "accepted" not in text


def test_a_head_that_moves_while_the_report_is_read_gets_no_comment(
    github: GitHub, tmp_path: Path
) -> None:
    github.moves_after_artifact = "b" * 40
    assert comment(github, tmp_path) == []


def test_a_deleted_fork_is_no_error(github: GitHub, tmp_path: Path) -> None:
    assert comment(github, tmp_path, head_repository=None) == []


def test_the_words_that_may_be_shown_are_those_of_the_boards() -> None:
    known = runpy.run_path(str(SCRIPT))
    assert set(known["BOARDS"]) == set(BOARDS)
    assert known["DIVISIONS"] == DIVISIONS
    assert set(known["TASKS"]) == {t.name for board in BOARDS.values() for t in board.suite.tasks()}
