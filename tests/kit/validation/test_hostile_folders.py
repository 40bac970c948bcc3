"""Folders made to do harm: links, pipes, names, depths, counts; bounded in memory and in time."""

import json
import os
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from examples import make_examples
from xstilts_kit.cli import group, run
from xstilts_kit.validation.folder import MOST_FILES
from xstilts_kit.validation.validating import validate

Check = Callable[..., tuple[int, str]]


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Processor time, so that a busy machine does not count."""
    start = time.process_time()
    yield
    assert time.process_time() - start < seconds


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


def test_of_a_folder_with_very_many_files_just_that_is_said(tmp_path: Path) -> None:
    """Not that the listed files, which lie behind the others, are missing."""
    make_examples.valid().write(tmp_path)
    (tmp_path / "z").mkdir()
    for number in range(MOST_FILES + 10):
        (tmp_path / "z" / str(number)).touch()
    assert [problem.code for problem in validate(tmp_path).problems] == ["XS107"]


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


def test_a_count_beside_a_file_as_large_costs_no_memory(tmp_path: Path) -> None:
    """A sparse file is free to make, so its size bounds nothing."""
    draft = make_examples.valid()
    draft.manifest["data"][0] |= {"examples": 10**15, "limit": None, "edition": None}
    draft.manifest["files"][0]["records"] = 10**15
    draft.write(tmp_path)
    os.truncate(tmp_path / make_examples.DE, 1_000_000)
    tracemalloc.start()
    codes = {problem.code for problem in validate(tmp_path).problems}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert {"XS105", "XS408", "XS411"} <= codes
    assert peak < 30_000_000


def test_a_linked_folder_is_not_followed(tmp_path: Path) -> None:
    make_examples.valid().write(tmp_path / "sub")
    (tmp_path / "sub/predictions/panx").rename(tmp_path / "elsewhere")
    (tmp_path / "sub/predictions/panx").symlink_to(tmp_path / "elsewhere")
    found = [(problem.code, problem.path) for problem in validate(tmp_path / "sub").problems]
    assert found == [("XS102", "predictions/panx"), ("XS104", make_examples.PANX)]


def test_a_linked_manifest_is_not_read(tmp_path: Path) -> None:
    make_examples.valid().write(tmp_path)
    (tmp_path / "manifest.json").rename(tmp_path / "other.json")
    (tmp_path / "manifest.json").symlink_to("other.json")
    report = validate(tmp_path)
    assert report.manifest is None
    assert [problem.code for problem in report.problems] == ["XS102"]


def test_a_link_behind_very_many_folders_does_not_pass_unseen(tmp_path: Path) -> None:
    make_examples.valid().write(tmp_path)
    (tmp_path / "a").mkdir()
    for number in range(MOST_FILES + 10):
        (tmp_path / "a" / f"{number:06}").mkdir()
    (tmp_path / "a" / "z").symlink_to("/etc/passwd")
    assert not validate(tmp_path).valid


def test_folders_nested_beyond_the_longest_path_are_a_problem(check: Check, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    folder = os.open(tmp_path / "sub", os.O_RDONLY)
    for _ in range(25):
        os.mkdir("d" * 200, dir_fd=folder)
        inner = os.open("d" * 200, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    exit_code, printed = check(make_examples.valid())
    assert exit_code == 1
    assert "XS106" in printed


def test_a_folder_that_cannot_be_listed_is_a_problem_and_what_lies_in_it_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_examples.valid().write(tmp_path)
    scandir = os.scandir

    def refuse(path: Path) -> object:
        if Path(path).name == "panx":
            raise PermissionError(13, os.strerror(13), str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found = [(problem.code, problem.path) for problem in validate(tmp_path).problems]
    assert found == [("XS106", "predictions/panx")]


@pytest.mark.parametrize(
    "name",
    [
        b"escape \x1b[31m",
        b"line\n::error::b",
        b"not utf-8 \xff",
        "turned \u202e round".encode(),
        "ended \u2028 early".encode(),
    ],
    ids=["escape", "line", "not-utf-8", "turned", "ended"],
)
@pytest.mark.parametrize("format_", ["text", "github", "json"])
def test_any_file_name_can_be_printed_and_none_controls_the_terminal(
    check: Check, tmp_path: Path, name: bytes, format_: str
) -> None:
    (tmp_path / "sub").mkdir()
    Path(os.fsdecode(os.fsencode(tmp_path / "sub") + b"/" + name)).write_bytes(b"x")
    exit_code, printed = check(make_examples.valid(), "--format", format_)
    assert exit_code == 1
    assert "XS103" in printed
    if format_ == "json":
        assert json.loads(printed)["errors"] == 1
    else:
        assert not {"\x1b", "\u202e", "\u2028"} & set(printed)
        assert "\n::error::b" not in printed


@pytest.mark.parametrize("name", [b"not utf-8 \xff", b"line\n::error::b"], ids=["bytes", "line"])
@pytest.mark.parametrize("format_", ["text", "github", "json"])
def test_the_name_of_the_submission_itself_can_be_printed_whatever_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: bytes, format_: str
) -> None:
    folder = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    make_examples.valid().write(folder)
    assert run(group, "xstilts-submit", ["validate", str(folder), "--format", format_]) == 0
    assert "\n::error::b" not in capsys.readouterr().out


def test_very_many_keys_one_of_them_twice_take_no_longer_than_their_number(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.raw_manifest = json.dumps({str(i): 1 for i in range(20_000)})[:-1].encode()
    draft.raw_manifest += b', "19999": 1}'
    draft.write(tmp_path)
    with at_most(seconds=1.5):
        problems = list(validate(tmp_path).problems)
    assert [problem.code for problem in problems] == ["XS402"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("languages", [1] * 40_000),
        ("tasks", [1] * 40_000),
        ("label_map", {str(i): 1 for i in range(40_000)}),
    ],
)
def test_very_many_faults_in_the_manifest_cost_little_memory(
    tmp_path: Path, field: str, value: object
) -> None:
    draft = make_examples.valid()
    draft.manifest["models"][0][field] = value
    draft.write(tmp_path)
    tracemalloc.start()
    codes = {problem.code for problem in validate(tmp_path).problems}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert codes == {"XS202"}
    assert peak < 40_000_000


def test_very_many_faults_in_the_manifest_cost_little_time(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.raw_manifest = json.dumps(draft.manifest | {"files": [1] * 150_000}).encode()
    draft.write(tmp_path)
    with at_most(seconds=1.5):
        assert not validate(tmp_path).valid


def test_very_many_faults_in_one_record_cost_little_time(tmp_path: Path) -> None:
    draft = make_examples.valid()
    lines = draft.files[make_examples.PANX].splitlines(keepends=True)
    lines[0] = json.dumps({"id": "0", "tags": [1] * 150_000}).encode() + b"\n"
    draft.files[make_examples.PANX] = b"".join(lines)
    draft.write(tmp_path)
    with at_most(seconds=1.5):
        assert not validate(tmp_path).valid


def test_very_many_names_of_mixed_kinds_take_no_longer_than_their_number(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.manifest["models"][0]["tasks"] = [1, *(f"t{i}" for i in range(8_000))]
    draft.write(tmp_path)
    with at_most(seconds=1):
        problems = list(validate(tmp_path).problems)
    assert {problem.code for problem in problems} == {"XS202"}


def test_a_sparse_file_behind_a_small_claim_is_not_read(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.write(tmp_path)
    with (tmp_path / make_examples.DE).open("r+b") as file:
        file.truncate(20 << 30)
    with at_most(2):
        problems = list(validate(tmp_path).problems)
    assert {problem.code for problem in problems} == {"XS105"}
