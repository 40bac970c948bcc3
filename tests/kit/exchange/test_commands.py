"""`inputs`, `import` and `export` as a user types them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xstilts_kit.cli import group, run

Here = Callable[..., tuple[int, str, str]]

DE = ("--suite", "mini", "--language", "de", "--task", "xnli", "--task", "panx")


@pytest.fixture
def here(capsys: pytest.CaptureFixture[str]) -> Here:
    def ask(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(group, "xstilts-submit", list(arguments))
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return ask


def test_from_inputs_to_a_score(here: Here, tmp_path: Path) -> None:
    """What the README would show: inputs, somebody else's predictions, import, score."""
    inputs, theirs, sub = tmp_path / "in", tmp_path / "theirs", str(tmp_path / "my-sub")
    code, out, err = here("inputs", *DE, "--out", str(inputs))
    assert (code, out) == (0, f"{inputs}: {_rows(inputs)} rows in 2 files\n")
    assert "import --format jsonl" in err
    (theirs / "xnli").mkdir(parents=True)
    (theirs / "panx").mkdir()
    for line in (inputs / "inputs/xnli/de.jsonl").read_text(encoding="utf-8").splitlines():
        with (theirs / "xnli/de.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"id": json.loads(line)["id"], "label": "neutral"}) + "\n")
    for line in (inputs / "inputs/panx/de.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        with (theirs / "panx/de.jsonl").open("a", encoding="utf-8") as file:
            file.write(json.dumps({"id": row["id"], "tags": ["O"] * len(row["tokens"])}) + "\n")
    described = (
        "--model-name", "our-encoder", "--name", "ours", "--author", "A. Author", "--github",
        "author:1", "--licence", "CC-BY-4.0", "--supervision", "labelled_languages=en",
        "--base-model", "some/encoder@main", "--notes", "made elsewhere",
    )  # fmt: skip
    code, out, err = here("import", str(theirs), "--format", "jsonl", *DE, *described, "--out", sub)
    assert code == 0, err
    assert "records in 2 files" in out
    assert "Unverified" not in err
    manifest = json.loads((tmp_path / "my-sub/manifest.json").read_text(encoding="utf-8"))
    assert manifest["name"] == "ours"
    assert manifest["models"][0]["id"] == "our-encoder"
    assert manifest["models"][0]["base_model"] == "some/encoder"
    assert manifest["author"]["github"] == [{"login": "author", "id": 1}]
    assert manifest["supervision"]["labelled_languages"] == ["en"]
    assert here("validate", sub, "--source", "mini")[0] == 0
    assert here("score", sub)[0] == 0


def _rows(folder: Path) -> int:
    return sum(path.read_bytes().count(b"\n") for path in folder.rglob("*.jsonl"))


def test_problems_are_listed_with_place_and_remedy_and_nothing_is_written(
    here: Here, exported: Path, tmp_path: Path
) -> None:
    (exported / "xnli/test-de.tsv").write_text("Neutral\n", encoding="utf-8")
    asked = ("import", str(exported), "--format", "xtreme", *DE, "--out", str(tmp_path / "out"))
    code, out, err = here(*asked)
    assert (code, out) == (1, "")
    assert f"{exported}/xnli/test-de.tsv:1: XS607 error: label 'Neutral'" in err
    assert "letter for letter" in err
    assert "2 errors" in err
    assert not (tmp_path / "out").exists()
    code, out, err = here(*asked, "--json")
    report = json.loads(out)
    assert (code, report["imported"], report["errors"]) == (1, False, 2)
    assert [problem["code"] for problem in report["problems"]] == ["XS609", "XS607"]


def test_an_earlier_submission_stays_when_the_new_one_has_errors(
    here: Here, exported: Path, imported: Path, tmp_path: Path
) -> None:
    import shutil

    out = shutil.copytree(imported, tmp_path / "out")
    before = (out / "manifest.json").read_bytes()
    asked = ("import", str(exported), "--format", "xtreme", *DE, "--out", str(out))
    code, _, err = here(*asked)
    assert code == 2
    assert "--overwrite" in err
    (exported / "xnli/test-de.tsv").write_text("Neutral\n", encoding="utf-8")
    assert here(*asked, "--overwrite")[0] == 1
    assert (out / "manifest.json").read_bytes() == before
    (exported / "xnli/test-de.tsv").unlink()
    code, said, _ = here(*asked, "--overwrite")
    assert code == 0
    assert "partial: 1 of 2 of mini" in said
    assert [path.name for path in (out / "predictions").glob("*/*")] == ["de.jsonl"]


def test_a_full_disk_leaves_no_folder_that_looks_whole(
    here: Here, exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    replace, out = Path.replace, tmp_path / "out"

    def full(self: Path, target: Path) -> Path:
        if target.name == "manifest.json":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return replace(self, target)

    asked = ("import", str(exported), "--format", "xtreme", *DE, "--out", str(out))
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", full)
        code, _, err = here(*asked)
    assert code == 5
    assert "the disk is full" in err
    assert not (out / "manifest.json").exists()
    assert here(*asked)[0] == 0
    assert here("validate", str(out))[0] == 0


def test_without_inputs_it_is_said_that_no_board_takes_it(
    here: Here, exported: Path, tmp_path: Path
) -> None:
    asked = ("--suite", "xtreme", "--source", "none", "--language", "de", "--task", "xnli")
    out = str(tmp_path / "out")
    code, _, err = here("import", str(exported), "--format", "xtreme", *asked, "--out", out)
    assert code == 0
    assert "no board takes it" in err
    code, out, err = here(
        "import", str(exported), "--format", "xtreme", *asked, "--out", f"{out}2", "--json", "-q"
    )
    report = json.loads(out)
    assert (code, err) == (0, "")
    assert (report["imported"], report["unverified"]) == (True, ["xnli/de"])


def test_export_prints_what_it_wrote(here: Here, imported: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, said, _ = here("export", str(imported), "--out", str(out))
    assert (code, said) == (0, f"{out}: 18 files\n")
    assert (out / "xquad/test-de.json").read_text(encoding="utf-8").isascii()
    code, said, _ = here("export", str(imported), "--out", str(tmp_path / "b"), "--json")
    assert code == 0
    assert "panx/test-de.tsv" in json.loads(said)["files"]


def test_a_submission_that_is_not_valid_is_not_exported(
    here: Here, imported: Path, tmp_path: Path
) -> None:
    import shutil

    sub = shutil.copytree(imported, tmp_path / "sub")
    (sub / "predictions/xnli/de.jsonl").unlink()
    code, _, err = here("export", str(sub), "--out", str(tmp_path / "out"))
    assert code == 1
    assert "XS104" in err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sub"]
    assert here("export", str(tmp_path / "gone"), "--out", str(tmp_path / "out"))[0] == 2
    assert here("export", str(imported), "--out", str(sub))[0] == 2
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("import", "x", "--format", "xtreme"), 2, "--out"),
        (("import", "x", "--out", "y"), 2, "--format"),
        (("import", "x", "--format", "csv", "--out", "y"), 2, "jsonl"),
        (("import", "x", "--format", "xtreme", "--out", "y"), 2, "x does not exist"),
        (("import", "x", "--format", "jsonl", "--out", "y", "--gold", "z"), 3, "gold folder z"),
        (("import", "x", "--format", "jsonl", "--out", "Ä"), 2, "--name"),
        (("import", "x", "--format", "jsonl", "--out", "y", "--github", "me"), 2, "LOGIN:ID"),
        (("import", "x", "--format", "jsonl", "--out", "y", "--suite", "mimi"), 2, "mini"),
        (("inputs", "--suite", "mini"), 2, "--out"),
        (("inputs", "--out", "y", "--source", "none"), 3, "no source is given"),
        (("inputs", "--out", "y", "--task", "xnli"), 3, "was not fetched before, and XSTILTS_OFF"),
        (("export", "x"), 2, "--out"),
    ],
)
def test_wrong_usage_is_answered(
    arguments: tuple[str, ...],
    code: int,
    says: str,
    here: Here,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = here(*arguments)
    assert (found, out) == (code, "")
    assert says in err
    assert list(tmp_path.iterdir()) == []


def test_no_heavy_library_is_loaded(exported: Path, tmp_path: Path) -> None:
    sub, out = str(tmp_path / "sub"), str(tmp_path / "x")
    asked = [*DE, "--format", "xtreme", "--out", sub]
    program = (
        "import sys\n"
        "from xstilts_kit.cli import group, run\n"
        f"run(group, 'x', ['inputs', *{DE!r}, '--out', {str(tmp_path / 'in')!r}])\n"
        f"assert run(group, 'x', ['import', {str(exported)!r}, *{asked!r}]) == 0\n"
        f"run(group, 'x', ['export', {sub!r}, '--out', {out!r}])\n"
        "heavy = ('torch', 'transformers', 'datasets', 'pandas', 'pyarrow', 'sklearn')\n"
        "print('LOADED', [name for name in heavy if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "LOADED []", done.stderr
    assert (tmp_path / "x/panx/test-de.tsv").is_file()
