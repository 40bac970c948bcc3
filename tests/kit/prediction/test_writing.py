"""The folder is written file by file, each whole, the manifest last; what is not ours stays."""

import errno
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.validation.validating import validate

Predict = Callable[..., tuple[int, str, str]]
ReadManifest = Callable[[], dict[str, Any]]
Contents = Callable[[], dict[str, bytes]]

ONE = ("--task", "xnli", "--language", "en")
FOUR = ("--task", "xnli", "--task", "panx", "--language", "de", "--language", "en")


@pytest.fixture
def renamed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were put in their place, in that order."""
    names: list[str] = []
    original = os.replace

    def watched(source: Any, target: Any, **more: Any) -> None:
        original(source, target, **more)
        names.append(Path(target).name)

    monkeypatch.setattr(os, "replace", watched)
    monkeypatch.setattr(Path, "replace", lambda self, target: watched(self, target))
    return names


def test_the_manifest_comes_last(predict: Predict, renamed: list[str]) -> None:
    assert predict(*FOUR)[0] == 0
    written = [name for name in renamed if name.endswith((".jsonl", "manifest.json"))]
    assert written == ["de.jsonl", "en.jsonl", "en.jsonl", "de.jsonl", "manifest.json"]
    assert renamed[-1] == "manifest.json"


def test_two_runs_write_the_same_bytes(
    predict: Predict, contents: Contents, manifest: ReadManifest
) -> None:
    assert predict(*FOUR)[0] == 0
    first, said = contents(), manifest()
    assert predict(*FOUR, "--overwrite")[0] == 0
    second, again = contents(), manifest()
    del first["manifest.json"], second["manifest.json"], said["created"], again["created"]
    assert first == second
    assert said == again


def test_a_folder_with_a_submission_is_not_touched_without_overwrite(
    predict: Predict, contents: Contents
) -> None:
    assert predict(*ONE)[0] == 0
    before = contents()
    code, _, stderr = predict(*ONE)
    assert code == 2
    assert "already holds a submission" in stderr
    assert "--overwrite" in stderr
    assert contents() == before


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize("more", [(), ("--overwrite",)])
def test_a_folder_with_other_things_is_never_taken(
    more: tuple[str, ...], predict: Predict, out: Path, contents: Contents
) -> None:
    out.mkdir()
    (out / "thesis.tex").write_text("years of work", encoding="utf-8")
    code, _, stderr = predict(*ONE, *more)
    assert code == 2
    assert "is not empty and holds no submission" in stderr
    assert contents() == {"thesis.tex": b"years of work"}


@pytest.mark.usefixtures("no_weights")
def test_a_file_in_the_place_of_the_folder_is_not_touched(predict: Predict, out: Path) -> None:
    out.write_text("a file", encoding="utf-8")
    code, _, stderr = predict(*ONE, "--overwrite")
    assert code == 2
    assert "is a file" in stderr
    assert out.read_text(encoding="utf-8") == "a file"


def test_overwrite_removes_its_own_files_and_no_others(
    predict: Predict, out: Path, contents: Contents
) -> None:
    assert predict(*FOUR)[0] == 0
    (out / "scores.json").write_text("{}", encoding="utf-8")
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    (out / "predictions" / "xnli" / "mine.txt").write_text("mine", encoding="utf-8")
    assert predict(*ONE, "--overwrite")[0] == 0
    assert contents().keys() == {
        "manifest.json",
        "notes.txt",
        "predictions/xnli/en.jsonl",
        "predictions/xnli/mine.txt",
    }


def test_an_interrupted_run_keeps_whole_files_and_the_same_command_completes_it(
    predict: Predict,
    out: Path,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from xstilts_kit.engine import cell

    original, calls = cell.predict_cell, []

    def third_is_interrupted(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return original(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(cell, "predict_cell", third_is_interrupted)
        code, stdout, stderr = predict(*FOUR)
    assert code == 130
    assert stdout == ""
    assert "Interrupted. What was written stays." in stderr
    first = contents()
    assert first.keys() == {"predictions/xnli/de.jsonl", "predictions/xnli/en.jsonl"}
    assert [len(text.splitlines()) for text in first.values()] == [6, 6]

    code, _, stderr = predict(*FOUR)
    assert code == 0, stderr
    assert first.items() < contents().items()
    assert len(contents()) == 5
    assert validate(out).valid


@pytest.mark.parametrize(
    ("call", "number", "says"),
    [
        ("fsync", errno.ENOSPC, "the disk is full"),
        ("fsync", errno.EDQUOT, "the disk is full"),
        ("fsync", errno.EROFS, "writing is not permitted"),
        ("fsync", errno.EACCES, "writing is not permitted"),
        ("fsync", errno.EIO, "Input/output error"),
        ("replace", errno.ENOSPC, "the disk is full"),
    ],
)
def test_a_disk_that_refuses_the_third_file_keeps_the_first_two(
    call: str,
    number: int,
    says: str,
    predict: Predict,
    out: Path,
    contents: Contents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fsync, replace = os.fsync, Path.replace

    def refuse(path: Path) -> None:
        if path.parent.name == "panx":
            raise OSError(number, os.strerror(number))

    def synchronise(descriptor: int) -> None:
        refuse(Path(f"/proc/self/fd/{descriptor}").readlink())
        fsync(descriptor)

    def put(path: Path, target: Path) -> Path:
        refuse(Path(target))
        return replace(path, target)

    with monkeypatch.context() as patch:
        if call == "fsync":
            patch.setattr(os, "fsync", synchronise)
        else:
            patch.setattr(Path, "replace", put)
        code, stdout, stderr = predict(*FOUR)
    assert code == 5
    assert stdout == ""
    assert says in stderr
    assert "predictions/panx/en.jsonl" in stderr
    assert "Files written before are kept." in stderr
    assert contents().keys() == {"predictions/xnli/de.jsonl", "predictions/xnli/en.jsonl"}

    assert predict(*FOUR)[0] == 0
    assert validate(out).valid


def test_predictions_that_no_run_of_ours_left_are_never_touched(
    predict: Predict, out: Path
) -> None:
    mine = out / "predictions" / "xnli" / "de.jsonl"
    mine.parent.mkdir(parents=True)
    mine.write_text("made by hand\n", encoding="utf-8")
    code, _, stderr = predict(*ONE)
    assert code == 2
    assert "holds no submission" in stderr
    assert mine.read_text(encoding="utf-8") == "made by hand\n"


def test_nothing_is_removed_through_a_link(predict: Predict, out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside" / "xnli"
    outside.mkdir(parents=True)
    (outside / "en.jsonl").write_text("theirs", encoding="utf-8")
    (out / ".unfinished").mkdir(parents=True)
    (out / "predictions").symlink_to(tmp_path / "outside")
    code, _, stderr = predict(*ONE)
    assert code == 2
    assert "is a link" in stderr
    assert (outside / "en.jsonl").read_text(encoding="utf-8") == "theirs"


@pytest.mark.parametrize("more", [(), ("--overwrite",), ("--dry-run",)])
def test_a_file_where_the_mark_of_an_interrupted_run_belongs_is_said(
    more: tuple[str, ...], predict: Predict, out: Path
) -> None:
    out.mkdir()
    (out / ".unfinished").write_text("mine", encoding="utf-8")
    code, _, stderr = predict(*ONE, *more)
    assert code == 2
    assert f"{out / '.unfinished'} is a file" in stderr
    assert "Remove it, or choose another --out." in stderr
    assert (out / ".unfinished").read_text(encoding="utf-8") == "mine"


def test_only_an_interrupted_run_leaves_its_mark(predict: Predict, out: Path) -> None:
    assert predict(*ONE)[0] == 0
    assert not (out / ".unfinished").exists()


def test_a_second_head_that_is_unfit_costs_the_earlier_submission_nothing(
    predict: Predict, out: Path, contents: Contents, checkpoint: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    damaged = Path(shutil.copytree(checkpoint, tmp_path / "damaged"))
    tensors = load_file(damaged / "panx" / "model.safetensors")
    kept = {n: t for n, t in tensors.items() if "attention.self.query.bias" not in n}
    save_file(kept, damaged / "panx" / "model.safetensors", metadata={"format": "pt"})
    assert predict(*FOUR)[0] == 0
    before = contents()
    code, _, stderr = predict(*FOUR, "--overwrite", model=damaged)
    assert code == 3
    assert "query.bias" in stderr
    assert contents() == before


def test_answers_that_are_not_numbers_are_never_written_as_labels(
    predict: Predict, contents: Contents, checkpoint: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    damaged = Path(shutil.copytree(checkpoint, tmp_path / "damaged"))
    tensors = load_file(damaged / "xnli" / "model.safetensors")
    tensors["classifier.out_proj.bias"].fill_(float("nan"))
    save_file(tensors, damaged / "xnli" / "model.safetensors", metadata={"format": "pt"})
    code, _, stderr = predict(*ONE, model=damaged)
    assert code == 3
    assert "NaN" in stderr
    assert contents().keys() == set()


def test_a_folder_that_cannot_be_made_is_a_storage_error(
    predict: Predict, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = os.mkdir

    def refuse(path: Any, *arguments: Any, **more: Any) -> None:
        if Path(path).is_relative_to(out):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        original(path, *arguments, **more)

    monkeypatch.setattr(os, "mkdir", refuse)
    code, _, stderr = predict(*ONE)
    assert code == 5
    assert "writing is not permitted" in stderr
    assert not out.exists()


def test_a_file_in_the_way_of_the_folder_is_a_storage_error(
    predict: Predict, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, _, stderr = predict(*ONE, to=tmp_path / "file" / "my-sub")
    assert code in (2, 5)
    assert "my-sub" in stderr


def test_what_a_killed_run_left_half_written_does_not_spoil_the_next(
    predict: Predict, out: Path
) -> None:
    """A killed process cannot remove its temporary file."""
    folder = out / "predictions" / "xnli"
    folder.mkdir(parents=True)
    (folder / ".en.jsonl.4711.tmp").write_text('{"id": "0", "la', encoding="utf-8")
    (out / ".unfinished").mkdir()
    (out / ".unfinished" / "settings.json").write_text('{"dty', encoding="utf-8")
    (out / ".manifest.json.4711.tmp").write_text("{", encoding="utf-8")
    code, _, stderr = predict(*ONE)
    assert code == 0, stderr
    assert [p.place for p in validate(out).problems if p.severity == "error"] == []


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    "name",
    ["Upper", ".dot", "-dash", "dot.", "a b", "a/b", "", "ä", "x" * 65, "a\nb", "a\n", "../x"],
)
def test_a_name_that_a_board_cannot_take_is_wrong_usage(
    name: str, predict: Predict, out: Path
) -> None:
    code, _, stderr = predict(*ONE, "--name", name)
    assert code == 2
    assert "cannot be a submission's name" in stderr
    assert not out.exists()


@pytest.mark.parametrize("name", ["x", "0", "a.b_c-d", "x" * 64])
def test_a_name_is_taken_as_given(name: str, predict: Predict, manifest: ReadManifest) -> None:
    assert predict(*ONE, "--name", name)[0] == 0
    assert manifest()["name"] == name


@pytest.mark.parametrize(
    ("folder", "name"), [("My Sub", "my-sub"), ("XLM-R_large.v2", "xlm-r_large.v2")]
)
def test_the_folders_name_in_lower_case_is_the_default(
    folder: str, name: str, predict: Predict, tmp_path: Path
) -> None:
    assert predict(*ONE, to=tmp_path / folder)[0] == 0
    written = json.loads((tmp_path / folder / "manifest.json").read_text(encoding="utf-8"))
    assert written["name"] == name


@pytest.mark.usefixtures("no_weights")
def test_a_folder_whose_name_cannot_be_a_submissions_asks_for_one(
    predict: Predict, tmp_path: Path
) -> None:
    code, _, stderr = predict(*ONE, to=tmp_path / "größe")
    assert code == 2
    assert "Pass --name" in stderr


@pytest.mark.usefixtures("no_weights")
def test_without_a_folder_to_write_there_is_only_the_dry_run(predict: Predict) -> None:
    code, _, stderr = predict(*ONE, to=None)
    assert code == 2
    assert "--dry-run" in stderr
