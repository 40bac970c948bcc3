"""A pull request is judged by what git says it changes; whatever it holds, nothing of it is run."""

import json
import shutil
import subprocess
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from pull_requests import OWNER, STORE, PullRequest, git
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.change import Commits, read_change
from xstilts_leaderboard.checking.check import check_pull_request
from xstilts_leaderboard.checking.verdict import CheckReport, github_of, markdown_of, text_of
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_schemas import validator

pytestmark = pytest.mark.slow

Judge = Callable[..., CheckReport]


@pytest.fixture
def judge(board_root: Path) -> Judge:
    """Merges a pull request and checks it, as the base's own code does."""

    def check(request: PullRequest, author: int = OWNER, login: str | None = None) -> CheckReport:
        board = Board(board_root, board_lock(board_root))
        report = check_pull_request(Commits(request.merge()), author, board, login)
        assert validator("report").is_valid(json.loads(json.dumps(report.as_json())))
        assert text_of(report) and markdown_of(report)
        return report

    return check


def refused(report: CheckReport) -> set[str]:
    """The codes of everything that stands against a merge."""
    found = {problem.code for problem in report.refusals}
    for one in report.submissions:
        found |= {problem.code for problem in one.problems if problem.severity == "error"}
        found |= {"obstacle" for _ in one.obstacles}
    assert report.accepted == (not found)
    return found


def flip(folder: Path, manifest: dict[str, Any], changes: int) -> None:
    """Change that many labels of xnli in English, and what the manifest says of the file."""
    path = "predictions/xnli/en.jsonl"
    records = [json.loads(line) for line in (folder / path).read_text().splitlines()]
    for record in records[:changes]:
        record["label"] = "neutral" if record["label"] != "neutral" else "entailment"
    content = "".join(json.dumps(record) + "\n" for record in records).encode()
    (folder / path).write_bytes(content)
    for file in manifest["files"]:
        if file["path"] == path:
            file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def test_a_pull_request_without_a_submission_is_none_of_our_business(
    pull_request: PullRequest, judge: Judge
) -> None:
    (pull_request.checkout / "README.md").write_text("# better\n")
    report = judge(pull_request)
    assert report.accepted
    assert report.submissions == ()


