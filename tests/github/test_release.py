"""A release: which tags are released, with which notes, and by jobs with which rights."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".github" / "scripts" / "release.py"
WORKFLOW: dict[str, Any] = yaml.safe_load(
    (ROOT / ".github" / "workflows" / "release.yml").read_text()
)

PROJECT = '[project]\nname = "xstilts"\nversion = "0.2.0"\n'
CHANGELOG = """# Changelog

## 0.2.0 (2027-01-31)

- New: one thing.

## 0.1.0 (2026-12-01)

- Everything.
"""


def release(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-I", str(SCRIPT), *arguments], cwd=root, capture_output=True, text=True
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG)
    return tmp_path


def test_the_notes_are_the_tags_section_of_the_changelog(root: Path) -> None:
    done = release(root, "notes", "v0.2.0")
    assert (done.returncode, done.stdout) == (0, "- New: one thing.\n")


@pytest.mark.parametrize(
    ("tag", "changelog", "reason"),
    [
        ("v0.3.0", CHANGELOG, "pyproject.toml says version 0.2.0"),
        ("0.2.0", CHANGELOG, "pyproject.toml says version 0.2.0"),
        ("v0.2.0", CHANGELOG.replace("## 0.2.0", "## 0.2.1"), "has no section 0.2.0"),
        ("v0.2.0", CHANGELOG.replace("2027-01-31", "unreleased"), "is not 'VERSION (YYYY-MM-DD)'"),
        (
            "v0.2.0",
            CHANGELOG.replace("- New: one thing.\n", ""),
            "section 0.2.0 of CHANGELOG.md is",
        ),
    ],
)
def test_a_tag_without_its_section_is_not_released(
    root: Path, tag: str, changelog: str, reason: str
) -> None:
    (root / "CHANGELOG.md").write_text(changelog)
    done = release(root, "notes", tag)
    assert (done.returncode, done.stdout) == (1, "")
    assert reason in done.stderr


def test_a_trial_is_a_development_version(root: Path) -> None:
    assert release(root, "trial", "17").stdout == "0.2.0.dev17\n"
    changed = (root / "pyproject.toml").read_text()
    assert changed == PROJECT.replace("0.2.0", "0.2.0.dev17")
    assert release(root, "trial", "1; rm -rf /").returncode == 1


def test_the_version_stands_in_one_place() -> None:
    (version,) = re.findall(r'^version = "(.*)"$', (ROOT / "pyproject.toml").read_text(), re.M)
    for package in ("kit/xstilts", "kit/xstilts_kit", "schemas", "leaderboard", "baselines"):
        for path in (ROOT / package).rglob("*.py"):
            assert f'"{version}"' not in path.read_text(encoding="utf-8"), path
    assert f"\n## {version} (" in (ROOT / "CHANGELOG.md").read_text()


def test_what_publishes_runs_no_code_of_the_package() -> None:
    jobs = WORKFLOW["jobs"]
    identified = {name for name, job in jobs.items() if "id-token" in job["permissions"]}
    assert identified == {"trial", "publish"}
    for name in identified:
        assert jobs[name]["environment"]["name"] in ("testpypi", "pypi")
        assert jobs[name]["permissions"] == {"id-token": "write"}
        assert all("run" not in step for step in jobs[name]["steps"])
        assert jobs[name]["steps"][-1]["with"]["attestations"] is True
        assert "password" not in jobs[name]["steps"][-1]["with"]
    assert jobs["publish"]["if"] == "github.event_name == 'push'"
    assert all(
        jobs[name]["permissions"].get("contents") != "write" for name in ("build", "publish")
    )


def test_building_is_locked_to_the_versions_of_the_constraints() -> None:
    lock = (ROOT / ".github" / "release" / "requirements.txt").read_text()
    locked = re.findall(r"^(\S+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", lock, re.MULTILINE)
    assert len(locked) == sum("==" in line for line in lock.splitlines())
    constraints = (ROOT / "constraints.txt").read_text().replace("_", "-").splitlines()
    assert [pin for pin in locked if "==".join(pin) not in constraints] == []
    assert {"build", "hatchling"} < {name for name, _ in locked}


@pytest.mark.nightly  # `make check` builds and tries a wheel, with the installed tools
def test_the_steps_build_and_try_the_wheel(tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
    shutil.copytree(ROOT / ".github", clone / ".github", dirs_exist_ok=True)
    temp = tmp_path / "temp"
    temp.mkdir()
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(temp),
        "RUNNER_TEMP": str(temp),
        "GITHUB_RUN_NUMBER": "3",
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
    }
    for step in WORKFLOW["jobs"]["build"]["steps"]:
        if "run" not in step or step["name"].startswith("Refuse"):
            continue
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=clone,
            env=environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(list((temp / "dist").glob("xstilts-*.dev3*"))) == 2
