"""The registry of problem codes."""

import re

import pytest

from xstilts_kit.diagnostics.codes import CODES, Code


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
def test_a_code_says_what_and_what_to_do(code: Code) -> None:
    assert re.fullmatch(r"XS[1-7][0-9]{2}", code.code)
    assert code.severity in ("error", "warning")
    assert re.match(r"[a-z]|NaN", code.title)
    assert not code.title.endswith(".")
    assert re.match(r"[A-Z`]", code.remedy)
    assert code.remedy.endswith(".")
    assert "!" not in code.title + code.remedy


def test_codes_are_in_order_and_their_words_their_own() -> None:
    assert list(CODES) == sorted(CODES)
    assert len({code.title for code in CODES.values()}) == len(CODES)
