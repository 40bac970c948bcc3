"""Worked examples of the official answer rules, and random text against a second implementation."""

import functools
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oracles import answers as oracle
from xstilts_kit.families.span_qa.answers import (
    exact_and_f1,
    language_normalise,
    mlqa_normalise,
    squad_normalise,
)

NFD_CA_AO = "ca\u0301 a\u0301o"

SQUAD = [
    pytest.param("the Denver Broncos", ["Denver Broncos"], 1, 100, id="S1"),
    pytest.param("U.S.A.", ["USA"], 1, 100, id="S2"),
    pytest.param("twenty-one", ["twenty one"], 0, 0, id="S3"),
    pytest.param("Denver Broncos team", ["The Denver Broncos"], 0, 80, id="S4"),
    pytest.param("", ["Denver"], 0, 0, id="S5"),
    pytest.param("the", ["a"], 1, 0, id="S6"),
    pytest.param("to be or not to be", ["to be"], 0, 50, id="S7"),
    pytest.param("1990", ["in 1990", "1990", "year 1990"], 1, 100, id="S8"),
    pytest.param("die Stadt Berlin", ["Stadt Berlin"], 0, 80, id="S9"),
    pytest.param("el Río Grande", ["Río Grande"], 0, 80, id="S10"),
    pytest.param("a Madrid", ["Madrid"], 1, 100, id="S11"),
    pytest.param("《红楼梦》", ["红楼梦"], 0, 0, id="S12"),
    pytest.param("北京 大学", ["北京大学"], 0, 0, id="S13"),
    pytest.param(NFD_CA_AO, ["\u0301o"], 0, 66.66666666666666, id="S14"),
    pytest.param("ในปี 1999", ["ปี 1999"], 0, 50, id="S15"),
    pytest.param("กรุงเทพมหานคร", ["กรุงเทพ"], 0, 0, id="S16"),
    pytest.param("الولايات المتحدة", ["الولايات المتحدة الأمريكية"], 0, 80, id="S17"),
    pytest.param("باريس، فرنسا", ["باريس فرنسا"], 0, 50, id="S18"),
    pytest.param("दिल्ली।", ["दिल्ली"], 0, 0, id="S19"),
    pytest.param("của Việt Nam", ["Việt Nam"], 0, 80, id="S20"),
    pytest.param("東京\u3000大学", ["東京 大学"], 1, 100, id="S21"),
    pytest.param("10\u00a0km", ["10 km"], 1, 100, id="S22"),
    pytest.param("\u201cHello\u201d", ["Hello"], 0, 0, id="S23"),
    pytest.param("\u0130stanbul", ["istanbul"], 0, 0, id="S24"),
    pytest.param("A\u200bB", ["AB"], 0, 0, id="S25"),
    pytest.param(
        "Peyton Manning and Tom Brady",
        ["Peyton Manning", "Tom Brady"],
        0,
        57.14285714285715,
        id="S26",
    ),
    pytest.param("3\u20134", ["3-4"], 0, 0, id="S27"),
    pytest.param("R\u00edo", ["Ri\u0301o"], 0, 0, id="S28"),
    pytest.param("1.000", ["1000"], 1, 100, id="S29"),
]

MLQA = [
    pytest.param("en", "\u201cHello\u201d", "Hello", 1, 100, "hello", id="M1"),
    pytest.param("en", "5 + 3", "5 3", 1, 100, "5 3", id="M2"),
    pytest.param("de", "die Stadt Berlin", "Stadt Berlin", 1, 100, "stadt berlin", id="M3"),
    pytest.param("de", "ein Haus am See", "das Haus", 0, 50, "haus am see", id="M4"),
    pytest.param("de", "der", "die", 1, 0, "", id="M5"),
    pytest.param("de", "€100", "100", 0, 0, "€100", id="M6"),
    pytest.param("de", "3\u20134 Tage", "34 Tage", 1, 100, "34 tage", id="M7"),
    pytest.param("es", "¿la casa?", "casa", 1, 100, "casa", id="M8"),
    pytest.param(
        "es",
        "al norte de los Andes",
        "norte de Andes",
        0,
        85.71428571428571,
        "al norte de andes",
        id="M9",
    ),
    pytest.param("es", "Bahía de los Ángeles", "los Ángeles", 0, 50, "bahía de ángeles", id="M10"),
    pytest.param("vi", "c\u1ee7a Việt Nam", "Việt Nam", 1, 100, "việt nam", id="M11"),
    pytest.param("vi", "cu\u0309a Việt Nam", "Việt Nam", 0, 80, "cu\u0309a việt nam", id="M12"),
    pytest.param("vi", "c\u00e1i b\u00e0n l\u00e0", "b\u00e0n", 1, 100, "b\u00e0n", id="M13"),
    pytest.param("hi", "दिल्ली।", "दिल्ली", 1, 100, "दिल्ली", id="M14"),
    pytest.param("hi", "नई दिल्ली में", "नई दिल्ली", 0, 80, "नई दिल्ली में", id="M15"),
    pytest.param("ar", "الولايات المتحدة", "ولايات متحدة", 1, 100, "ولايات متحدة", id="M16"),
    pytest.param("ar", "قال الرجل", "قال رجل", 1, 100, "ق رجل", id="M17"),
    pytest.param("ar", "خالد", "خ د", 1, 100, "خ د", id="M18"),
    pytest.param("ar", "باريس، فرنسا", "باريس فرنسا", 1, 100, "باريس فرنسا", id="M19"),
    pytest.param("zh", "北京大学", "北京", 0, 66.66666666666666, "北 京 大 学", id="M20"),
    pytest.param("zh", "《红楼梦》", "红楼梦", 1, 100, "红 楼 梦", id="M21"),
    pytest.param(
        "zh", "iPhone 12手机", "iPhone 12", 0, 66.66666666666666, "iphone 12 手 机", id="M22"
    ),
    pytest.param("zh", "1990年", "1990年代", 0, 80, "1990 年", id="M23"),
    pytest.param("zh", "天天向上", "天向上", 0, 85.71428571428571, "天 天 向 上", id="M24"),
    pytest.param("zh", "１９９０年", "1990年", 0, 50, "１９９０ 年", id="M25"),
    pytest.param("zh", "の映画", "映画", 0, 80, "の 映 画", id="M26"),
    pytest.param("zh", "\u3400\u9fa5\u9fa6", "\u9fa5", 0, 50, "\u3400 \u9fa5 \u9fa6", id="M27"),
    pytest.param("zh", "", "北京", 0, 0, "", id="M28"),
]