@pytest.mark.slow
def test_a_new_row_of_its_own_is_accepted_with_scores(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    flip(request.folder, request.manifest, 250)
    report = judge(request)
    assert refused(report) == set()
    (one,) = report.submissions
    assert (one.change, one.division) == ("added", "multilingual")
    assert one.overall is not None and 60 < one.overall < 68.6  # below the example's
    assert {task.task for task in one.tasks} >= {"xnli", "bucc2018"}
    assert one.copies == ()


@pytest.mark.slow
def test_a_copy_is_refused_and_one_flipped_answer_is_seen(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    flip(request.folder, request.manifest, 1)
    (one,) = judge(request).submissions
    assert one.accepted
    assert {problem.code for problem in one.problems} == {"XS710"}
    assert one.copies[0].share > 0.999


@pytest.mark.slow
def test_the_same_predictions_in_other_bytes_are_a_copy(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    flip(request.folder, request.manifest, 0)  # only the spaces of the JSON change
    assert refused(judge(request)) == {"XS709"}


@pytest.mark.slow
def test_the_owner_updates_the_row(pull_request: PullRequest, judge: Judge) -> None:
    pull_request.name = "xstilts-mini"
    pull_request.write_manifest(name="xstilts-mini", notes="Mended.")
    report = judge(pull_request)
    assert refused(report) == set()
    assert report.submissions[0].change == "updated"


def test_nobody_else_changes_a_row(pull_request: PullRequest, judge: Judge) -> None:
    pull_request.name = "xstilts-mini"
    author = pull_request.manifest["author"] | {"github": [{"login": "eve", "id": 66}]}
    pull_request.write_manifest(name="xstilts-mini", author=author)
    assert refused(judge(pull_request, author=66)) == {"XS707"}


def test_nobody_files_under_anothers_account(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    assert refused(judge(copy_example(), author=66)) == {"XS708"}


def test_a_row_is_not_given_away_by_its_own_copy_of_the_owners(
    pull_request: PullRequest, judge: Judge
) -> None:
    pull_request.name = "xstilts-mini"
    author = pull_request.manifest["author"] | {
        "github": [{"login": "xstilts", "id": OWNER}, {"login": "eve", "id": 66}]
    }
    pull_request.write_manifest(name="xstilts-mini", author=author)
    assert refused(judge(pull_request, author=66)) == {"XS707"}


def test_the_login_is_that_of_the_event(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    author = request.manifest["author"] | {"github": [{"login": "google", "id": OWNER}]}
    request.write_manifest(author=author)
    flip(request.folder, request.manifest, 250)
    report = judge(request, login="eve")
    assert refused(report) == {"XS708"}
    assert "is called eve, not google" in text_of(report)


def test_the_login_may_be_written_in_other_letters(pull_request: PullRequest, judge: Judge) -> None:
    pull_request.name = "xstilts-mini"
    pull_request.write_manifest(name="xstilts-mini", notes="Mended.")
    assert refused(judge(pull_request, login="XSTILTS")) == set()


def on_the_base(request: PullRequest, content: str, name: str = "manifest.json") -> None:
    """Put a file of the example's folder on main, as if it had been merged long ago."""
    folder = request.checkout / STORE / "mini" / "xstilts-mini"
    git(request.checkout, "checkout", "--quiet", "main")
    if name != "manifest.json":
        shutil.rmtree(folder)
        folder.mkdir()
    (folder / name).write_text(content)
    git(request.checkout, "add", "--all")
    git(request.checkout, "commit", "--quiet", "--message", "Long ago")
    git(request.checkout, "branch", "--force", "candidate")
    git(request.checkout, "checkout", "--quiet", "candidate")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("manifest.json", "{"),
        ("manifest.json", "[]"),
        ("manifest.json", "[" * 100_000),
        ("manifest.json", '{"author": {"github": []}}'),
        ("manifest.json", '{"author": {"github": [{"login": "eve", "id": true}]}}'),
        ("manifest.json", '{"author": {"github": [{"login": 5, "id": 66}]}}'),
        ("manifest.json", '{"author": {"github": [{"login": "eve", "id": 1e999}]}}'),
        ("withdrawn.json", "{}"),
        ("withdrawn.json", '{"github": null}'),
        ("notes.txt", "neither a manifest nor a withdrawal"),
    ],
)
def test_a_base_whose_owners_cannot_be_read_belongs_to_the_maintainers(
    name: str, content: str, pull_request: PullRequest, judge: Judge
) -> None:
    on_the_base(pull_request, content, name)
    for path in pull_request.folder.parent.glob("xstilts-mini/*.txt"):
        path.unlink()
    pull_request.name = "xstilts-mini"
    author = pull_request.manifest["author"] | {"github": [{"login": "eve", "id": 66}]}
    (pull_request.folder / "withdrawn.json").unlink(missing_ok=True)
    pull_request.write_manifest(name="xstilts-mini", author=author)
    report = judge(pull_request, author=66)
    assert refused(report) == {"XS707"}
    assert "maintainers only" in text_of(report)


def test_a_rule_that_was_tightened_since_takes_no_row_from_its_owner(
    pull_request: PullRequest, judge: Judge
) -> None:
    sound = dict(pull_request.manifest)
    old = json.dumps(sound | {"name": "xstilts-mini", "created": "9999-99-99T99:99:99Z"})
    on_the_base(pull_request, old)
    pull_request.name = "xstilts-mini"
    pull_request.write_manifest(name="xstilts-mini", notes="Mended.")
    assert refused(judge(pull_request)) == set()


def withdrawal(**changes: Any) -> str:
    value = {
        "schema": "xstilts-withdrawal-v1",
        "suite": "mini",
        "name": "xstilts-mini",
        "github": [{"login": "xstilts", "id": OWNER}],
        "reason": None,
    }
    return json.dumps(value | changes)


def withdraw(request: PullRequest, text: str) -> PullRequest:
    request.name = "xstilts-mini"
    shutil.rmtree(request.folder)
    request.folder.mkdir()
    (request.folder / "withdrawn.json").write_text(text)
    return request


def test_the_owner_withdraws_the_row(pull_request: PullRequest, judge: Judge) -> None:
    report = judge(withdraw(pull_request, withdrawal()))
    assert refused(report) == set()
    assert report.submissions[0].change == "withdrawn"


@pytest.mark.parametrize(
    "text",
    [
        withdrawal(github=[{"login": "xstilts", "id": OWNER}, {"login": "eve", "id": 66}]),
        withdrawal(name="other"),
        withdrawal(extra=1),
    ],
)
def test_a_withdrawal_that_says_something_else_is_refused(
    text: str, pull_request: PullRequest, judge: Judge
) -> None:
    assert refused(judge(withdraw(pull_request, text))) >= {"XS701"}


def test_a_folder_is_not_just_deleted(pull_request: PullRequest, judge: Judge) -> None:
    pull_request.name = "xstilts-mini"
    shutil.rmtree(pull_request.folder)
    assert refused(judge(pull_request)) == {"XS706"}


def hostile(name: str) -> Callable[[PullRequest], None]:
    """One thing that a pull request may do beside its folder."""

    def change(request: PullRequest) -> None:
        folder, checkout = request.folder, request.checkout
        match name:
            case "a workflow":
                path = checkout / ".github" / "workflows" / "score.yml"
                path.parent.mkdir(parents=True)
                path.write_text("on: push\n")
            case "another submission":
                other = checkout / STORE / "mini" / "xstilts-mini" / "manifest.json"
                other.write_text(other.read_text() + " ")
            case "a file moved out of another submission":
                other = checkout / STORE / "mini" / "xstilts-mini" / "predictions" / "xnli"
                shutil.move(other / "de.jsonl", folder / "predictions" / "xnli" / "zz.jsonl")
            case "the list of gold":
                (checkout / "leaderboard" / "gold.lock").write_text("{}")
            case "two new folders":
                (checkout / STORE / "mini" / "second").mkdir()
                (checkout / STORE / "mini" / "second" / "manifest.json").write_text("{}")
            case "a file above the folders":
                (checkout / STORE / "mini" / "README.md").write_text("hi")

    return change


@pytest.mark.parametrize(
    "name",
    [
        "a workflow",
        "another submission",
        "a file moved out of another submission",
        "the list of gold",
        "two new folders",
        "a file above the folders",
    ],
)
def test_nothing_beside_the_folder_may_change(
    name: str, copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    hostile(name)(request)
    report = judge(request)
    assert refused(report) == {"XS702"}
    assert report.submissions == ()


def link(request: PullRequest) -> None:
    path = request.folder / "predictions" / "xnli" / "en.jsonl"
    path.unlink()
    path.symlink_to("/etc/passwd")


def linked_folder(request: PullRequest) -> None:
    shutil.rmtree(request.folder)
    request.folder.symlink_to("xstilts-mini")


def executable(request: PullRequest) -> None:
    (request.folder / "manifest.json").chmod(0o755)


def submodule(request: PullRequest) -> None:
    inner = request.folder / "predictions" / "inner"
    inner.mkdir()
    git(inner, "init", "--quiet")
    git(inner, "commit", "--quiet", "--allow-empty", "--message", "x")


@pytest.mark.parametrize("change", [link, executable, submodule])
def test_only_plain_files_are_taken(
    change: Callable[[PullRequest], None], copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    change(request)
    assert refused(judge(request)) >= {"XS704"}


def test_a_folder_that_is_a_link_is_refused(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    linked_folder(request)
    assert refused(judge(request)) == {"XS702"}


def test_a_submodule_that_gitmodules_would_hide_is_seen(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    submodule(request)
    hidden = f"{STORE}/mini/new-row/predictions/inner"
    (request.checkout / ".gitmodules").write_text(
        f'[submodule "x"]\n\tpath = {hidden}\n\turl = ./x\n\tignore = all\n'
    )
    assert refused(judge(request)) == {"XS702"}  # .gitmodules lies outside of the folder
    git(request.checkout, "config", "diff.ignoreSubmodules", "all")
    problems = Problems()
    assert read_change(Commits(request.checkout), problems) is None
    assert problems


def test_a_tree_with_one_name_twice_is_refused(
    copy_example: Callable[[], PullRequest], board_root: Path
) -> None:
    checkout = copy_example().merge()
    folder = f"{STORE}/mini/new-row"
    entries = git(checkout, "ls-tree", f"HEAD:{folder}").splitlines()
    parts = [line.split(None, 3) for line in entries]
    parts.append(
        ["100644", "blob", git(checkout, "hash-object", "-w", "README.md"), "manifest.json"]
    )
    parts.sort(key=lambda part: part[3])
    raw = b"".join(
        f"{mode.lstrip('0')} {name}\0".encode() + bytes.fromhex(hash)
        for mode, _, hash, name in parts
    )
    tree = (
        subprocess.run(
            ["git", "hash-object", "-t", "tree", "-w", "--stdin", "--literally"],
            cwd=checkout,
            input=raw,
            capture_output=True,
            check=True,
        )
        .stdout.decode()
        .strip()
    )
    for parent in Path(folder).parents:
        name = Path(folder).relative_to(parent).parts[0]
        listed = git(checkout, "ls-tree", f"HEAD:{'' if parent == Path() else parent}")
        lines = [line for line in listed.splitlines() if line.split("\t")[1] != name]
        lines.append(f"040000 tree {tree}\t{name}")
        made = subprocess.run(
            ["git", "mktree"],
            cwd=checkout,
            input="\n".join(lines) + "\n",
            capture_output=True,
            text=True,
            check=True,
        )
        tree, folder = made.stdout.strip(), str(parent)
    commit = git(checkout, "commit-tree", "-p", "HEAD^1", "-m", "crafted", tree)
    problems = Problems()
    assert read_change(Commits(checkout, "HEAD^1", commit), problems) is None
    assert {problem.code for problem in problems} == {"XS704"}
    assert any("2 times" in problem.message for problem in problems)


@pytest.mark.parametrize(
    "path",
    [
        "scores.json",
        "model.bin",
        "predictions.pkl",
        "json.py",
        "conftest.py",
        ".gitattributes",
        "index.html",
        "predictions/xnli/xx.jsonl",
        "predictions/xnli/en.jsonl.gz",
        "predictions/../evil",
        "a\nb.txt",
        "::error::x.txt",
        "\u202egnp.exe",
    ],
)
def test_a_file_that_belongs_to_no_submission_is_refused(
    path: str, copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    (request.folder / path).write_bytes(b"\x80\x04K\x01.")
    report = judge(request)
    assert refused(report) == {"XS703"}
    shown = github_of(report) + markdown_of(report) + text_of(report)
    assert "\u202e" not in shown
    assert all(line.startswith("::") for line in github_of(report).splitlines())


def test_large_files_are_refused_before_they_are_read(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    path = request.folder / "predictions" / "xnli" / "en.jsonl"
    with path.open("wb") as file:
        file.truncate(3 << 20)
    assert refused(judge(request)) == {"XS705"}


def test_predictions_of_a_large_suite_do_not_lie_in_the_repository(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    full = request.checkout / STORE / "xtreme-8" / "new-row"
    full.parent.mkdir()
    shutil.move(request.folder, full)
    assert refused(judge(request)) >= {"XS705"}


@pytest.mark.parametrize("name", ["XStilts-Mini", "CON", "new row", "new-row.", "x" * 70])
def test_a_name_that_is_none_is_refused(name: str, pull_request: PullRequest, judge: Judge) -> None:
    pull_request.name = name
    pull_request.write_manifest(name=name)
    assert refused(judge(pull_request)) == {"XS703"}


def test_a_suite_without_a_board_is_refused(pull_request: PullRequest, judge: Judge) -> None:
    pull_request.suite = "xnli"
    pull_request.write_manifest(suite="xnli")
    assert refused(judge(pull_request)) == {"XS703"}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other-row"},
        {"suite": "xtreme-8"},
        {"licence": None},
    ],
)
def test_a_manifest_that_does_not_fit_the_folder_is_refused(
    changes: dict[str, Any], copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    request.write_manifest(**changes)
    assert refused(judge(request)) >= ({"XS204"} if "suite" in changes else {"obstacle"})


def data_of(request: PullRequest, **changes: Any) -> list[dict[str, Any]]:
    first, *others = request.manifest["data"]
    return [first | changes, *others]


@pytest.mark.parametrize(
    "changes",
    [
        {"limit": 10, "examples": 270},
        {"split": "validation"},
        {"edition": "hub-0"},
        {"inputs_fingerprint": "0" * 64},
        {"inputs_fingerprint": None},
        {"transform": "noise"},
    ],
)
def test_other_data_than_the_boards_never_ranks(
    changes: dict[str, Any], copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    request.write_manifest(data=data_of(request, **changes))
    assert refused(judge(request)) != set()


@pytest.mark.parametrize(
    "content",
    [
        b'{"id": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n",
        b'{"id": "0", "label": NaN}\n',
        b'{"id": ' + b"9" * 10_000 + b', "label": "neutral"}\n',
        b"\x1f\x8b\x08\x00" + b"\0" * 100,
        b'{"id": "0", "label": "<script>alert(1)</script>"}\n',
    ],
    ids=["deep", "NaN", "huge integer", "gzip", "script"],
)
def test_hostile_records_are_problems(
    content: bytes, copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    (request.folder / "predictions" / "xnli" / "en.jsonl").write_bytes(content)
    report = judge(request)
    assert refused(report) != set()
    assert "<script>" not in github_of(report).replace("'<script>", "")


@pytest.mark.slow
def test_hostile_text_of_a_manifest_is_made_harmless(
    copy_example: Callable[[], PullRequest], judge: Judge
) -> None:
    request = copy_example()
    author = request.manifest["author"] | {"name": "\x1b[31m\u202e=cmd()|`<b>@everyone"}
    request.write_manifest(author=author, notes="::set-output name=x::y\n::error::z")
    report = judge(request)
    printed = github_of(report) + markdown_of(report) + text_of(report)
    assert "\x1b" not in printed and "\u202e" not in printed


def test_a_checkout_without_history_is_said(pull_request: PullRequest, board_root: Path) -> None:
    shutil.rmtree(pull_request.checkout / ".git")
    with pytest.raises(DataError, match="fetch-depth: 2"):
        check_pull_request(
            Commits(pull_request.checkout), OWNER, Board(board_root, board_lock(board_root))
        )


def test_git_runs_nothing_of_the_checkout(
    copy_example: Callable[[], PullRequest], tmp_path: Path
) -> None:
    merged = copy_example().merge()
    witness = tmp_path / "witness"
    git(merged, "config", "core.fsmonitor", f"touch {witness}")
    git(merged, "config", "diff.external", f"touch {witness}")
    problems = Problems()
    assert read_change(Commits(merged), problems) is not None
    assert not problems
    assert not witness.exists()
