"""The workflows' own steps, run on good and hostile pull requests as GitHub would run them."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from github.loopback_github import loopback_github
from pull_requests import OWNER, ROOT, STORE, PullRequest, git
from small_rows import point, read_manifest, small_row, write_manifest

GITHUB = ROOT / ".github"


def steps_of(path: Path) -> dict[str, dict[str, Any]]:
    """The steps with a script, by name."""
    known = yaml.safe_load(path.read_text())
    jobs = known["jobs"].values() if "jobs" in known else [{"steps": known["runs"]["steps"]}]
    steps = [step for job in jobs for step in job["steps"] if "run" in step]
    return {step["name"]: step for step in steps}


class Runner:
    """A runner's folders and its expressions' values."""

    def __init__(self, folder: Path, action: Path) -> None:
        self.workspace, self.temp = folder / "workspace", folder / "temp"
        self.workspace.mkdir()
        self.temp.mkdir()
        self.output, self.summary = self.temp / "output", self.temp / "summary"
        self.values = {
            "github.workspace": str(self.workspace),
            "github.action_path": str(action),
            "runner.temp": str(self.temp),
            "inputs.submission": "",
            "inputs.candidate": "",
            "inputs.author-id": "",
            "inputs.author-login": "",
            "inputs.scored": "",
            "inputs.report": str(self.temp / "report" / "report.json"),
            "github.token": "secret",
            "vars.SITE_URL": "https://board.invalid/xstilts",
        }
        self.more: dict[str, str] = {}
        """Further variables of the environment."""
        self.remote = folder / "remote.git"
        """What the branch `scored` is pushed to."""

    def run(self, step: dict[str, Any]) -> subprocess.CompletedProcess[str]:
        """Run a step's script in the environment that its YAML gives."""
        given = {
            name: re.sub(r"\$\{\{ (\S+) \}\}", lambda m: self.values[m[1]], str(value))
            for name, value in step.get("env", {}).items()
        }
        return subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace,
            env={
                "PATH": os.environ["PATH"],
                "HOME": str(self.temp),
                "RUNNER_TEMP": str(self.temp),
                "GITHUB_WORKSPACE": str(self.workspace),
                "GITHUB_OUTPUT": str(self.output),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "GITHUB_SERVER_URL": "https://github.invalid",
                "GITHUB_REPOSITORY": "board/xstilts",
                "GITHUB_SHA": "a" * 40,
                "SCORED_REMOTE": str(self.remote),
                **{k: v for k, v in os.environ.items() if k.startswith("PIP_")},
                **given,
                **self.more,
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the install step makes: the base package alone, every wheel by its hash."""
    folder = tmp_path_factory.mktemp("installed")
    runner = Runner(folder, GITHUB / "actions" / "check")
    done = runner.run(steps_of(GITHUB / "actions" / "check" / "action.yml")["Install the scorer"])
    assert done.returncode == 0, done.stderr
    return runner.temp / "xstilts"


@pytest.fixture
def runner(tmp_path: Path, installed: Path, board_root: Path) -> Runner:
    """A runner with the base's code and board in `trusted`."""
    trusted = tmp_path / "trusted"
    shutil.copytree(board_root, trusted)
    shutil.copytree(GITHUB, trusted / ".github")
    made = Runner(tmp_path, trusted / ".github" / "actions" / "check")
    (made.temp / "xstilts").symlink_to(installed)
    return made


def test_scoring_needs_no_torch(installed: Path) -> None:
    done = subprocess.run(
        [str(installed / "bin" / "python"), "-I", "-c", "import torch"],
        check=False,
        capture_output=True,
    )
    assert done.returncode == 1


def score(runner: Runner, request: PullRequest, author: int = OWNER) -> dict[str, Any]:
    """Both steps of the scoring job; the report."""
    merged = request.merge()
    runner.values |= {
        "inputs.candidate": str(merged),
        "inputs.author-id": str(author),
        "inputs.author-login": "xstilts" if author == OWNER else "eve",
    }
    shutil.copytree(merged, runner.workspace / "candidate", symlinks=True)
    scope = runner.run(steps_of(GITHUB / "workflows" / "score.yml")["Is it about a submission"])
    assert scope.returncode == 0, scope.stderr
    if "submission=no" in runner.output.read_text():
        return {}
    checked = runner.run(steps_of(GITHUB / "actions" / "check" / "action.yml")["Check"])
    report: dict[str, Any] = json.loads((runner.temp / "report" / "report.json").read_text())
    assert checked.returncode == (0 if report["verdict"] == "accepted" else 1), checked.stderr
    assert "Traceback" not in checked.stderr
    assert all(line.startswith("::") for line in checked.stdout.splitlines() if line)
    assert runner.summary.read_text()
    return report


def test_a_good_pull_request_is_scored(runner: Runner, pull_request: PullRequest) -> None:
    pull_request.name = "xstilts-mini"
    pull_request.write_manifest(name="xstilts-mini", notes="Mended.")
    report = score(runner, pull_request)
    assert report["verdict"] == "accepted"
    assert report["submissions"][0]["overall"] > 60


def test_a_pull_request_without_a_submission_is_not_scored(
    runner: Runner, pull_request: PullRequest
) -> None:
    (pull_request.checkout / "README.md").write_text("better\n")
    assert score(runner, pull_request) == {}


def planted(name: str) -> Callable[[PullRequest], None]:
    """A file that Python, git or a shell would take for its own, if it were let."""

    def change(request: PullRequest) -> None:
        (request.folder / name).write_text("import os; os.system('touch /tmp/xstilts-was-run')\n")

    return change


@pytest.mark.parametrize("name", ["json.py", "sitecustomize.py", "conftest.py", "$(touch x).jsonl"])
def test_nothing_of_a_pull_request_is_run(
    name: str, runner: Runner, copy_example: Callable[[], PullRequest]
) -> None:
    witness = Path("/tmp/xstilts-was-run")
    witness.unlink(missing_ok=True)
    request = copy_example()
    planted(name)(request)
    report = score(runner, request)
    assert {one["code"] for one in report["refusals"]} == {"XS703"}
    assert not witness.exists()
    assert not list(runner.workspace.rglob("x"))


def test_a_strangers_pull_request_is_refused(runner: Runner, pull_request: PullRequest) -> None:
    pull_request.name = "xstilts-mini"
    pull_request.write_manifest(name="xstilts-mini", notes="Mine now.")
    report = score(runner, pull_request, author=66)
    assert {one["code"] for one in report["refusals"]} == {"XS707", "XS708"}


def test_a_lab_checks_a_folder_on_its_own_fork(
    runner: Runner, copy_example: Callable[[], PullRequest]
) -> None:
    request = copy_example()
    (request.folder / "predictions" / "xnli" / "de.jsonl").unlink()
    shutil.copytree(request.checkout / STORE, runner.workspace / STORE)
    runner.values["inputs.submission"] = f"{STORE}/mini/new-row"
    checked = runner.run(steps_of(GITHUB / "actions" / "check" / "action.yml")["Check"])
    assert checked.returncode == 1
    assert "file=leaderboard/submissions/mini/new-row/" in checked.stdout
    assert git(request.checkout, "status", "--porcelain") != ""


def publish(runner: Runner, root: Path) -> dict[str, str]:
    """Every step with a script of the publishing workflow but the installation; what they print."""
    steps = steps_of(GITHUB / "workflows" / "publish.yml")
    main = runner.workspace / "main"
    for folder in (main, runner.workspace / "scored", runner.workspace / "site"):
        shutil.rmtree(folder, ignore_errors=True)
    git(runner.workspace, "clone", "--quiet", str(root), str(main))
    shutil.copytree(GITHUB, main / ".github")
    printed = {}
    for name, step in steps.items():
        if name.startswith("Install") or name == "Build the documentation":
            continue  # tests/docs builds it
        if name == "Build":  # another job: it has what was pushed, and nothing else
            shutil.rmtree(runner.workspace / "scored")
            git(runner.workspace, "clone", "--quiet", "-b", "scored", str(runner.remote), "scored")
        done = runner.run(step)
        assert done.returncode == 0, f"{name}: {done.stderr}"
        printed[name] = done.stdout + done.stderr
    return printed


def test_what_is_on_main_is_scored_once_pushed_and_published(
    runner: Runner, board_root: Path, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(runner.remote))
    root = tmp_path / "root"
    git(tmp_path, "clone", "--quiet", str(board_root), str(root))
    printed = publish(runner, root)
    assert "1 of 1: mini/xstilts-mini" in printed["Score the others"]
    first = git(runner.remote, "rev-parse", "scored")
    assert f"commit={first}" in runner.output.read_text()
    site = runner.workspace / "site"
    assert "xstilts-mini" in (site / "try" / "index.html").read_text()
    assert (
        "https://board.invalid/xstilts/try/rows/"
        in (site / "try" / "rows" / "mini" / ("xstilts-mini.html")).read_text()
    )
    assert "<entry>" not in (site / "feed.xml").read_text()  # the miniature is no news

    again = publish(runner, root)  # nothing is new: nothing is scored, nothing is pushed
    assert "xstilts-mini" not in again["Score the others"]
    assert git(runner.remote, "rev-parse", "scored") == first

    row = root / STORE / "mini" / "xstilts-mini"
    shutil.rmtree(row)
    row.mkdir()
    (row / "withdrawn.json").write_text("{}")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "Withdraw")
    publish(runner, root)
    assert not (runner.workspace / "site" / "rows").exists()
    assert git(runner.remote, "rev-parse", "scored") == first


