"""A finished submission says something else of itself; nothing is predicted again."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.boards import obstacles
from xstilts_kit.submission.manifest import manifest_from_json
from xstilts_kit.validation.validating import validate

Run = Callable[..., tuple[int, str, str]]


def read(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return value


def test_what_is_given_changes_and_all_else_stays(run: Run, submission: Path) -> None:
    before = read(submission)
    others = {path: path.read_bytes() for path in (submission / "predictions").rglob("*.jsonl")}
    code, stdout, stderr = run(
        "describe", submission, "--github", "ann:7", "--licence", "CC-BY-4.0", "--author", "Ann",
        "--base-model", "xlm-roberta-base@main", "--supervision", "labelled_languages=en",
    )  # fmt: skip
    assert code == 0, stderr
    assert "ann:7" in stdout
    after = read(submission)
    assert after["author"] == before["author"] | {
        "name": "Ann",
        "github": [{"login": "ann", "id": 7}],
    }
    assert after["licence"] == "CC-BY-4.0"
    assert after["supervision"]["labelled_languages"] == ["en"]
    assert {m["base_model"] for m in after["models"]} == {"xlm-roberta-base"}
    for name in ("data", "files", "settings", "created", "kit", "name", "suite"):
        assert after[name] == before[name]
    assert all(path.read_bytes() == content for path, content in others.items())
    assert validate(submission).valid
    # A second call keeps what the first one said.
    assert run("describe", submission, "--notes", "checked")[0] == 0
    assert read(submission) == after | {"notes": "checked"}
    assert run("describe", submission, "--notes", "")[0] == 0
    assert read(submission) == after


def test_without_options_it_is_only_printed(run: Run, submission: Path) -> None:
    before = (submission / "manifest.json").read_bytes()
    code, stdout, _ = run("describe", submission, "--json")
    assert code == 0
    assert json.loads(stdout)["supervision"]["model_selection"] == "unknown"
    assert "supervision.model_selection" in run("describe", submission)[1]
    assert (submission / "manifest.json").read_bytes() == before


def test_scores_stay_valid_under_a_new_name(run: Run, submission: Path) -> None:
    scores = {"schema": "xstilts-scores-v1", "name": read(submission)["name"], "suite": "x"}
    (submission / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    assert run("describe", submission, "--name", "renamed")[0] == 0
    assert read(submission)["name"] == "renamed"
    found = json.loads((submission / "scores.json").read_text(encoding="utf-8"))
    assert found == scores | {"name": "renamed"}


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--github", "ann"), "LOGIN:ID"),
        (("--url", "nowhere"), "author.url"),
        (("--name", "No Name"), "cannot be a submission's name"),
        (("--supervision", "labeled_languages=en"), "labelled_languages"),
        (("--notes", "x" * 2001), "notes"),
    ],
)
def test_what_the_manifest_cannot_hold_is_refused(
    options: tuple[str, str], says: str, run: Run, submission: Path
) -> None:
    before = (submission / "manifest.json").read_bytes()
    code, _, stderr = run("describe", submission, *options)
    assert code == 2
    assert says in stderr
    assert (submission / "manifest.json").read_bytes() == before


def test_a_folder_that_is_no_submission_is_refused(run: Run, tmp_path: Path) -> None:
    assert run("describe", tmp_path / "absent")[0] == 2
    assert run("describe", tmp_path)[0] == 1


def test_the_boards_remedies_work_when_followed(run: Run, submission: Path) -> None:
    manifest = manifest_from_json(read(submission))
    found = list(obstacles(manifest, manifest.name, str(submission)))
    commands = [text.split("`")[1] for text in found if "describe" in text]
    assert len(commands) == 2
    for command in commands:
        program, *arguments = command.replace("LOGIN:ID", "ann:7").split()
        assert program == "xstilts-submit"
        assert run(*arguments)[0] == 0
    left = list(obstacles(manifest_from_json(read(submission)), manifest.name))
    assert not [text for text in left if "describe" in text]
