"""Code-switching as a function: nested ratios, placebos at the same words, nothing else changed."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts_kit.lexicons import Lexicon, lexicon_of
from xstilts_kit.transforms._draws import u
from xstilts_kit.transforms._switching import Replacement, switch

WORDS = ("the", "dog", "sees", "a", "small", "house", "near", "our", "old", "river", "is")
GERMAN = ("der", "Hund", "sieht", "ein", "klein", "Haus", "nahe", "unser", "alt", "Fluss", "ist")
FRENCH = (
    "le",
    "chien",
    "voit",
    "un",
    "petit",
    "maison bleue",
    "près",
    "notre",
    "vieux",
    "fleuve",
    "est",
)
LEXICONS: Mapping[str, Lexicon] = {
    "de": lexicon_of("en", "de", [*zip(WORDS, GERMAN, strict=True), ("old", "betagt")]),
    "fr": lexicon_of("en", "fr", zip(WORDS, FRENCH, strict=True)),
}
TEXT = "The dog sees a small house, near our OLD river!  Unknown words stay: flat-out 3rd."
PARTS = (0, "xnli", "en", "17", "premise", "codeswitch")
REPLACEMENTS: tuple[Replacement, ...] = ("translation", "wrong", "english", "copy")


def test_draws_are_those_of_the_protocol() -> None:
    place = ("xnli", "de", "17", "hypothesis", "keyboard")
    assert u(0, *place, 0) == 0.2513476548221785
    assert u(0, *place, 1) == 0.5677711773285022
    assert u(1, *place, 0) == 0.5062862419435449
    assert u(0, "tatoeba", "th", "3", "text", "codeswitch", "word", 2) == 0.4452629837002688


def test_every_known_word_is_replaced_at_ratio_one() -> None:
    found = switch(TEXT, {"de": LEXICONS["de"]}, 1.0, PARTS)
    assert found.text.startswith("Der Hund sieht ein klein Haus, nahe unser ")
    assert found.text.endswith(" Fluss!  Unknown words stay: flat-out 3rd.")
    assert (found.words, found.selected, len(found.changes), found.missed) == (15, 14, 10, 4)


def test_ratio_zero_changes_nothing() -> None:
    found = switch(TEXT, LEXICONS, 0.0, PARTS)
    assert (found.text, found.selected, found.changes) == (TEXT, 0, ())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.sampled_from([*WORDS, "xylem", "B2B", "—", "Ünï", "a\u0301"]), max_size=12),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(0, 99),
)
def test_changes_are_nested_and_nothing_else_changes(
    words: list[str], a: float, b: float, seed: int
) -> None:
    text = "  ".join(words)
    low, high = sorted((a, b))
    fewer = switch(text, LEXICONS, low, (seed, "t"))
    more = switch(text, LEXICONS, high, (seed, "t"))
    assert set(fewer.changes) <= set(more.changes)
    at = 0
    rest = more.text
    for change in more.changes:
        kept = text[at : change.start]
        assert rest.startswith(kept + change.target)
        assert change.source == text[change.start : change.end]
        rest = rest.removeprefix(kept + change.target)
        at = change.end
    assert rest == text[at:]


@pytest.mark.parametrize("ratio", [0.25, 0.5, 1.0])
@pytest.mark.parametrize("replace_by", REPLACEMENTS)
def test_placebos_change_the_same_words(ratio: float, replace_by: Replacement) -> None:
    real = switch(TEXT, LEXICONS, ratio, PARTS)
    placebo = switch(TEXT, LEXICONS, ratio, PARTS, replace_by=replace_by)
    assert [c.word for c in placebo.changes] == [c.word for c in real.changes]
    assert [c.language for c in placebo.changes] == [c.language for c in real.changes]
    assert (placebo.words, placebo.selected) == (real.words, real.selected)
    for change, other in zip(real.changes, placebo.changes, strict=True):
        if replace_by == "wrong":
            assert other.target.lower() not in LEXICONS[other.language].translations(other.source)
        elif replace_by == "english":
            assert other.target.lower() in WORDS
            assert other.target.lower() != other.source.lower()
            assert abs(len(other.target) - len(other.source)) <= 1
        elif replace_by == "copy":
            assert other.target == change.source
    assert (placebo.text == TEXT) == (replace_by == "copy")


def test_single_words_keep_the_number_of_tokens() -> None:
    found = switch("house house", {"fr": LEXICONS["fr"]}, 1.0, PARTS, one_word=True)
    assert (found.text, found.missed) == ("house house", 2)
    found = switch("house", {"fr": LEXICONS["fr"]}, 1.0, PARTS)
    assert found.text == "maison bleue"


def test_each_epoch_draws_anew() -> None:
    texts = {switch(TEXT, LEXICONS, 0.5, (*PARTS, "epoch", epoch)).text for epoch in range(6)}
    assert len(texts) > 3
    assert switch(TEXT, LEXICONS, 0.5, (*PARTS, "epoch", 1)) == switch(
        TEXT, LEXICONS, 0.5, (*PARTS, "epoch", 1)
    )


def test_without_lexicons_everything_is_missed() -> None:
    found = switch(TEXT, {}, 1.0, PARTS)
    assert (found.text, found.missed) == (TEXT, found.selected)


def test_languages_are_drawn_for_each_word() -> None:
    found = switch(TEXT, LEXICONS, 1.0, PARTS)
    assert {change.language for change in found.changes} == {"de", "fr"}
