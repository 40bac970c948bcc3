"""`xstilts-leaderboard check`: every reason that keeps a submission from being ranked."""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import editions
from xstilts_kit.editions import Entry
from xstilts_kit.submission.layout import prediction_path
from xstilts_kit.submission.manifest import (
    DataEntry,
    GitHubAccount,
    Manifest,
    PredictionFile,
    manifest_from_json,
)
from xstilts_kit.suites import SUITES
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.check import BOARD_EDITIONS, obstacles

Check = Callable[..., tuple[int, str, str]]
Change = Callable[[Manifest], Manifest]


@pytest.fixture
def ranked(submission: Path) -> Manifest:
    """A manifest without any obstacle: xtreme-8, complete, official."""
    suite = SUITES["xtreme-8"]
    stored = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    manifest = manifest_from_json(stored)
    example = manifest.data[0]
    cells = [(task.name, language) for task in suite.tasks() for language in task.languages]
    return replace(
        manifest,
        author=replace(manifest.author, github=(GitHubAccount("login", 1),)),
        licence="CC-BY-4.0",
        models=(replace(manifest.models[0], tasks=suite.task_names),),
        data=tuple(
            replace(example, task=task, language=language, edition=BOARD_EDITIONS[suite.name])
            for task, language in cells
        ),
    )


def _entry(task: str, language: str, **changes: Any) -> Change:
    """Changes one entry of ``data``."""

    def change(manifest: Manifest) -> Manifest:
        def one(entry: DataEntry) -> DataEntry:
            here = (entry.task, entry.language) == (task, language)
            return replace(entry, **changes) if here else entry

        return replace(manifest, data=tuple(map(one, manifest.data)))

    return change


def _without(task: str, *languages: str) -> Change:
    """Drops languages of a task, or all of them."""

    def change(manifest: Manifest) -> Manifest:
        kept = [
            entry
            for entry in manifest.data
            if entry.task != task or (languages and entry.language not in languages)
        ]
        return replace(manifest, data=tuple(kept))

    return change


def test_nothing_keeps_a_complete_official_submission_from_being_ranked(ranked: Manifest) -> None:
    assert list(obstacles(ranked, ranked.name)) == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda m: replace(m, name="other"), "The folder is called tiny, the submission other"),
        (lambda m: replace(m, author=replace(m.author, github=())), "author.github is empty"),
        (lambda m: replace(m, licence=None), "No licence is given"),
        (lambda m: replace(m, suite="panx"), "There is no board for the suite panx"),
        (_without("panx", "de"), "panx: no predictions for de."),
        (_without("panx", "de", "zh"), "panx: no predictions for de zh."),
        (_without("xnli"), "xnli: the suite xtreme-8 has this task, the submission has not."),
        (
            _entry("udpos", "th", split="validation"),
            "udpos/th: predicted on the validation split; boards rank test splits.",
        ),
        (_entry("xnli", "en", limit=7), "xnli/en: only the first 7 examples were predicted."),
        (
            _entry("xnli", "en", transform="noise-0.1"),
            "xnli/en: the inputs were transformed (noise-0.1).",
        ),
        (
            _entry("xnli", "en", edition="hub-0"),
            "xnli/en: made on edition hub-0; the board is on xtreme.",
        ),
        (
            _entry("xnli", "en", edition=None),
            "xnli/en: made on edition unknown; the board is on xtreme.",
        ),
    ],
)
def test_each_obstacle_is_said_once_and_alone(change: Change, says: str, ranked: Manifest) -> None:
    (found,) = obstacles(change(ranked), "tiny")
    assert found.startswith(says)


def test_obstacles_are_all_collected(ranked: Manifest) -> None:
    changed = replace(_without("panx")(_entry("xnli", "en", limit=1)(ranked)), licence=None)
    assert len(list(obstacles(changed, "elsewhere"))) == 4


