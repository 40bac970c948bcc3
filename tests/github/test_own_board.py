"""A lab's own board on the loopback GitHub: founded, filled by a pull request, published."""

import io
import json
import os
import re
import shutil
import stat
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from github.loopback_github import GitHub, loopback_github
from github.test_workflows import Runner, steps_of
from own_benchmark import TASK, write_data, write_definitions, write_predictions
from pull_requests import ROOT, git
from xstilts_kit import definitions
from xstilts_kit.cli import group as kit
from xstilts_kit.cli import run
from xstilts_kit.definitions.using import forget
from xstilts_leaderboard.cli import group as leaderboard

OWNER = 583231
BENCHMARK = "leaderboard/benchmark"


@pytest.fixture(autouse=True)
def ann(monkeypatch: pytest.MonkeyPatch, package_tasks_alone: None) -> None:
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "ann")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "ann@localhost")


def board_command(*arguments: object) -> int:
    return run(leaderboard, "xstilts-leaderboard", [str(one) for one in arguments])


def submit_command(*arguments: object) -> int:
    return run(kit, "xstilts-submit", [str(one) for one in arguments])


@dataclass
class Lab:
    """A lab's folders: its board, on ``main``, and its data."""

    folder: Path
    board: Path
    data: Path
    labels: Path

    @property
    def source(self) -> tuple[str, str]:
        return "--source", f"folder:{self.data}"


def found_lab(folder: Path, *options: object) -> Lab:
    """Follow the board's README: init, edition, gold, commit."""
    folder.mkdir()
    data, labels = write_data(folder)
    tasks = write_definitions(folder / "definitions")
    board = folder / "board"
    made = board_command(
        *("init", board, "--repository", "board/xstilts", "--title", "Toys & friends"),
        *("--tasks", tasks, "--git", "--quiet", *options),
    )
    assert made == 0
    lab = Lab(folder, board, data, labels)
    for command in (("edition", "toy-1"), ("gold",)):
        answers = ("--gold", labels, "--root", board, "--quiet")
        assert board_command(*command, *lab.source, *answers) == 0
    git(board, "add", "--all")
    git(board, "commit", "--quiet", "--message", "Our tasks")
    return lab


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    with pytest.MonkeyPatch.context() as patch:
        for who in ("AUTHOR", "COMMITTER"):
            patch.setenv(f"GIT_{who}_NAME", "ann")
            patch.setenv(f"GIT_{who}_EMAIL", "ann@localhost")
        patch.delenv(definitions.VARIABLE, raising=False)
        forget()
        return found_lab(tmp_path_factory.mktemp("lab") / "lab")


def checkout(lab: Lab, place: Path) -> Path:
    """A contributor's clone on a branch."""
    git(place.parent, "clone", "--quiet", str(lab.board), str(place))
    git(place, "checkout", "--quiet", "-b", "candidate")
    return place


def add_row(lab: Lab, clone: Path, tasks: Path | None = None, wrong: int = 2) -> None:
    """Follow the page *Submit*, with predictions of another tool."""
    theirs = write_predictions(clone.parent / f"theirs{wrong}", wrong=wrong)
    options = ("--tasks", tasks or clone / BENCHMARK)
    row = clone.parent / f"row{wrong}"
    made = submit_command(
        *("import", theirs, "--format", "jsonl", "--suite", "toy", "--out", row, *lab.source),
        *("--author", "Ann", "--github", f"ann:{OWNER}", "--licence", "CC-BY-4.0", "--quiet"),
        *("--supervision", "labelled_languages=en"),
        *("--supervision", "model_selection=english-dev"),
        *("--supervision", "translated_training_data=no", *options),
    )
    assert made == 0
    filed = ("submit", row, "--board", clone, "--no-pull-request", "--quiet", *options)
    assert submit_command(*filed) == 0


def merged(clone: Path) -> Path:
    git(clone, "add", "--all")
    git(clone, "commit", "--quiet", "--message", "Add a row")
    git(clone, "checkout", "--quiet", "main")
    title = "Merge pull request #1 from ann/candidate"
    git(clone, "merge", "--quiet", "--no-ff", "--message", title, "candidate")
    return clone


def bare_runner(lab: Lab, folder: Path) -> Runner:
    """A runner that has the lab's base commit."""
    folder.mkdir()
    git(folder, "clone", "--quiet", str(lab.board), str(folder / "trusted"))
    runner = Runner(folder, folder / "trusted" / ".github" / "actions" / "check")
    git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", str(runner.remote))
    return runner


