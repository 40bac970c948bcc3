"""Submissions of one suite become one; what contradicts is named."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.validation.validating import validate

Run = Callable[..., tuple[int, str, str]]


def read(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return value


def part(whole: Path, out: Path, keep: Callable[[str, str], bool], **changes: Any) -> Path:
    """A submission with some of another one's cells."""
    manifest = read(whole)
    data = [e for e in manifest["data"] if keep(e["task"], e["language"])]
    paths = {f"predictions/{e['task']}/{e['language']}.jsonl" for e in data}
    tasks = {e["task"] for e in data}
    manifest["data"] = data
    manifest["files"] = [f for f in manifest["files"] if f["path"] in paths]
    manifest["models"] = [m for m in manifest["models"] if tasks & set(m["tasks"])]
    manifest["name"] = out.name
    manifest.update(changes)
    for path in paths:
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(whole / path, out / path)
    (out / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return out


@pytest.fixture
def one(submission: Path, tmp_path: Path) -> Path:
    return part(submission, tmp_path / "one", lambda task, language: (task, language) == XNLI_DE)


@pytest.fixture
def two(submission: Path, tmp_path: Path) -> Path:
    return part(submission, tmp_path / "two", lambda task, language: (task, language) != XNLI_DE)


XNLI_DE = ("xnli", "de")


def settings_with(folder: Path, **changes: Any) -> None:
    manifest = read(folder)
    manifest["settings"].update(changes)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def change(folder: Path, **changes: Any) -> None:
    (folder / "manifest.json").write_text(json.dumps(read(folder) | changes), encoding="utf-8")


def test_the_parts_of_a_submission_make_the_whole_again(
    run: Run, one: Path, two: Path, submission: Path, tmp_path: Path
) -> None:
    out = tmp_path / "joined"
    code, stdout, stderr = run("merge", one, two, "--out", out)
    assert code == 0, stderr
    assert "files" in stdout
    found, whole = read(out), read(submission)
    assert found["name"] == "joined"

    def by_path(files: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return sorted(files, key=lambda file: file["path"])

    assert by_path(found["files"]) == by_path(whole["files"])
    assert len(found["data"]) == len(whole["data"])
    assert sorted(str(m) for m in found["models"]) == sorted(str(m) for m in whole["models"])
    assert found["settings"] == whole["settings"]
    assert validate(out).valid


def test_a_cell_that_both_have_alike_is_kept_once(
    run: Run, one: Path, submission: Path, tmp_path: Path
) -> None:
    out = tmp_path / "joined"
    assert run("merge", one, submission, "--out", out)[0] == 0
    assert len(read(out)["data"]) == len(read(submission)["data"])


def test_a_cell_that_differs_is_refused(
    run: Run, one: Path, submission: Path, tmp_path: Path
) -> None:
    path = one / "predictions/xnli/de.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    value = json.loads(lines[0])
    labels = ["entailment", "neutral", "contradiction"]
    value["label"] = next(label for label in labels if label != value["label"])
    path.write_text("".join([json.dumps(value) + "\n", *lines[1:]]), encoding="utf-8")
    manifest = read(one)
    content = path.read_bytes()
    manifest["files"][0] |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    change(one, files=manifest["files"])
    out = tmp_path / "joined"
    code, _, stderr = run("merge", one, submission, "--out", out)
    assert code == 2
    assert "xnli/de is in" in stderr
    assert not out.exists()


def test_settings_that_differ_are_recorded_with_the_models(
    run: Run, submission: Path, tmp_path: Path
) -> None:
    one = part(submission, tmp_path / "one", lambda task, _: task == "xnli")
    two = part(submission, tmp_path / "two", lambda task, _: task != "xnli")
    settings_with(two, dtype="bfloat16")
    change(two, kit={"version": "0.0.1", "commit": None})
    out = tmp_path / "joined"
    code, _, stderr = run("merge", one, two, "--out", out)
    assert code == 0, stderr
    models = {task: model for model in read(out)["models"] for task in model["tasks"]}
    assert read(out)["settings"]["dtype"] == "float32"
    assert "settings" not in models["xnli"]
    others = [model for task, model in models.items() if task != "xnli"]
    assert {model["settings"]["dtype"] for model in others} == {"bfloat16"}
    assert {model["kit"]["version"] for model in others} == {"0.0.1"}
    assert validate(out).valid
    # A joined submission can be joined again.
    again = tmp_path / "again"
    assert run("merge", out, one, "--out", again)[0] == 0
    assert read(again)["models"] == read(out)["models"]


def test_one_task_of_two_models_names_the_languages_of_each(
    run: Run, one: Path, two: Path, tmp_path: Path
) -> None:
    models = read(one)["models"]
    change(one, models=[{**models[0], "id": "another", "digest": "0" * 64}])
    out = tmp_path / "joined"
    assert run("merge", one, two, "--out", out)[0] == 0
    answering = [model for model in read(out)["models"] if "xnli" in model["tasks"]]
    assert {model["id"]: model["languages"] for model in answering}["another"] == ["de"]
    assert validate(out).valid


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"suite": "xtreme"}, "of the suite"),
        ({"licence": "MIT"}, "different values of licence"),
        ({"imported_from": "jsonl"}, "different values of imported_from"),
        ({"notes": "other"}, "different values of notes"),
    ],
)
def test_what_contradicts_is_named(
    changes: dict[str, Any], says: str, run: Run, one: Path, two: Path, tmp_path: Path
) -> None:
    change(one, licence="CC0-1.0", notes="mine", imported_from="xtreme")
    change(two, **changes)
    code, _, stderr = run("merge", one, two, "--out", tmp_path / "joined")
    assert code == 2
    assert says in stderr
    assert not (tmp_path / "joined").exists()