def hostile_rows(root: Path) -> None:
    """Rows as they could have been merged before their kind was refused."""
    huge = small_row(root, "huge")
    manifest = read_manifest(huge.folder)
    manifest["models"][0]["parameters"] = 10**400
    write_manifest(huge.folder, manifest)
    point(small_row(root, "vanished"), "org/vanished", "1" * 40)
    git(root, "add", "--all")
    identity = ["-c", "user.name=x", "-c", "user.email=x"]
    subprocess.run(
        ["git", *identity, "commit", "--quiet", "--message", "In the year 10000"],
        cwd=root,
        env=os.environ | {"GIT_COMMITTER_DATE": "@253402300800 +0000"},
        check=True,
    )


def test_rows_that_fail_keep_no_other_from_the_site_and_open_an_issue(
    runner: Runner, board_root: Path, tmp_path: Path
) -> None:
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch", "main", str(runner.remote))
    root = tmp_path / "root"
    git(tmp_path, "clone", "--quiet", str(board_root), str(root))
    hostile_rows(root)
    with loopback_github() as github:
        runner.more = {
            "HF_HUB_OFFLINE": "1",
            "GITHUB_API_URL": github.url,
            "GITHUB_RUN_ID": "99",
        }
        printed = publish(runner, root)
        assert "::warning title=Row left out::mini/huge" in printed["Score the others"]
        assert "::warning title=Row left out::mini/vanished" in printed["Score the others"]
        rows = runner.workspace / "site" / "try" / "rows" / "mini"
        assert [path.name for path in rows.glob("*.html")] == ["xstilts-mini.html"]
        (issue,) = github.issues
        assert issue["title"] == "Rows that could not be published"
        assert "- `mini/huge`\n- `mini/vanished`\n" in issue["body"]
        publish(runner, root)
        assert len(github.issues) == 1  # written anew, not opened again
    first = git(runner.remote, "rev-parse", "scored")
    runner.more["GITHUB_API_URL"] = "http://127.0.0.1:9"  # nobody is there
    assert "::warning title=No issue::" in publish(runner, root)["Open an issue"]
    assert git(runner.remote, "rev-parse", "scored") == first