def own_runner(lab: Lab, folder: Path) -> Runner:
    """The same, with this project's code as the installed release."""
    runner = bare_runner(lab, folder)
    python = runner.temp / "xstilts" / "bin" / "python"
    python.parent.mkdir(parents=True)
    roots = ":".join(str(ROOT / name) for name in ("kit", "schemas", "leaderboard", "baselines"))
    python.write_text(
        f'#!/bin/sh\nshift\nPYTHONPATH={roots} PYTHONSAFEPATH=1 exec {sys.executable} "$@"\n'
    )
    python.chmod(python.stat().st_mode | stat.S_IXUSR)
    return runner


def score(runner: Runner, merge: Path, author: int = OWNER) -> dict[str, Any]:
    """The scoring job's own steps; its report, empty where it scores nothing."""
    runner.values |= {
        "inputs.candidate": str(merge),
        "inputs.author-id": str(author),
        "inputs.author-login": "ann",
    }
    shutil.rmtree(runner.workspace / "candidate", ignore_errors=True)
    shutil.copytree(merge, runner.workspace / "candidate", symlinks=True)
    github = runner.workspace.parent / "trusted" / ".github"
    runner.output.unlink(missing_ok=True)
    scope = runner.run(steps_of(github / "workflows" / "score.yml")["Is it about a submission"])
    assert scope.returncode == 0, scope.stderr
    if "submission=no" in runner.output.read_text():
        return {}
    checked = runner.run(steps_of(github / "actions" / "check" / "action.yml")["Check"])
    report: dict[str, Any] = json.loads((runner.temp / "report" / "report.json").read_text())
    assert checked.returncode == (0 if report["verdict"] == "accepted" else 1), checked.stderr
    return report


def publish(runner: Runner, root: Path) -> Path:
    """The publishing workflow's own steps; the site."""
    main = runner.workspace / "main"
    git(runner.workspace, "clone", "--quiet", str(root), str(main))
    for name, step in steps_of(main / ".github" / "workflows" / "publish.yml").items():
        if name.startswith("Install"):
            continue
        if name == "Build":
            shutil.rmtree(runner.workspace / "scored")
            git(runner.workspace, "clone", "--quiet", "-b", "scored", str(runner.remote), "scored")
        done = runner.run(step)
        assert done.returncode == 0, f"{name}: {done.stderr}"
    return runner.workspace / "site"