def test_supervision_must_be_the_same_and_describe_makes_it_so(
    run: Run, one: Path, two: Path, tmp_path: Path
) -> None:
    assert run("describe", two, "--supervision", "labelled_languages=en")[0] == 0
    out = tmp_path / "joined"
    code, _, stderr = run("merge", one, two, "--out", out)
    assert code == 2
    assert "supervision (labelled_languages)" in stderr
    assert run("describe", one, "--supervision", "labelled_languages=en")[0] == 0
    assert run("merge", one, two, "--out", out)[0] == 0
    assert read(out)["supervision"]["labelled_languages"] == ["en"]


def test_what_one_does_not_state_is_taken_from_the_other(
    run: Run, one: Path, two: Path, tmp_path: Path
) -> None:
    assert run("describe", two, "--licence", "MIT", "--github", "ann:7")[0] == 0
    out = tmp_path / "joined"
    assert run("merge", one, two, "--out", out)[0] == 0
    assert read(out)["licence"] == "MIT"
    assert read(out)["author"]["github"] == [{"login": "ann", "id": 7}]


def test_an_invalid_part_is_listed(run: Run, one: Path, two: Path, tmp_path: Path) -> None:
    (two / "predictions/xnli/en.jsonl").unlink()
    code, _, stderr = run("merge", one, two, "--out", tmp_path / "joined")
    assert code == 1
    assert "XS104" in stderr


@pytest.mark.parametrize("again", [0, 1])
def test_one_submission_alone_is_nothing_to_merge(again: int, run: Run, one: Path) -> None:
    code, _, stderr = run("merge", one, *[one] * again, "--out", one.parent / "joined")
    assert code == 2
    assert "Fewer than two" in stderr


def test_none_of_the_parts_is_overwritten(run: Run, one: Path, two: Path) -> None:
    code, _, stderr = run("merge", one, two, "--out", one, "--overwrite")
    assert code == 2
    assert "is one of the submissions" in stderr
    assert validate(one).valid