ROW = "a" * 64


def taken(runner: Runner, files: dict[str, bytes]) -> subprocess.CompletedProcess[str]:
    """Let the job with the token take these files."""
    rows = runner.temp / "rows"
    shutil.rmtree(rows, ignore_errors=True)
    for name, content in files.items():
        (rows / name).parent.mkdir(parents=True, exist_ok=True)
        (rows / name).write_bytes(content)
    (runner.workspace / "scored").mkdir(exist_ok=True)
    return run_script(runner)


def run_script(runner: Runner) -> subprocess.CompletedProcess[str]:
    main = runner.workspace / "main"
    shutil.copytree(GITHUB, main / ".github", dirs_exist_ok=True)
    return runner.run(steps_of(GITHUB / "workflows" / "publish.yml")["Take the new rows"])


def held(runner: Runner) -> dict[str, bytes]:
    scored = runner.workspace / "scored"
    return {
        path.relative_to(scored).as_posix(): path.read_bytes()
        for path in scored.rglob("*")
        if path.is_file()
    }


def test_new_rows_are_taken_and_marks_removed(runner: Runner) -> None:
    row = {f"{ROW}/row.json": b"{}", f"{ROW}/mini.numbers": b"1", f"{ROW}/gone.json": b"{}"}
    assert taken(runner, row | {"removed.txt": b""}).returncode == 0
    assert held(runner) == row
    gone = f"{ROW}/gone.json"
    assert taken(runner, {"removed.txt": f"{gone}\0".encode()}).returncode == 0
    assert gone not in held(runner)