def commented(lab: Lab, github: GitHub, report: dict[str, Any], folder: Path) -> str:
    """What the board's own script posts on the pull request."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("report.json", json.dumps(report))
    sha = "a" * 40
    github.packed = packed.getvalue()
    github.artifacts = [{"id": 3, "name": "report", "expired": False}]
    github.files = [{"filename": "leaderboard/submissions/toy/row2/manifest.json"}]
    github.pull_requests = [{"number": 1, "head": {"label": "ann:candidate", "sha": sha}}]
    event = {
        "action": "completed",
        "workflow_run": {
            **{"id": 99, "head_sha": sha, "head_branch": "candidate"},
            "head_repository": {"owner": {"login": "ann"}},
        },
    }
    (folder / "event.json").write_text(json.dumps(event))
    done = subprocess.run(
        [sys.executable, "-I", str(lab.board / ".github" / "scripts" / "comment.py")],
        env={
            "PATH": os.environ["PATH"],
            "GITHUB_EVENT_PATH": str(folder / "event.json"),
            "GITHUB_API_URL": github.url,
            "GITHUB_REPOSITORY": "board/xstilts",
            "GITHUB_TOKEN": "secret",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    (text,) = github.posted
    return text


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in ("href", "src") and value]


def broken_links(site: Path) -> set[str]:
    """Links of pages that lead to no file of the site."""
    broken = set()
    for page in site.rglob("*.html"):
        if page.name == "404.html":  # its links begin with the site's address
            continue
        links = _Links()
        links.feed(page.read_text())
        for link in links.found:
            path = re.split("[?#]", link)[0]
            if path and ":" not in path and not (page.parent / path).exists():
                broken.add(f"{page.relative_to(site)}: {link}")
    return broken


def test_a_board_is_founded_filled_and_published(founded: Lab, tmp_path: Path) -> None:
    clone = checkout(founded, tmp_path / "clone")
    add_row(founded, clone)
    merge = merged(clone)
    runner = own_runner(founded, tmp_path / "runner")
    report = score(runner, merge)
    assert report["verdict"] == "accepted", report
    (row,) = report["submissions"]
    assert row["overall"] == pytest.approx(100 * 10 / 12)
    with loopback_github() as github:
        text = commented(founded, github, report, tmp_path)
        assert "| toy | 83.3 |" in text and "Verdict: **accepted**" in text
        runner.more = {"GITHUB_API_URL": github.url, "GITHUB_RUN_ID": "99"}
        site = publish(runner, merge)
        assert github.issues == []
    home = (site / "index.html").read_text()
    assert "<h1>Toys &amp; friends</h1>" in home and "83.3" in home and "row2" in home
    assert "<b>2</b> languages" in home
    assert "row2" in (site / "boards" / "toy" / "index.html").read_text()
    assert "Everyday" in (site / "boards" / "toy" / "numbers.html").read_text()
    assert (site / "boards" / "toy" / "languages" / "hsb.html").is_file()
    submit = (site / "submit.html").read_text()
    assert "XSTILTS_TASKS=$PWD/board/leaderboard/benchmark" in submit
    assert "git clone https://github.com/board/xstilts.git board" in submit
    assert "SUITE=toy" in submit and "<b>xtreme-8</b>" not in submit
    assert not (site / "published.html").exists()
    assert broken_links(site) == set()


def test_a_pull_request_never_brings_code(founded: Lab, tmp_path: Path) -> None:
    runner = own_runner(founded, tmp_path / "runner")
    witness = tmp_path / "was-run"
    evil = f"open({str(witness)!r}, 'w').close()\n{TASK}"
    for number, path in enumerate(
        ("tasks/toy.py", "tasks/evil.py", "../Benchmark/tasks/toy.py", "../benchmark")
    ):
        clone = checkout(founded, tmp_path / f"clone{number}")
        if number == 0:  # beside a row
            add_row(founded, clone, tasks=founded.board / BENCHMARK)
        place = clone / BENCHMARK / path
        if path == "../benchmark":  # the folder replaced by a link
            shutil.rmtree(clone / BENCHMARK)
            (clone / BENCHMARK).symlink_to("submissions")
        else:
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(evil)
        report = score(runner, merged(clone))
        assert [one["code"] for one in report["refusals"]] == ["XS714"], path
        assert report["submissions"] == []
    assert not witness.exists()


def test_a_row_made_with_another_definition_is_rejected(founded: Lab, tmp_path: Path) -> None:
    other = shutil.copytree(founded.board / BENCHMARK, tmp_path / "other")
    (other / "tasks" / "toy.py").write_text(TASK.replace('("no", "yes")', '("yes", "no")'))
    clone = checkout(founded, tmp_path / "clone")
    add_row(founded, clone, tasks=other)
    report = score(own_runner(founded, tmp_path / "runner"), merged(clone))
    assert report["verdict"] == "refused"
    (row,) = report["submissions"]
    assert [problem["code"] for problem in row["problems"]] == ["XS207"]


def test_the_files_are_those_of_this_project(founded: Lab) -> None:
    for name in ("score.yml", "comment.yml"):
        path = Path(".github/workflows") / name
        assert (founded.board / path).read_bytes() == (ROOT / path).read_bytes()
    ours = yaml.safe_load((ROOT / ".github/workflows/publish.yml").read_text())["jobs"]
    theirs = yaml.safe_load((founded.board / ".github/workflows/publish.yml").read_text())["jobs"]
    assert list(theirs) == [name for name in ours if name != "docs"]
    assert theirs["build"]["needs"] == ["keep"]
    assert "docs" not in (founded.board / ".github/workflows/publish.yml").read_text().replace(
        "inputs", ""
    )
    assert os.access(founded.board / ".github/scripts/install.sh", os.X_OK)
    release = (founded.board / ".github/actions/check/xstilts.txt").read_text()
    assert re.fullmatch(r"xstilts==\S+\n", release)
    lock = json.loads((founded.board / "leaderboard/gold.lock").read_text())
    assert {one["edition"] for one in lock["packs"]} == {"toy-1", "mini-2"}
    assert (
        "- [ ] `xstilts-leaderboard check"
        in (founded.board / ".github/pull_request_template.md").read_text()
    )


def test_what_is_there_is_not_overwritten(
    founded: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board = Path(shutil.copytree(founded.board, tmp_path / "board"))
    assert board_command("init", board, "--repository", "lab/board") == 2
    assert "is not empty" in capsys.readouterr().err
    assert board_command("init", tmp_path / "none") == 2
    assert "No --repository" in capsys.readouterr().err
    assert board_command("init", tmp_path / "none", "--update") == 2
    assert "is not the repository of a lab" in capsys.readouterr().err
    assert board_command("init", tmp_path / "none", "--repository", "board") == 2

    (board / ".github/workflows/score.yml").unlink()
    (board / ".github/scripts/install.sh").write_text("old\n")
    (board / "README.md").write_text("ours\n")
    wheel = tmp_path / "xstilts-0.1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    assert board_command("init", board, "--update", "--wheel", wheel, "--quiet") == 0
    changed = git(board, "status", "--porcelain").split("\n")
    assert [line.split()[-1] for line in changed] == [
        ".github/actions/check/xstilts.txt",
        "README.md",
    ]
    assert "--hash=sha256:" in (board / ".github/actions/check/xstilts.txt").read_text()
    assert (board / "README.md").read_text() == "ours\n"
    other = wheel.rename(tmp_path / "other.whl")
    assert board_command("init", board, "--update", "--wheel", other) == 2


def test_settings_and_editions_say_what_is_wrong(
    founded: Lab, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    board = Path(shutil.copytree(founded.board, tmp_path / "board"))
    settings = board / "leaderboard/board.toml"
    text = settings.read_text()
    for wrong, said in (
        (text.replace('"toy"', '"tyo"'), "There is no board 'tyo'"),
        (text.replace("title =", "titel ="), "Additional properties"),
        (text.replace("[", "", 1), "is not TOML"),
    ):
        settings.write_text(wrong)
        assert board_command("score", "--root", board) == 3
        assert said in capsys.readouterr().err
    settings.write_text(text)
    again = ("edition", "toy-1", *founded.source, "--root", board)
    assert board_command(*again) == 2
    assert "exists already" in capsys.readouterr().err
    assert board_command("edition", "toy-2", *founded.source, "--root", board) == 2
    assert "No board is on the edition 'toy-2'" in capsys.readouterr().err
    (board / BENCHMARK / "languages.tsv").write_text("code\tname\nhsb\tUpper Sorbian\n")
    assert board_command("build", "--root", board, "--out", tmp_path / "site") == 3
    assert "the line of hsb is malformed" in capsys.readouterr().err


@pytest.mark.nightly
def test_the_whole_way_with_the_release_that_the_board_pins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    releases = tmp_path / "releases"
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(releases), str(ROOT))
    subprocess.run([sys.executable, *build], check=True, capture_output=True)
    (wheel,) = releases.glob("*.whl")
    lab = found_lab(tmp_path / "lab", "--wheel", wheel)
    release = (lab.board / ".github/actions/check/xstilts.txt").read_text()
    assert " --hash=sha256:" in release

    links = f"{releases} {os.environ.get('PIP_FIND_LINKS', '')}"
    monkeypatch.setenv("PIP_FIND_LINKS", links.strip())
    runner = bare_runner(lab, tmp_path / "runner")
    actions = runner.workspace.parent / "trusted" / ".github" / "actions" / "check" / "action.yml"
    installed = runner.run(steps_of(actions)["Install the scorer"])
    assert installed.returncode == 0, installed.stderr

    clone = checkout(lab, tmp_path / "clone")
    add_row(lab, clone)
    merge = merged(clone)
    assert score(runner, merge)["verdict"] == "accepted"
    with loopback_github() as github:
        runner.more = {"GITHUB_API_URL": github.url, "GITHUB_RUN_ID": "99"}
        site = publish(runner, merge)
        assert github.issues == []
    assert "row2" in (site / "boards" / "toy" / "index.html").read_text()

    again = checkout(Lab(lab.folder, merge, lab.data, lab.labels), tmp_path / "again")
    add_row(lab, again, wrong=5)  # a second row, whose rank the check previews
    trusted = runner.workspace.parent / "trusted"
    shutil.rmtree(trusted)
    git(tmp_path, "clone", "--quiet", str(merge), str(trusted))
    ranked = score_with_rows(runner, merged(again))
    assert ranked["submissions"][0]["preview"][0] == {
        **{"board": "toy", "division": "zero-shot", "low": 1, "high": 2, "of": 2}
    }

    (wheel.parent / wheel.name).write_bytes(wheel.read_bytes() + b" ")  # another file, same name
    other = bare_runner(lab, tmp_path / "other")
    refused = other.run(steps_of(actions)["Install the scorer"])
    assert refused.returncode != 0 and "hash" in refused.stderr.lower()


def score_with_rows(runner: Runner, merge: Path) -> dict[str, Any]:
    """The scoring job with the rows that are scored already."""
    runner.values["inputs.scored"] = str(runner.workspace / "scored")
    return score(runner, merge)
