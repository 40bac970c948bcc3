"""Every problem code has an example folder that triggers it, and it alone, at its place."""

import filecmp
import os
from pathlib import Path

import pytest

from examples import make_examples
from xstilts_kit.cell import Cell
from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.submission.records import LineReader
from xstilts_kit.validation.validating import validate

EXAMPLES = make_examples.HERE

PLACES = {
    "XS101": "manifest.json",
    "XS102": "predictions/xnli/de.jsonl",
    "XS103": "notes.txt",
    "XS104": "predictions/xnli/de.jsonl",
    "XS105": "predictions/xnli/de.jsonl",
    "XS201": "manifest.json:28:16",
    "XS202": "manifest.json",
    "XS203": "manifest.json",
    "XS204": "manifest.json",
    "XS205": "manifest.json",
    "XS206": "manifest.json",
    "XS207": "manifest.json",
    "XS301": "predictions/xnli/de.jsonl",
    "XS302": "predictions/xnli/de.jsonl:2:9",
    "XS303": "predictions/xnli/de.jsonl:1",
    "XS304": "predictions/xnli/de.jsonl:1",
    "XS305": "predictions/xnli/de.jsonl:1:26",
    "XS307": "predictions/xnli/de.jsonl:3",
    "XS308": "predictions/xnli/de.jsonl:5",
    "XS401": "predictions/xnli/de.jsonl:5:13",
    "XS402": "predictions/xnli/de.jsonl:3",
    "XS403": "predictions/xnli/de.jsonl:3",
    "XS404": "predictions/xnli/de.jsonl:3",
    "XS405": "predictions/xnli/de.jsonl:2",
    "XS406": "predictions/xnli/de.jsonl:4",
    "XS407": "predictions/xnli/de.jsonl:4",
    "XS408": "predictions/xnli/de.jsonl",
    "XS409": "predictions/xnli/de.jsonl:2",
    "XS410": "predictions/panx/en.jsonl:1",
    "XS411": "predictions/xnli/de.jsonl",
    "XS412": "predictions/tatoeba/de.jsonl:3",
    "XS413": "predictions/bucc2018/de.jsonl:2",
    "XS414": "predictions/xquad/de.jsonl:1",
    "XS501": "predictions/xnli/de.jsonl",
    "XS502": "manifest.json",
    "XS503": "manifest.json",
}
"""Where the fault was planted, read off the folder by eye."""


def codes_in(folder: Path) -> set[str]:
    return {problem.code for problem in validate(folder).problems}


def test_every_code_has_a_folder_and_every_folder_a_code() -> None:
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir()} - {"__pycache__"}
    codes = {code for code in CODES if code < "XS600"}  # above are those of `import`
    assert folders == codes | {"valid"}
    assert set(make_examples.FAULTS) == codes - set(make_examples.NOT_KEPT)


def test_the_committed_folders_are_what_the_builder_makes(tmp_path: Path) -> None:
    make_examples.build(tmp_path)

    def tree(root: Path) -> set[str]:
        names = {p.relative_to(root).as_posix() for p in root.glob("*/**/*") if not p.is_dir()}
        return {name for name in names if not name.startswith("__pycache__")}

    assert tree(tmp_path) == tree(EXAMPLES)
    for name in tree(tmp_path):
        made, kept = tmp_path / name, EXAMPLES / name
        assert made.is_symlink() == kept.is_symlink()
        if made.is_symlink():
            assert made.readlink() == kept.readlink()
        else:
            assert filecmp.cmp(made, kept, shallow=False), name


def test_the_valid_example_is_valid_and_verified() -> None:
    report = validate(EXAMPLES / "valid")
    assert report.valid
    assert list(report.problems) == []
    assert [cell.name for cell in report.verified] == ["xnli/de", "xnli/en", "panx/en"]


def test_a_submission_of_every_family_is_valid_and_verified(tmp_path: Path) -> None:
    make_examples.valid(make_examples.EVERY_FAMILY).write(tmp_path)
    report = validate(tmp_path)
    assert list(report.problems) == []
    assert report.verified == tuple(Cell(*pair) for pair in make_examples.EVERY_FAMILY)


@pytest.mark.parametrize("code", sorted(make_examples.FAULTS))
def test_an_example_triggers_its_code_and_no_other(code: str) -> None:
    assert codes_in(EXAMPLES / code) == {code, *make_examples.ALSO.get(code, ())}


@pytest.mark.parametrize("code", sorted(PLACES))
def test_an_example_is_reported_at_its_place(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = EXAMPLES / code
    exit_code = run(group, "xstilts-submit", ["validate", str(folder)])
    severity = CODES[code].severity
    assert exit_code == (1 if severity == "error" else 0)
    assert f"{folder}/{PLACES[code]}: {code} {severity}: " in capsys.readouterr().out


def test_every_example_has_a_place() -> None:
    assert set(PLACES) == set(make_examples.FAULTS)


def test_a_line_of_more_than_a_mebibyte_is_a_problem_of_its_own(tmp_path: Path) -> None:
    draft = make_examples.valid()
    lines = draft.files[make_examples.DE].splitlines(keepends=True)
    lines[2] = b'{"id": "2", "label": "' + b"a" * (1 << 20) + b'"}\n'
    draft.files[make_examples.DE] = b"".join(lines)
    draft.write(tmp_path)
    problems = list(validate(tmp_path).problems)
    assert [(p.code, p.line) for p in problems] == [("XS306", 3)]


def test_a_file_that_cannot_be_read_is_a_problem_not_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_examples.valid().write(tmp_path)

    def refuse(self: LineReader) -> None:
        raise OSError(13, os.strerror(13))

    monkeypatch.setattr(LineReader, "__iter__", refuse)
    problems = list(validate(tmp_path).problems)
    assert {p.code for p in problems} == {"XS106"}
    assert len(problems) == 3
