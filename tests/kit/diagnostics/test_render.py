"""Problems as text, JSON and workflow commands: nothing in them can act on who reads them."""

import json
import re
import sys
import unicodedata
from collections.abc import Mapping

from hypothesis import example, given
from hypothesis import strategies as st

from xstilts_kit.diagnostics.problem import Problem, Problems
from xstilts_kit.diagnostics.render import as_github, as_json, as_text, clean

ANY = st.text(st.characters(exclude_categories=[]), max_size=20)
NASTY = st.one_of(ANY, st.text(alphabet="%:,;=\r\n\x1b\u202e\u2028\ud800a0AD25", max_size=20))
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
"""The characters with the property Bidi_Control, from Unicode's PropList.txt."""


def acts(char: str) -> bool:
    """Whether a terminal, a log or an editor would do something instead of showing it."""
    return unicodedata.category(char) in ("Cc", "Cs", "Zl", "Zp") or char in BIDI_CONTROLS


def one(path: str, message: str, line: int | None = None, column: int | None = None) -> Problems:
    problems = Problems()
    problems.add("XS405", path, message, line, column)
    return problems


def read_command(line: str) -> tuple[str, Mapping[str, str], str]:
    """A workflow command as GitHub's runner reads it: kind, properties, text."""
    head, text = line.removeprefix("::").split("::", 1)
    kind, _, rest = head.partition(" ")
    properties = {}
    for part in rest.split(","):
        name, _, value = part.partition("=")
        for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
            value = value.replace(code, char)
        properties[name] = value
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return kind, properties, text


def test_every_character_that_acts_is_escaped_and_every_other_is_kept() -> None:
    for point in range(sys.maxunicode + 1):
        assert (clean(chr(point)) != chr(point)) == acts(chr(point)), f"U+{point:04X}"


@given(text=ANY)
def test_cleaned_text_can_be_encoded_and_is_one_line(text: str) -> None:
    assert len(clean(text).encode("utf-8").splitlines()) <= 1
    assert len(clean(text).splitlines()) <= 1


@given(path=NASTY, message=NASTY)
def test_text_has_one_line_for_the_problem_and_one_for_its_remedy(path: str, message: str) -> None:
    printed = as_text(one(path, message, 3), "sub")
    assert not any(acts(char) for char in printed if char != "\n")
    first, second = printed.split("\n")
    assert first.startswith("sub/")
    assert ":3: XS405 error: " in first
    assert second.startswith("  XS405 label not in the task's label set. ")


@given(path=NASTY, message=NASTY, line=st.integers(1, 10**6), column=st.integers(1, 10**6))
@example(path="100%,a:b%3A.txt", message="50%0A:, and\nmore", line=1, column=1)
def test_a_workflow_command_reads_back_as_it_was_meant(
    path: str, message: str, line: int, column: int
) -> None:
    printed = as_github(one(path, message, line, column), "subs/tiny/")
    assert not any(acts(char) for char in printed)
    kind, properties, text = read_command(printed)
    assert kind == "error"
    assert properties == {
        "file": f"subs/tiny/{clean(path)}",
        "line": str(line),
        "col": str(column),
        "title": "XS405 label not in the task's label set",
    }
    assert text.startswith(f"{clean(message)}. ")


def test_special_characters_of_a_workflow_command_are_percent_escaped() -> None:
    printed = as_github(one("a:b,c%.txt", "50%"), "sub")
    assert printed.startswith("::error file=sub/a%3Ab%2Cc%25.txt,title=")
    assert "::50%25. " in printed


def test_a_place_without_a_line_has_none_in_a_workflow_command() -> None:
    printed = as_github(one("a.txt", "m"), "sub")
    assert not re.search(r"\b(line|col)=", printed)


def test_what_is_not_shown_is_counted_in_text_and_workflow_commands() -> None:
    problems = Problems(keep=2)
    for _ in range(5):
        problems.add("XS405", "a.jsonl", "m")
    assert "(3 more not shown)" in as_text(problems, "sub")
    assert as_github(problems, "sub").splitlines()[-1].startswith("::notice title=XS405::3 more")


def test_json_of_a_problem_has_all_that_is_known_of_it() -> None:
    value = as_json(Problem("XS410", "a.jsonl", "5 tags", 4, 2))
    remedy = value["remedy"]
    assert json.loads(json.dumps(value)) == {
        "code": "XS410",
        "severity": "error",
        "title": "number of tags differs from number of tokens",
        "path": "a.jsonl",
        "line": 4,
        "column": 2,
        "message": "5 tags",
        "remedy": remedy,
    }
    assert remedy
