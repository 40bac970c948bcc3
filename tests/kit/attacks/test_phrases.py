"""Phrases: linked words, consistent pairs, their order, and how a search uses them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts_kit.attacks.beam import beam_search
from xstilts_kit.attacks.bumblebee import moves_of
from xstilts_kit.attacks.driving import run_together
from xstilts_kit.attacks.linking import links_by_lexicon, links_by_vectors
from xstilts_kit.attacks.phrases import Links, Phrase, phrases_of, words_of
from xstilts_kit.attacks.search import Edit, Found, Score, Texts, original_of
from xstilts_kit.engine.subwords import SubWords, sub_words_of
from xstilts_kit.lexicons import lexicon_of

ENGLISH = "The small dog runs home."
GERMAN = "Der kleine Hund läuft nach Hause."
LINKS = frozenset({(0, 0), (1, 1), (2, 2), (3, 3), (4, 4), (4, 5)})


def _phrases(text: str, translation: str, links: Links, language: str = "de") -> list[Phrase]:
    words, others = words_of(text, "en"), words_of(translation, language)
    return list(phrases_of(text, words, translation, others, links))


def _targets(found: list[Phrase]) -> dict[tuple[int, int], str]:
    return {(one.word, one.words): one.target for one in found}


def test_phrases_have_up_to_four_words_and_follow_the_links() -> None:
    found = _phrases(ENGLISH, GERMAN, LINKS)
    targets = _targets(found)
    assert targets[0, 4] == "Der kleine Hund läuft"
    assert targets[4, 1] == "nach Hause"
    assert (1, 4) not in targets  # five words of the translation
    assert [(one.word, one.words) for one in found][:4] == [(0, 4), (0, 3), (0, 2), (0, 1)]
    assert all(one.words <= 4 and one.end - one.first <= 4 for one in found)


def test_a_phrase_is_never_linked_to_a_word_outside_the_other() -> None:
    crossed = frozenset({(0, 2), (1, 1), (2, 0)})
    targets = _targets(_phrases("one two three", "eins zwei drei", crossed))
    assert targets == {(0, 3): "eins zwei drei", (0, 2): "zwei drei", (0, 1): "drei"} | {
        (1, 2): "eins zwei",
        (1, 1): "zwei",
        (2, 1): "eins",
    }
    torn = frozenset({(0, 0), (0, 2), (1, 1)})
    assert _targets(_phrases("one two", "eins zwei drei", torn)) == {
        (0, 2): "eins zwei drei",
        (1, 1): "zwei",
    }


def test_phrases_lose_and_add_no_word_and_cross_no_punctuation() -> None:
    found = _phrases("dog, not cat", "Hund, keine Katze", frozenset({(0, 0), (1, 1), (2, 2)}))
    assert _targets(found) == {(0, 1): "Hund", (1, 2): "keine Katze", (1, 1): "keine"} | {
        (2, 1): "Katze"
    }
    lost = _phrases("she does not see", "sie sieht nicht", frozenset({(0, 0), (3, 1)}))
    assert _targets(lost) == {(0, 1): "sie", (3, 1): "sieht"}
    added = _phrases("she sees", "sie nie sieht", frozenset({(0, 0), (1, 2)}))
    assert _targets(added) == {(0, 1): "sie", (1, 1): "sieht"}


def test_protected_and_equal_words_are_left_alone() -> None:
    links = frozenset({(0, 0), (1, 1), (2, 2)})
    assert _phrases("Sara sees room7b", "Sara sieht Raum7b", links) == [
        Phrase(0, 2, 0, 2, "Sara sieht"),
        Phrase(1, 1, 1, 2, "sieht"),
    ]


def test_languages_without_blanks_are_linked_by_cluster() -> None:
    assert [word.text for word in words_of("我喜欢狗。", "zh")] == ["我", "喜", "欢", "狗"]
    words, others = words_of("I like dogs", "en"), words_of("我喜欢狗。", "zh")
    lexicon = lexicon_of("en", "zh", [("like", "喜欢"), ("dogs", "狗")])
    links = links_by_lexicon(words, others, lexicon)
    assert links == {(1, 1), (1, 2), (2, 3)}
    found = phrases_of("I like dogs", words, "我喜欢狗。", others, links)
    assert [one.target for one in found] == ["喜欢狗", "喜欢", "狗"]


def test_a_lexicon_links_each_word_once_the_nearest_in_its_place() -> None:
    lexicon = lexicon_of(
        "en", "de", [("dog", "Hund"), ("home", "nach Hause"), ("the", "der"), ("house", "Hause")]
    )
    words, others = (
        words_of("the dog the dog home", "en"),
        words_of("Hund der Hund nach Hause", "de"),
    )
    assert links_by_lexicon(words, others, lexicon) == {(0, 1), (1, 0), (3, 2), (4, 3), (4, 4)}
    assert links_by_lexicon(words, (), lexicon) == frozenset()


def _sub_words(spans: list[tuple[int, int]], vectors: list[list[float]]) -> SubWords:
    return SubWords(tuple(spans), np.array(vectors, dtype=np.float32))


def test_sub_words_are_linked_if_each_is_the_others_nearest() -> None:
    words, others = words_of("ab cd.", "en"), words_of("xy zw", "de")
    own = _sub_words([(0, 1), (1, 2), (2, 5), (5, 6)], [[1, 0], [2, 1], [0, 3], [9, 9]])
    other = _sub_words([(0, 2), (2, 4), (4, 5)], [[5, 0], [1, 9], [1, 1]])
    # a-xy, cd-z; b's nearest is w and w's nearest is b; the full stop takes no part
    assert links_by_vectors(words, own, others, other) == {(0, 0), (0, 1), (1, 1)}
    assert links_by_vectors(words, own, (), _sub_words([], [])) == frozenset()


def test_special_tokens_and_a_prefix_are_no_sub_words() -> None:
    vectors = np.arange(10, dtype=np.float32).reshape(5, 2)
    spans = [(0, 0), (0, 6), (6, 7), (7, 9), (0, 0)]
    found = sub_words_of(vectors, spans, [1, 0, 0, 0, 1], 6)
    assert found.spans == ((0, 1), (1, 3))
    assert found.vectors.tolist() == [[4, 5], [6, 7]]


def _found(
    phrases: list[dict[str, list[Phrase]]], texts: Texts, weights: dict[str, float], beam: int = 1
) -> tuple[Found, list[Texts]]:
    slots, fits = moves_of(phrases)
    asked: list[Texts] = []

    def score(own: Texts) -> Score:
        loss = sum(weight for target, weight in weights.items() if target in " | ".join(own))
        return Score(loss, loss < 3.0)

    def score_all(pairs: list[tuple[int, Texts]]) -> list[Score]:
        asked.extend(own for _, own in pairs)
        return [score(own) for _, own in pairs]

    search = beam_search(original_of(texts), slots, score(texts), beam=beam, budget=400, fits=fits)
    return run_together({0: search}, score_all)[0], asked  # type: ignore[arg-type]


def test_a_search_replaces_phrases_and_goes_on_behind_them() -> None:
    phrases = [{"de": _phrases(ENGLISH, GERMAN, LINKS)}, {}]
    found, asked = _found(phrases, (ENGLISH, "No."), {"kleine Hund": 2.0, "nach Hause": 1.5})
    assert found.worst is not None
    assert found.worst.texts == ("Der kleine Hund läuft nach Hause.", "No.")
    assert found.worst.edits == (
        Edit(0, 0, "Der kleine Hund läuft", 4),
        Edit(0, 4, "nach Hause"),
    )
    assert found.worst.words == 5
    assert len(asked) == len(set(asked)) == found.queries


@pytest.mark.parametrize(("language", "free"), [("de", False), ("ar", True)])
def test_phrases_of_one_language_do_not_step_back_except_in_some(language: str, free: bool) -> None:
    first, second = Phrase(0, 1, 1, 2, "B"), Phrase(1, 1, 0, 1, "A")
    _, fits = moves_of([{language: [first, second], "fr": [Phrase(2, 1, 0, 1, "F")]}])
    one, other, foreign = Edit(0, 0, "B"), Edit(0, 1, "A"), Edit(0, 2, "F")
    assert fits((one,), other) is free
    assert fits((one, other), foreign)
    _, fits = moves_of([{language: [first, Phrase(1, 1, 1, 2, "B")]}])
    assert not fits((one,), Edit(0, 1, "B"))  # the same word of the translation


TEXT = "a b c d e"


@settings(max_examples=60, deadline=None)
@given(
    st.frozensets(st.tuples(st.integers(0, 4), st.integers(0, 5)), max_size=9),
    st.lists(st.floats(-1, 1), min_size=6, max_size=6),
)
def test_phrases_of_any_links_keep_their_promises(
    links: frozenset[tuple[int, int]], weights: list[float]
) -> None:
    translation = "u v w x y z"
    found = _phrases(TEXT, translation, links)
    for one in found:
        span, other = range(one.word, one.word + one.words), range(one.first, one.end)
        assert all((a in span) == (b in other) for a, b in links if a in span or b in other)
        assert {a for a, _ in links} >= set(span)
        assert {b for _, b in links} >= set(other)
        assert one.target == " ".join(translation.split()[one.first : one.end])
    by_target = dict(zip("uvwxyz", weights, strict=True))
    for beam in (1, 4):
        result, asked = _found([{"de": found}], (TEXT,), by_target, beam)
        assert len(asked) == len(set(asked)) == result.queries
        for (text,) in asked:
            letters = [letter for letter in text.split() if letter in "uvwxyz"]
            assert letters == sorted(set(letters))  # none steps back, none is used twice
