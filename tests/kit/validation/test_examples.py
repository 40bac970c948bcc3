"""Every problem code has an example folder that triggers it, and it alone."""

import filecmp
import os
from pathlib import Path

import pytest

from examples import make_examples
from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.submission.records import LineReader
from xstilts_kit.validation import validate

EXAMPLES = make_examples.HERE


NOT_COMMITTED = {"XS106", "XS306"}


def codes_in(folder: Path) -> set[str]:
    return {problem.code for problem in validate(folder).problems}


def test_every_code_has_an_example() -> None:
    assert set(make_examples.FAULTS) | NOT_COMMITTED == set(CODES)


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
    assert report.verified == ("xnli/de", "xnli/en", "panx/en")


@pytest.mark.parametrize("code", sorted(make_examples.FAULTS))
def test_an_example_triggers_its_code_and_no_other(code: str) -> None:
    assert codes_in(EXAMPLES / code) == {code, *make_examples.ALSO.get(code, ())}


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