@pytest.mark.parametrize(("prediction", "golds", "match", "f1"), SQUAD)
def test_worked_examples_of_squad_score_as_the_official_code_scores_them(
    prediction: str, golds: list[str], match: int, f1: float
) -> None:
    exact, found = exact_and_f1(prediction, golds, squad_normalise)
    assert (exact, 100 * found) == (match, pytest.approx(f1, abs=1e-9))


@pytest.mark.parametrize(("language", "prediction", "gold", "match", "f1", "normal"), MLQA)
def test_worked_examples_of_mlqa_score_as_the_official_code_scores_them(
    language: str, prediction: str, gold: str, match: int, f1: float, normal: str
) -> None:
    normalise = functools.partial(mlqa_normalise, language=language)
    assert normalise(prediction) == normal
    exact, found = exact_and_f1(prediction, [gold], normalise)
    assert (exact, 100 * found) == (match, pytest.approx(f1, abs=1e-9))


@pytest.mark.parametrize("language", ["fr", "", "EN", "zh-CN", "th", "ja"])
def test_mlqa_refuses_a_language_it_does_not_have(language: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        mlqa_normalise("anything", language)


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a_the", "athe"),  # the underscore is deleted before articles are looked for
        ("the-a", "thea"),
        ("a1 1a a", "a1 1a"),
        ("The THE tHe", ""),
        ("the\u200ba", "\u200b"),  # a zero-width space ends a word but does not split tokens
        ("\ufeffthe cat", "\ufeff cat"),
        ("a\u0301 an\u0303 the\u0323", "\u0301 \u0303 \u0323"),
        ("\u0915\u093ea \u0915a", "\u0915\u093e \u0915a"),  # a vowel sign is no word character
        ("à ä a", "à ä"),
        ("х\u0430 a", "ха"),  # a Cyrillic letter that looks like the article stays
        ("\uff41 \uff54\uff48\uff45", "\uff41 \uff54\uff48\uff45"),  # full-width letters stay
        ("one\u2028two\u0085three\u001cfour\u2009five", "one two three four five"),
        ("x\u180ey x\u2060y", "x\u180ey x\u2060y"),
        ("´¨€§", "´¨€§"),
        ("  the  ", ""),
        ("a²", "a²"),  # a superscript digit counts as part of the word
        ("a½ the№", "a½ №"),
    ],
)
def test_squad_articles_end_where_python_ends_a_word(text: str, normal: str) -> None:
    assert squad_normalise(text) == normal == oracle.squad_normalise(text)


@pytest.mark.parametrize(
    ("text", "language", "normal"),
    [
        ("l'la", "es", "lla"),
        ("la-la los", "es", "lala"),
        ("UNA unas UNOS", "es", ""),
        ("$ + < = > ^ ` | ~ £ ° №", "en", "£ ° №"),
        ("des Dem DEN dessen", "de", "dessen"),
        ("the die a", "hi", "the die a"),
        ("the la der", "zh", "the la der"),
        ("AN\u00a0Apple\u3000the\u2003END", "en", "apple end"),
        ("NHỮNG CHIẾC", "vi", ""),
        (unicodedata.normalize("NFD", "những chiếc"), "vi", "NFD"),
        ("ال", "ar", ""),
        ("لاال لا", "ar", "لا لا"),
        ("وال الال", "ar", "و"),
        ("中\u3000国a、b c", "zh", "中 国 ab c"),
        ("中。国", "zh", "中 国"),
        ("한국 カタ中カナ", "zh", "한국 カタ 中 カナ"),
        ("\U00020000中\U0002000b", "zh", "\U00020000 中 \U0002000b"),
    ],
)
def test_mlqa_deletes_punctuation_before_articles_and_only_its_own(
    text: str, language: str, normal: str
) -> None:
    expected = text if normal == "NFD" else normal
    assert mlqa_normalise(text, language) == expected == oracle.mlqa_normalise(text, language)