def test_tasks_that_were_not_predicted_are_missing(submission: Path) -> None:
    stored = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
    found = "\n".join(obstacles(manifest_from_json(stored), "tiny"))
    for task in ("xquad", "mlqa", "tydiqa", "tatoeba"):
        assert f"{task}: the suite xtreme-8 has this task, the submission has not." in found


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Runs ``xstilts-leaderboard check``: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import run
    from xstilts_leaderboard.cli import group

    def ask(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(group, "xstilts-leaderboard", ["check", *arguments])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return ask


def test_obstacles_are_lines_on_stdout_and_exit_1(check: Check, submission: Path) -> None:
    code, stdout, stderr = check(str(submission))
    assert code == 1
    assert "author.github is empty" in stdout
    assert "No licence is given" in stdout
    assert "xnli/en: made on edition unknown; the board is on xtreme." in stdout
    assert stderr == ""


def test_a_folder_of_another_name_is_an_obstacle(check: Check, submission: Path) -> None:
    renamed = submission.rename(submission.with_name("renamed"))
    assert "The folder is called renamed, the submission tiny" in check(str(renamed))[1]


def test_the_folder_may_be_named_as_the_one_we_stand_in(
    check: Check, submission: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(submission)
    assert "The folder is called" not in check(".")[1]


def test_an_invalid_submission_is_told_with_its_problems(check: Check, submission: Path) -> None:
    (submission / "predictions" / "xnli" / "en.jsonl").write_text("", encoding="utf-8")
    code, stdout, _ = check(str(submission))
    assert code == 1
    assert "XS301" in stdout
    assert "author.github" not in stdout


def test_json_has_problems_and_obstacles(check: Check, submission: Path) -> None:
    code, stdout, _ = check(str(submission), "--json")
    report = json.loads(stdout)
    assert code == 1
    assert report["valid"] is True
    assert any("author.github" in line for line in report["obstacles"])
    (submission / "manifest.json").unlink()
    code, stdout, _ = check(str(submission), "--json")
    report = json.loads(stdout)
    assert (code, report["valid"], report["obstacles"]) == (1, False, [])
    assert [problem["code"] for problem in report["problems"]] == ["XS101"]


def test_a_submission_that_is_not_there_is_wrong_usage(check: Check, tmp_path: Path) -> None:
    code, stdout, stderr = check(str(tmp_path / "gone"))
    assert code == 2
    assert stdout == ""
    assert "gone is not there" in stderr
    assert "Traceback" not in stderr


@pytest.fixture
def complete(
    ranked: Manifest, submission: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], Path]:
    """Writes a submission of one record a file, over an edition of so many examples a file."""
    records: dict[str, dict[str, Any]] = {
        "xnli": {"id": "0", "label": "neutral"},
        "pawsx": {"id": "0", "label": get_task("pawsx").labels[0]},
        "udpos": {"id": "0", "tags": ["NOUN"]},
        "panx": {"id": "0", "tags": ["O"]},
        "tatoeba": {"id": "0", "match": "0"},
        **{key: {"id": "a", "answer": ""} for key in ("xquad", "mlqa", "tydiqa")},
    }

    def write(examples: int) -> Path:
        inputs = ranked.data[0].inputs_fingerprint
        entries = {
            (e.task, e.language, e.split): Entry(examples, inputs, None) for e in ranked.data
        }
        edition = editions.Edition("xtreme", "", entries)
        monkeypatch.setattr(editions, "all_editions", lambda: {"xtreme": edition})
        files = []
        for entry in ranked.data:
            path = prediction_path(entry.task, entry.language)
            content = (json.dumps(records[entry.task]) + "\n").encode()
            (submission / path).parent.mkdir(parents=True, exist_ok=True)
            (submission / path).write_bytes(content)
            files.append(PredictionFile(path, sha256(content).hexdigest(), len(content), 1))
        data = tuple(replace(entry, examples=1) for entry in ranked.data)
        manifest = replace(ranked, data=data, files=tuple(files))
        (submission / "manifest.json").write_text(json.dumps(manifest.as_json()), encoding="utf-8")
        return submission

    return write


def test_a_complete_official_submission_can_be_ranked(
    check: Check, complete: Callable[[int], Path]
) -> None:
    code, stdout, stderr = check(str(complete(1)))
    assert (code, stderr) == (0, "")
    assert "can be ranked" in stdout


def test_fewer_examples_than_the_edition_has_cannot_be_ranked(
    check: Check, complete: Callable[[int], Path]
) -> None:
    """The edition and its fingerprint are named, but most records were never made."""
    code, stdout, _ = check(str(complete(5)))
    assert code == 1
    assert "xnli/en" in stdout
