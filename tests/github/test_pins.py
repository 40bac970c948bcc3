"""What the workflows run is pinned: actions to commits, packages to hashes."""

import re
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONS = sorted((ROOT / ".github" / "actions").glob("*/action.yml"))
USES = re.compile(r"^\s*(?:- )?uses:\s*(\S+)(?:\s+#\s*(.*))?$", re.MULTILINE)


def allowed() -> dict[str, tuple[str, str]]:
    lines = (ROOT / ".github" / "allowed-actions.txt").read_text().splitlines()
    rows = [line.split() for line in lines if not line.startswith("#")]
    return {name: (commit, tag) for name, commit, tag in rows}


@pytest.mark.parametrize("path", [*WORKFLOWS, *ACTIONS], ids=lambda path: path.name)
def test_every_action_is_one_of_the_list_at_its_commit(path: Path) -> None:
    for use, comment in USES.findall(path.read_text()):
        if use.startswith("./trusted/"):
            continue
        name, _, commit = use.partition("@")
        assert allowed()[name] == (commit, comment), f"{path.name}: {use}"


def test_the_list_holds_no_action_that_is_not_used() -> None:
    text = "".join(path.read_text() for path in [*WORKFLOWS, *ACTIONS])
    assert {name for name in allowed() if f"{name}@" not in text} == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_a_workflow_has_no_rights_but_those_of_its_jobs(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert "permissions" in job and "timeout-minutes" in job and "name" in job
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_text_of_a_pull_request_becomes_part_of_a_script(path: Path) -> None:
    workflow = yaml.safe_load(path.read_text())
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", "")


def test_no_workflow_has_the_rights_of_the_base_with_the_code_of_a_pull_request() -> None:
    for path in WORKFLOWS:
        text = path.read_text()
        assert "pull_request_target" not in text
        assert "allow-unsafe-pr-checkout" not in text


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("actions/check/requirements.txt", ()), ("docs/requirements.txt", ("docs",))],
)
def test_locked_packages_are_those_of_the_constraints_each_with_a_hash(
    lock: str, extras: tuple[str, ...]
) -> None:
    text = (ROOT / ".github" / lock).read_text()
    locked = dict(
        re.findall(r"^(\S+)==(\S+) \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
    )
    assert len(locked) == sum("==" in line for line in text.splitlines())
    pinned = {
        re.sub(r"[-_.]+", "-", name).lower(): version
        for name, version in re.findall(
            r"^(\S+?)==(\S+)$", (ROOT / "constraints.txt").read_text(), re.MULTILINE
        )
    }
    assert {name: pinned.get(name) for name in locked} == locked
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needs = [*project["dependencies"]]
    for extra in extras:
        needs += project["optional-dependencies"][extra]
    assert {re.split(r"[<>=]", need)[0] for need in needs} | {"hatchling"} <= set(locked)
    assert "torch" not in locked