WORDS = ["a", "an", "the", "A", "The", "ein", "die", "DER", "la", "los", "un", "của", "là", "cái"]
WORDS += ["ال", "لا", "the_", "a's", "é", "É", "ß", "İ", "ı", "ﬁ", "Σς", "x"]
SIGNS = [*"_-–—。、،।!$€+اا1１²½٣中国龥龦㐀のカ한กำุ"]
SIGNS += [*"\u0301\u0309\u093e\u200b\u200c\u200d\ufeff\u00ad"]
SPACES = [" ", "  ", "\u00a0", "\u3000", "\t", "\n", "\u2028", "\x1c", "\x85"]
PIECES = st.sampled_from(WORDS) | st.sampled_from(SIGNS) | st.sampled_from(SPACES)
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=30)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(TEXTS)
def test_random_text_normalises_as_the_second_implementation_of_squad_does(text: str) -> None:
    assert squad_normalise(text) == oracle.squad_normalise(text)


@pytest.mark.parametrize("language", oracle.MLQA_LANGUAGES)
def test_random_text_normalises_as_the_second_implementation_of_mlqa_does(language: str) -> None:
    @settings(max_examples=200, deadline=None, derandomize=True)
    @given(TEXTS)
    def compare(text: str) -> None:
        expected = oracle.mlqa_normalise(text, language)
        assert mlqa_normalise(text, language) == expected
        assert language_normalise(text, language) == expected

    compare()


def test_every_single_character_normalises_as_in_the_second_implementation() -> None:
    for point in range(0x11000):
        if 0xD800 <= point < 0xE000:
            continue
        text = f"x{chr(point)}a {chr(point)}"
        assert squad_normalise(text) == oracle.squad_normalise(text), hex(point)
        if point % 5 == 0 or unicodedata.category(chr(point)) != "Lo":
            for language in ("en", "zh"):
                expected = oracle.mlqa_normalise(text, language)
                assert mlqa_normalise(text, language) == expected, (hex(point), language)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(TEXTS, st.lists(TEXTS, min_size=1, max_size=4))
def test_random_answers_score_as_in_the_second_implementation(
    prediction: str, golds: list[str]
) -> None:
    for normalise in (squad_normalise, functools.partial(mlqa_normalise, language="es")):
        match, f1 = exact_and_f1(prediction, golds, normalise)
        assert match == oracle.exact_match(prediction, golds, normalise)
        assert f1 == pytest.approx(oracle.token_f1(prediction, golds, normalise), abs=1e-11)
        assert 0.0 <= f1 <= 1.0


def test_exact_match_and_f1_take_their_best_gold_independently() -> None:
    golds = ["the", "x y z", "x"]
    assert exact_and_f1("a", golds, squad_normalise) == (1.0, 0.0)
    assert exact_and_f1("x y", golds, squad_normalise) == (0.0, pytest.approx(0.8))


@pytest.mark.parametrize("language", ["bn", "el", "fi", "id", "ko", "ru", "sw", "te", "tr", "ro"])
def test_a_language_with_spaces_keeps_every_word_and_loses_all_punctuation(language: str) -> None:
    text = "The a-b «Дом» “x”\u00a0y, дом। 5$ €3 der ال"
    expected = "the ab дом x y дом 5 €3 der ال"
    assert language_normalise(text, language) == expected
    assert language_normalise(text, language) == oracle.language_normalise(text, language)


@pytest.mark.parametrize(
    ("text", "language", "normal"),
    [
        ("กรุงเทพ", "th", "ก รุ ง เ ท พ"),
        ("น้ำ ดี", "th", "น้ำ ดี"),
        ("ปี 1999!", "th", "ปี 1 9 9 9"),
        ("\u0e4fก\u0e5b", "th", "ก"),
        ("東京、タワー", "ja", "東 京 タ ワ ー"),
        ("か\u3099く せい", "ja", "か\u3099 く せ い"),
        ("iPhone 12手機", "ja", "i p h o n e 1 2 手 機"),
        ("မြန်။", "my", "မြ န်"),
        ("", "th", ""),
        ("。", "ja", ""),
    ],
)
def test_a_script_without_spaces_is_compared_by_grapheme_clusters(
    text: str, language: str, normal: str
) -> None:
    assert language_normalise(text, language) == normal


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from([*"กขเแ\u0e33\u0e38\u0e35\u0e49\u0e48\u0e47\u0e4cะาๆฯ1๑aB,”é "])))
def test_random_thai_splits_as_in_the_second_implementation(pieces: list[str]) -> None:
    # A mark that follows nothing, or follows a space, belongs to no letter: not compared here.
    text = "ก" + "".join(pieces).replace(" ", " ก")
    assert language_normalise(text, "th") == oracle.language_normalise(text, "th")
