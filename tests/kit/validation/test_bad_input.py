"""Bad text, bad records, bad manifests: a message with its place and exit code 1, no traceback."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from examples import make_examples
from xstilts_kit import miniature
from xstilts_kit.cli import group, run
from xstilts_kit.validation.validating import validate

Check = Callable[..., tuple[int, str]]


def test_a_path_that_is_not_there_or_no_folder_is_wrong_usage(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("x")
    for name, complaint in (("absent", "does not exist"), ("file", "is a file, not a folder")):
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
        ('{"id": "2", "label": "\\ud800"}', "XS401"),
        ('{"id": "2", "label": "Neutral"}', "XS405"),
        ('{"id": "2", "label": "neutral", "label": "neutral"}', "XS402"),
        ('{"id": "\\ud800", "label": "neutral"}', "XS401"),
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


def test_counts_that_lie_are_found(tmp_path: Path) -> None:
    draft = make_examples.valid()
    draft.manifest["files"][0]["records"] = 4
    draft.manifest["data"][0]["limit"] = 4
    draft.write(tmp_path)
    assert {p.code for p in validate(tmp_path).problems} == {"XS407", "XS411"}


def test_a_record_in_its_place_is_not_called_out_of_order(tmp_path: Path) -> None:
    """Of 1 0 2 3 4 only the 0 is late; where 2 is missing, 3 and 4 still rise."""
    make_examples.draft_of("XS409").write(tmp_path / "swapped")
    lines = {p.line for p in validate(tmp_path / "swapped").problems if p.code == "XS409"}
    assert lines and lines <= {1, 2}
    hole = make_examples.valid()
    records = hole.files[make_examples.DE].splitlines(keepends=True)
    hole.files[make_examples.DE] = b"".join(records[:2] + records[3:])
    hole.write(tmp_path / "hole")
    assert {p.code for p in validate(tmp_path / "hole").problems} == {"XS408", "XS411"}


def test_an_unknown_tag_is_named_with_its_own_position(check: Check) -> None:
    draft = make_examples.valid()
    lines = draft.files[make_examples.PANX].decode().splitlines()
    record = json.loads(lines[0])
    record["tags"][:3] = ["Z-LAST", "O", "A-FIRST"]
    draft.files[make_examples.PANX] = "\n".join([json.dumps(record), *lines[1:], ""]).encode()
    _, printed = check(draft)
    assert "'Z-LAST' at token 1" in printed or "'A-FIRST' at token 3" in printed


@pytest.mark.parametrize("bad", [b"\0", b"\xff"])
def test_a_column_counts_characters(tmp_path: Path, bad: bytes) -> None:
    """As `Problem.column` says, and as JSON faults are counted already."""
    draft = make_examples.valid()
    lines = draft.files[make_examples.DE].splitlines(keepends=True)
    lines[2] = '{"äöü": "'.encode() + bad + b'"}\n'
    draft.files[make_examples.DE] = b"".join(lines)
    draft.write(tmp_path)
    (problem,) = (p for p in validate(tmp_path).problems if p.line == 3)
    assert problem.column == len('{"äöü": "') + 1


def test_tags_are_counted_against_the_tokens_of_the_source_given(check: Check) -> None:
    draft = make_examples.valid()
    source = f"panx=folder:{miniature.DATA}"
    assert check(draft, "--source", source)[0] == 0
    make_examples.tag_too_few(draft)
    exit_code, printed = check(draft, "--source", source)
    assert exit_code == 1
    assert f"{make_examples.PANX}:1: XS410" in printed
    assert "6 tags; the sentence has 7 tokens" in printed


def test_a_source_with_other_text_is_another_source(check: Check, tmp_path: Path) -> None:
    copy = tmp_path / "download" / "panx"
    copy.mkdir(parents=True)
    text = (miniature.DATA / "panx/test-en.tsv").read_text(encoding="utf-8")
    (copy / "test-en.tsv").write_text(f"Other{text}", encoding="utf-8")
    source = f"panx=folder:{tmp_path / 'download'}"
    exit_code, printed = check(make_examples.valid(), "--source", source)
    assert exit_code == 1
    assert f"{make_examples.PANX}: XS501" in printed


def test_a_source_that_is_not_there_is_exit_code_3(check: Check, tmp_path: Path) -> None:
    exit_code, printed = check(make_examples.valid(), "--source", f"folder:{tmp_path / 'gone'}")
    assert exit_code == 3
    assert "gone does not exist" in printed


@pytest.mark.parametrize(
    ("task", "code"),
    [("xnly", "XS204"), ("siqa", "XS204"), ("XNLI", "XS202"), ("xnli/../panx", "XS202")],
)
def test_a_task_nobody_knows_is_a_problem(check: Check, task: str, code: str) -> None:
    draft = make_examples.valid()
    draft.manifest["data"][0]["task"] = task
    exit_code, printed = check(draft)
    assert exit_code == 1
    assert f"manifest.json: {code} error: " in printed
    assert task in printed


@pytest.mark.parametrize("edition", ["mini-99", "hub-0000", "official"])
def test_an_edition_nobody_knows_is_not_passed_over_in_silence(
    tmp_path: Path, edition: str
) -> None:
    draft = make_examples.valid()
    draft.manifest["data"][0]["edition"] = edition
    draft.write(tmp_path)
    codes = {problem.code for problem in validate(tmp_path).problems}
    assert codes and codes <= {"XS502", "XS503"}


@pytest.mark.parametrize(
    ("place", "field"), [("data", "limit"), ("data", "examples"), ("files", "records")]
)
def test_a_whole_number_written_with_a_point_is_a_whole_number(
    tmp_path: Path, place: str, field: str
) -> None:
    """JSON Schema calls 5.0 an integer, so nothing behind the schema may stumble over it."""
    draft = make_examples.valid()
    draft.manifest[place][0][field] = float(draft.manifest[place][0][field])
    draft.write(tmp_path)
    report = validate(tmp_path)
    assert report.valid
    assert report.manifest is not None
    assert type(getattr(getattr(report.manifest, place)[0], field)) is int


def test_a_number_beyond_all_floats_is_not_read_as_infinity(check: Check) -> None:
    draft = make_examples.valid()
    draft.manifest["settings"]["thresholds"] = {"de": 0.25}
    draft.seal()
    draft.raw_manifest = json.dumps(draft.manifest).replace("0.25", "1e999").encode()
    exit_code, printed = check(draft)
    assert exit_code == 1
    assert "manifest.json: XS403" in printed


@pytest.mark.parametrize("innermost", ["1", '"\\ud800"'])
def test_no_depth_of_nesting_ends_in_a_traceback(tmp_path: Path, innermost: str) -> None:
    """Also at the last depth that the parser takes, with the checks' own calls on top of it."""
    limit = sys.getrecursionlimit()
    draft = make_examples.valid()
    draft.manifest["settings"]["thresholds"] = {"de": 0.25}
    draft.seal()
    text = json.dumps(draft.manifest)
    for depth in range(limit - 250, limit + 1):
        nested = '{"a":' * depth + innermost + "}" * depth
        draft.raw_manifest = text.replace("0.25", nested).encode()
        draft.write(tmp_path)
        assert not validate(tmp_path).valid