def test_items_come_later_to_a_row_and_are_not_changed(runner: Runner) -> None:
    row = {f"{ROW}/row.json": b"{}"}
    items, ids = {f"{ROW}/items-xquad.json": b"{}"}, {f"ids/{'a' * 16}.json": b"[]"}
    assert taken(runner, row).returncode == 0
    assert taken(runner, items | ids).returncode == 0
    assert held(runner) == row | items | ids
    assert taken(runner, {name: b"[1]" for name in items}).returncode == 1
    assert taken(runner, {name: b"[1]" for name in ids}).returncode == 1
    assert held(runner) == row | items | ids


@pytest.mark.parametrize(
    "files",
    [
        {f"{ROW}/mini.numbers": b"2"},
        {"ids/x.json": b"[]"},
        {"ids/row.json": b"[]"},
        {f"{ROW}/row.json": b"[]"},
        {".git/hooks/pre-push": b"#!/bin/sh"},
        {f"{ROW}/.gitattributes": b"* filter=x"},
        {f"{ROW}/deep/row.json": b"{}"},
        {"b" * 63 + "/row.json": b"{}"},
        {"removed.txt": f"{ROW}/row.json\0".encode()},
        {"removed.txt": b"../main/README.md\0"},
    ],
)
def test_nothing_else_is_taken(files: dict[str, bytes], runner: Runner) -> None:
    before = {f"{ROW}/row.json": b"{}", f"{ROW}/mini.numbers": b"1"}
    assert taken(runner, before).returncode == 0
    assert taken(runner, {f"{'c' * 64}/row.json": b"{}"} | files).returncode == 1
    assert held(runner) == before


def test_a_link_is_not_taken(runner: Runner) -> None:
    assert taken(runner, {f"{ROW}/row.json": b"{}"}).returncode == 0
    (runner.temp / "rows" / ROW / "scores.json").symlink_to("/etc/passwd")
    assert run_script(runner).returncode == 1


def test_the_job_with_the_hubs_identity_installs_by_hash_alone() -> None:
    push = yaml.safe_load((GITHUB / "workflows" / "push.yml").read_text())["jobs"]["push"]
    scripts = [step["run"] for step in push["steps"] if "run" in step]
    assert scripts[0] == ".github/scripts/install.sh"
    assert not any("pip " in script or "make" in script for script in scripts)
    assert "--require-hashes" in (GITHUB / "scripts" / "install.sh").read_text()


def test_what_that_job_runs_needs_no_other_package(installed: Path) -> None:
    done = subprocess.run(
        [
            *(str(installed / "bin" / "python"), "-I", "-m", "xstilts_baselines"),
            *("push", "none", "--repo", "org/name", "--dry-run"),
        ],
        check=False,
        capture_output=True,
        text=True,
    )
    assert "none" in done.stderr and "No module" not in done.stderr, done.stderr


def test_no_job_that_can_write_reads_hostile_data() -> None:
    for path in sorted((GITHUB / "workflows").glob("*.yml")):
        for name, job in yaml.safe_load(path.read_text())["jobs"].items():
            writes = {right for right, level in job["permissions"].items() if level == "write"}
            scripts = "".join(step.get("run", "") for step in job["steps"])
            if writes - {"id-token"}:
                assert "xstilts_leaderboard" not in scripts, f"{path.name}: {name}"
                assert "install.sh" not in scripts, f"{path.name}: {name}"
