"""What others wrote is shown as text and as nothing else: on pages, in files, in spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_leaderboard.text import plain, safe_link, spreadsheet_cell


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("\u202egnp.exe", "gnp.exe"),
        ("\u2066a\u2069\u200b\u200d\ufeffb", "ab"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x00b\x08c\x7fd\x9be", "abcde"),
        ("one\r\n\ttwo\n\n three ", "one two three"),
        ("half \ud800 a pair", "half a pair"),
        ("\ue000private \U000e0041tag", "private tag"),
        ("עברית, 中文, é", "עברית, 中文, é"),
        ("<b>&amp;</b>", "<b>&amp;</b>"),  # templates escape; see the tests of the site
    ],
)
def test_characters_that_hide_or_reorder_are_left_out(written: str, shown: str) -> None:
    assert plain(written) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert plain("x" * 301) == "x" * 299 + "…"
    assert plain("x" * 300) == "x" * 300
    assert plain("\u200b" * 10**6 + "x", 10) == ""  # never reads more than it may keep


@given(st.text(max_size=50), st.integers(1, 20))
def test_whatever_is_written_one_short_line_of_valid_xml_comes_out(text: str, most: int) -> None:
    shown = plain(text, most)
    assert len(shown) <= most
    assert shown.isprintable()
    assert plain(shown, most) == shown
    shown.encode()


@pytest.mark.parametrize("begins", ["=cmd()|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)"])
def test_no_spreadsheet_takes_text_for_a_formula(begins: str) -> None:
    assert spreadsheet_cell(begins) == f"'{begins}"
    assert spreadsheet_cell(f"\u200b{begins}") == f"'{begins}"
    for space in "\t\r\n ":
        assert spreadsheet_cell(f"{space}{begins}") == f"'{begins}"


def test_other_cells_are_left_as_they_are() -> None:
    assert spreadsheet_cell("xlm-r = 3 + 4") == "xlm-r = 3 + 4"
    assert spreadsheet_cell("") == ""


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/owner/repo",
        "https://arxiv.org/abs/1911.02116",
        "https://huggingface.co/org/model/tree/main",
        "https://doi.org/10.18653/v1/2020.acl-main.747",
    ],
)
def test_known_hosts_are_linked_to(url: str) -> None:
    assert safe_link(url) == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "http://github.com/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://evil.example/",
        "https://github.com.evil.example/",
        "https://github.com@evil.example/",
        "https://evil.example/https://github.com/",
        "https://github.com:444/a",
        "https://user@github.com/a",
        'https://github.com/"onclick=x',
        "https://github.com/a b",
        "https://github.com/a\nb",
        "https://github.com/a\n",
        "https://github.com/<script>",
        "https://GITHUB.com/a",
        "//github.com/a",
    ],
)
def test_nothing_else_is(url: str | None) -> None:
    assert safe_link(url) is None
