"""Bad input: a clear message with its place, exit code 1, never a traceback, bounded memory."""

import json
import os
import tracemalloc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from examples import make_examples
from xstilts_kit.cli import group, run
from xstilts_kit.validation import MOST_FILES, validate

Check = Callable[..., tuple[int, str]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """Write a draft and validate it on the command line: exit code and all that was printed."""

    def write_and_validate(draft: Any, *options: str) -> tuple[int, str]:
        folder = tmp_path / "sub"
        draft.write(folder)
        code = run(group, "xstilts-submit", ["validate", str(folder), *options])
        printed = capsys.readouterr()
        return code, printed.out + printed.err

    return write_and_validate


def test_a_path_that_is_not_there_or_no_folder_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    for name, complaint in (("absent", "is not there"), ("file", "is a file, not a folder")):
        assert run(group, "xstilts-submit", ["validate", str(tmp_path / name)]) == 2
        assert complaint in capsys.readouterr().err


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"id": "2", "label": "neutral"', "XS401"),
        ("[" * 100_000, "XS401"),
        ('{"id": ' + "9" * 10_000 + "}", "XS401"),
        ('["2", "neutral"]', "XS404"),
        ("null", "XS404"),
        ('{"id": "2", "label": null}', "XS404"),
        ('{"id": "2", "label": "neutral", "score": 0.5}', "XS404"),
        ('{"id": "2", "label": Infinity}', "XS403"),
        ('{"id": "2", "label": "\\ud800"}', "XS405"),
        ('{"id": "2", "label": "Neutral"}', "XS405"),
        ('{"id": "2", "label": "neutral", "label": "neutral"}', "XS402"),
        ('{"id": "\\ud800", "label": "neutral"}', "XS407"),
        ('{"id": "02", "label": "neutral"}', "XS407"),
    ],
)
def test_a_bad_line_is_located(check: Check, line: str, code: str) -> None:
    draft = make_examples.valid()
    lines = draft.files[make_examples.DE].decode().splitlines()
    lines[2] = line
    draft.files[make_examples.DE] = ("\n".join(lines) + "\n").encode()
    exit_code, printed = check(draft)
    assert exit_code == 1
    assert f"{make_examples.DE}:3" in printed
    assert code in printed


def test_every_fault_of_a_file_is_reported_not_the_first_alone(check: Check) -> None:
    draft = make_examples.valid()
    make_examples.another_case(draft)
    make_examples.tag_too_few(draft)
    make_examples.stray_file(draft)
    draft.replace(make_examples.EN, '{"id": "4"', '{"id": "44"')
    exit_code, printed = check(draft, "--json")
    found = {problem["code"] for problem in json.loads(printed)["problems"]}
    assert exit_code == 1
    assert found == {"XS103", "XS405", "XS407", "XS408", "XS410"}


def test_twenty_of_a_kind_are_shown_and_the_rest_counted(check: Check) -> None:
    draft = make_examples.valid()
    for number in range(30):
        draft.files[f"stray-{number}.txt"] = b"x"
    _, printed = check(draft)
    assert printed.count("XS103 error") == 20
    assert "(10 more not shown)" in printed
    assert "not valid (30 errors)" in printed


def test_control_and_direction_characters_are_escaped(check: Check) -> None:
    draft = make_examples.valid()
    draft.replace(make_examples.DE, '"label": "e', '"label": "\\u202e\\u001b[31me')
    _, printed = check(draft)
    assert "\x1b" not in printed
    assert "\u202e" not in printed
    assert "XS405" in printed


def test_github_lines_are_escaped(check: Check) -> None:
    draft = make_examples.valid()
    draft.replace(make_examples.DE, '"label": "e', '"label": "100%\\n::stop-commands::x,e')
    _, printed = check(draft, "--format", "github")
    (line,) = printed.strip().splitlines()
    assert line.startswith("::error file=")
    assert ",line=2," in line
    assert "100%25" in line


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", "XS202"),
        (b'"manifest"', "XS202"),
        (b"   \n", "XS301"),
        (b"{", "XS201"),
        (b"\xff\xfe{}", "XS302"),
        (b'{"schema": "xstilts-manifest-v1", "schema": "xstilts-manifest-v1"}', "XS402"),
        (b'{"schema": NaN}', "XS403"),
        (b" " * (20 << 20) + b"{}", "XS201"),
        (b"[" * 200_000, "XS201"),
    ],
)
def test_a_manifest_that_is_something_else_is_a_problem(
    check: Check, content: bytes, code: str
) -> None:
    draft = make_examples.valid()
    draft.raw_manifest = content
    exit_code, printed = check(draft)
    assert exit_code == 1
    assert "manifest.json" in printed
    assert code in printed


def test_a_path_outside_the_folder_is_refused_and_never_read(check: Check, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    draft = make_examples.valid()
    draft.manifest["files"][0]["path"] = "../secret"
    draft.sealed = False
    exit_code, printed = check(draft)
    assert exit_code == 1
    assert "XS202" in printed


def test_a_pipe_in_the_folder_does_not_hang(tmp_path: Path) -> None:
    draft = make_examples.valid()
    del draft.files[make_examples.DE]
    draft.write(tmp_path)
    os.mkfifo(tmp_path / make_examples.DE)
    os.mkfifo(tmp_path / "predictions" / "other")
    codes = [problem.code for problem in validate(tmp_path).problems]
    assert codes == ["XS102", "XS102"]


def test_a_manifest_that_is_a_pipe_does_not_hang(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.raw_manifest = b""
    draft.write(tmp_path)
    os.mkfifo(tmp_path / "manifest.json")
    assert [problem.code for problem in validate(tmp_path).problems] == ["XS102"]


def test_a_huge_count_in_the_manifest_costs_no_memory(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.manifest["data"][0] |= {"examples": 10**15, "limit": None, "edition": None}
    draft.manifest["files"][0]["records"] = 10**15
    draft.write(tmp_path)
    tracemalloc.start()
    codes = {problem.code for problem in validate(tmp_path).problems}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {"XS411", "XS408"} <= codes
    assert peak < 50_000_000


def test_a_line_of_a_third_of_a_gigabyte_is_skipped_in_bounded_memory(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.write(tmp_path)
    with (tmp_path / make_examples.DE).open("r+b") as file:
        file.seek(0, os.SEEK_END)
        file.truncate(300_000_000)  # a sparse file of NULs, all in one line
    tracemalloc.start()
    problems = list(validate(tmp_path).problems)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert ("XS306", 6) in [(problem.code, problem.line) for problem in problems]
    assert peak < 30_000_000


def test_a_folder_of_very_many_files_is_not_looked_through_to_its_end(tmp_path: Path) -> None:
    make_examples.valid().write(tmp_path)
    (tmp_path / "a").mkdir()
    for number in range(MOST_FILES + 100):
        (tmp_path / "a" / str(number)).touch()
    report = validate(tmp_path)
    assert report.problems.count("error") <= MOST_FILES + 10
    assert "XS103" in {problem.code for problem in report.problems}


def test_counts_that_lie_are_found(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.manifest["files"][0]["records"] = 4
    draft.manifest["data"][0]["limit"] = 4
    draft.write(tmp_path)
    assert {p.code for p in validate(tmp_path).problems} == {"XS407", "XS411"}
