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

from pull_requests import OWNER, ROOT, STORE, PullRequest, git

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
            "inputs.scored": "",
            "inputs.report": str(self.temp / "report" / "report.json"),
            "github.token": "secret",
            "vars.SITE_URL": "https://board.invalid/xstilts",
        }
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
    runner.values |= {"inputs.candidate": str(merged), "inputs.author-id": str(author)}
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
        if name.startswith("Install"):
            continue
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
    assert "xstilts-mini" in (site / "boards" / "mini" / "index.html").read_text()
    assert "https://board.invalid/xstilts/rows/" in (site / "feed.xml").read_text()

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
