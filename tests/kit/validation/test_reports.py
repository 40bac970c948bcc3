"""How the problems of a submission are printed: bounded, escaped, and readable by machines."""

import json
import re
from collections.abc import Callable

import pytest

from examples import make_examples
from xstilts_kit.diagnostics.codes import CODES

Check = Callable[..., tuple[int, str]]


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


def test_every_fault_of_one_file_is_reported(check: Check) -> None:
    draft = make_examples.valid()
    lines = draft.files[make_examples.DE].splitlines()
    lines[0] = b'{"id": "0", "label": "Neutral"}'
    lines[1] = b'{"id": "1"'
    lines[2] = b"\xff"
    lines[3] += b"\r"
    lines[4] = b'{"id": "4", "label": 4}'
    draft.files[make_examples.DE] = b"\n".join(lines)
    _, printed = check(draft, "--json")
    found = [(p["line"], p["code"]) for p in json.loads(printed)["problems"]]
    assert sorted(found) == [
        (1, "XS405"),
        (2, "XS401"),
        (3, "XS302"),
        (4, "XS304"),
        (5, "XS308"),
        (5, "XS404"),
    ]


def test_json_has_every_field_of_the_report_and_of_each_problem(check: Check) -> None:
    draft = make_examples.valid()
    for number in range(23):
        draft.files[f"stray-{number}.txt"] = b"x"
    draft.manifest["data"][2] |= {"edition": None, "inputs_fingerprint": "0" * 64}
    draft.manifest["data"][2]["split"] = "validation"
    exit_code, printed = check(draft, "--json")
    report = json.loads(printed)
    assert exit_code == 1
    assert report["valid"] is False
    assert (report["errors"], report["warnings"]) == (23, 1)
    assert report["not_shown"] == {"XS103": 3}
    assert report["verified"] == ["xnli/de", "xnli/en"]
    assert report["unverified"] == ["panx/en"]
    assert "panx/de" in report["absent"]
    assert report["submission"].endswith("/sub")
    for problem in report["problems"]:
        assert problem["severity"] == CODES[problem["code"]].severity
        assert problem["title"] == CODES[problem["code"]].title
        assert problem["remedy"] == CODES[problem["code"]].remedy
        assert set(problem) == {
            *("code", "severity", "title", "path", "line", "column", "message", "remedy")
        }


@pytest.mark.parametrize("options", [("--json",), ("--format", "json")])
def test_json_of_a_valid_submission_has_no_problems(check: Check, options: tuple[str, ...]) -> None:
    exit_code, printed = check(make_examples.valid(), *options)
    assert exit_code == 0
    assert json.loads(printed)["valid"] is True
    assert json.loads(printed)["problems"] == []


@pytest.mark.parametrize("format_", ["github", "text"])
def test_a_workflow_command_cannot_be_smuggled_in(check: Check, format_: str) -> None:
    """Not through a label, an id, a field's name or a file's name: only lines of our own."""
    draft = make_examples.valid()
    command = "\n::add-mask::x%0A::error::y"
    draft.replace(make_examples.DE, '"label": "e', f'"label": {json.dumps(command)[:-1]}')
    draft.replace(make_examples.EN, '"id": "2"', f'"id": {json.dumps(command)}')
    draft.replace(make_examples.PANX, '"id": "2"', f'{json.dumps(command)}: 1, "id": "2"')
    draft.files["a\n::error::,x:y%.txt"] = b"x"
    _, printed = check(draft, "--format", format_)
    commands = [line for line in printed.splitlines() if line.startswith("::")]
    assert all(re.match(r"::error file=[^:,]*/sub/", line) for line in commands)
    assert len(commands) == (5 if format_ == "github" else 0)
