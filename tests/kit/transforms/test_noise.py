"""Noise keeps what it must keep, in every script: clusters, words, ids, protected tokens."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.robustness.lines import LANGUAGES, SAMPLES, lines

from xstilts_kit.cell import Cell
from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.families.span_qa.records import Question
from xstilts_kit.families.tagging.records import Sentence
from xstilts_kit.transforms import Place, Resources, all_transforms, refusal, transformed
from xstilts_kit.transforms._clusters import clusters, is_mark
from xstilts_kit.transforms._units import units

EDITS = {
    "delete": (-1, 0),
    "insert": (0, 1),
    "repeat": (0, 1),
    "typo": (-1, 1),
    **dict.fromkeys(("keyboard", "swap", "random", "case", "diacritics"), (0, 0)),
}
"""Transforms of one edit per word → how many clusters a word may gain."""

NUMERIC = tuple(name for name, one in all_transforms().items() if one.numeric and not one.needs)


def place(language: str, seed: int = 0) -> Place:
    return Place("xnli", language, "7", "text_a", seed)


def applied(name: str, text: str, level: str, language: str, seed: int = 0) -> str:
    apply = all_transforms()[name].apply
    assert apply is not None
    return apply(text, level, place(language, seed))


def applicable(language: str) -> Iterator[str]:
    for name in EDITS:
        if refusal(Cell("xnli", language, transform=f"{name}:0.5")) is None:
            yield name


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=12, deadline=None)
@given(st.data())
def test_one_cluster_of_a_word_is_edited_and_nothing_else(
    language: str, data: st.DataObject
) -> None:
    text = data.draw(st.sampled_from(lines(language)))
    seed = data.draw(st.integers(0, 2**32))
    name = data.draw(st.sampled_from(list(applicable(language))))
    changed = applied(name, text, "0.7", language, seed)
    assert changed == applied(name, text, "0.7", language, seed)
    before = list(units(text, language))
    _check_stretches(text, changed, language, name)
    marks = sum(_starts_with_mark(word) for word in text.split())
    assert sum(_starts_with_mark(word) for word in changed.split()) <= marks
    assert len(changed.split()) == len(text.split())
    for unit in before:
        if unit.protected:
            assert unit.text in changed


def _starts_with_mark(word: str) -> bool:
    return is_mark(word[0])


def _check_stretches(text: str, changed: str, language: str, name: str) -> None:
    """Compare word by word: outside words all is equal; each word gains as many as is allowed."""
    allowed = EDITS[name]
    for old, new in zip(text.split(), changed.split(), strict=True):
        if old == new:
            continue
        gained = len(clusters(new)) - len(clusters(old))
        words = [unit for unit in units(old, language) if not unit.protected]
        assert min(allowed) * len(words) <= gained <= max(allowed) * len(words), (old, new)
        outside = re.compile(r"[^\w\u0300-\u036f\u200c\u200d'’-]")
        if name in ("delete", "case", "random", "keyboard"):
            assert [m for m in outside.findall(old) if not is_mark(m)] == [
                m for m in outside.findall(new) if not is_mark(m)
            ]


@pytest.mark.parametrize("name", NUMERIC)
def test_what_changes_at_a_level_changes_alike_at_a_higher_one(name: str) -> None:
    for language in ("de", "hi", "th", "ko", "el"):
        if name == "punctuation":
            continue  # a token may have several marks
        if refusal(Cell("xnli", language, transform=f"{name}:0.5")) is not None:
            continue
        for text in lines(language)[:20]:
            found = [applied(name, text, level, language).split(" ") for level in LEVELS]
            if len({len(words) for words in found}) > 1:
                continue  # blanks and lone marks come and go
            for low, high in pairwise(found):
                for clean, one, other in zip(text.split(" "), low, high, strict=False):
                    # In the languages with blanks a token is one word, or words side by side.
                    if one != clean and len(list(units(clean, language))) == 1:
                        assert one == other


LEVELS = ("0.05", "0.1", "0.2", "0.4", "1")


@pytest.mark.parametrize("name", NUMERIC)
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "a",
        "é",
        "1234",
        "12,5 %",
        "...",
        "?!",
        "क",
        "क्",
        "ab שלום कि",
        "\u0301x",
        "👨\u200d👩",
        "a\u200db",
        "\r\n",
    ],
)
def test_short_and_odd_texts_survive(name: str, text: str) -> None:
    for language in LANGUAGES:
        if refusal(Cell("xnli", language, transform=f"{name}:1")) is None:
            changed = applied(name, text, "1", language)
            assert isinstance(changed, str)
            if not any(map(str.isalpha, text)) and name not in ("punctuation", "blanks"):
                assert changed == text


@given(st.text(max_size=30), st.sampled_from(LANGUAGES), st.integers(0, 999))
@settings(max_examples=150, deadline=None)
def test_any_text_keeps_its_clusters_whole(text: str, language: str, seed: int) -> None:
    for name in applicable(language):
        changed = applied(name, text, "1", language, seed)
        if changed != text:
            assert normalize("NFC", changed) != normalize("NFC", text) or name in (
                "case",
                "diacritics",
            )
        gained = len(clusters(changed)) - len(clusters(text))
        words = len(list(units(text, language)))
        assert min(EDITS[name]) * words <= gained <= max(EDITS[name]) * words


def test_protected_tokens_stay() -> None:
    text = (
        "Bitte hier nachsehen: siehe https://www.example.org/Abc, info@example.org oder Raum12"
        " und <b>Fett</b> &amp; so"
    )
    kept = ("https://www.example.org/Abc,", "info@example.org", "Raum12", "<b>", "</b>", "&amp;")
    for name in (*NUMERIC, "spoken"):
        if refusal(Cell("xnli", "de", transform=name if name == "spoken" else f"{name}:1")) is None:
            changed = applied(name, text, "1", "de")
            assert all(one in changed for one in kept), (name, changed)
            assert changed != text or name == "diacritics"


@pytest.mark.parametrize("language", LANGUAGES)
def test_tokens_stay_as_many_and_are_never_empty(language: str) -> None:
    tokens = tuple(SAMPLES[language].split())
    inputs = Inputs((Sentence("0", tokens), Sentence("1", tokens[:1])))
    for name in NUMERIC:
        cell = Cell("panx", language, transform=f"{name}:1")
        if refusal(cell) is None:
            for before, after in zip(
                inputs.examples, transformed(cell, inputs).examples, strict=True
            ):
                assert before.id == after.id
                assert len(before.tokens) == len(after.tokens)
                assert all(after.tokens)
                assert not any(" " in token for token in after.tokens)


def test_an_example_does_not_depend_on_the_others() -> None:
    pairs = tuple(SentencePair(str(n), line, line) for n, line in enumerate(lines("de")[:4]))
    cell = Cell("xnli", "de", transform="typo:0.4")
    together = transformed(cell, Inputs(pairs)).examples
    alone = tuple(transformed(cell, Inputs((pair,))).examples[0] for pair in reversed(pairs))
    assert together == alone[::-1]
    assert together[0].text_a != together[0].text_b  # each text has its own draws


def test_contexts_stay_so_that_answers_are_found() -> None:
    example = Question("0", "Der Turm ist hoch gebaut.", "Welcher Turm ist besonders hoch?")
    for name in NUMERIC:
        cell = Cell("xquad", "de", transform=f"{name}:1")
        if refusal(cell) is None:
            (changed,) = transformed(cell, Inputs((example,))).examples
            assert changed.context == example.context


@pytest.mark.parametrize("name", NUMERIC)
def test_level_zero_changes_nothing(name: str) -> None:
    for language in ("de", "th"):
        assert applied(name, lines(language)[0], "0", language) == lines(language)[0]


def test_seeds_give_other_edits_of_the_same_strength() -> None:
    text = " ".join(lines("de")[:20])
    drawn = {applied("typo", text, "0.2", "de", seed) for seed in range(5)}
    assert len(drawn) == 5


@pytest.mark.parametrize(
    ("transform", "task", "language", "says"),
    [
        ("keyboard:0.1", "xnli", "zh", "no keyboard layout"),
        ("insert:0.1", "panx", "wo", "no keyboard layout"),
        ("case:0.1", "xnli", "th", "no case"),
        ("blanks:0.1", "xnli", "th", "does not write blanks"),
        ("blanks:0.1", "panx", "de", "tokens of panx"),
        ("punctuation:0.1", "udpos", "de", "tokens of udpos"),
        ("spoken", "udpos", "de", "tokens of udpos"),
        ("diacritics:0.1", "xnli", "hi", "part of its letters"),
        ("diacritics:0.1", "xnli", "tr", "+ascii strips"),
        ("diacritics:0.1+tones", "xnli", "de", "tones is for vi"),
        ("cross:context", "xnli", "de", "no parallel questions"),
        ("cross:context", "xquad", "en", "English already"),
        ("typo:0.10", "xnli", "de", "is written 0.1"),
        ("typo:1.5", "xnli", "de", "no level"),
    ],
)
def test_a_transform_that_does_not_apply_says_why(
    transform: str, task: str, language: str, says: str
) -> None:
    assert says in (refusal(Cell(task, language, transform=transform)) or "")


@pytest.mark.parametrize(
    ("language", "option", "text", "expected"),
    [
        ("fr", "", "élève çà œuvre", "eleve ca œuvre"),
        ("pl", "", "łódź", "łodz"),
        ("el", "", "προϋπόθεση", "προυποθεση"),
        ("ru", "", "ёлка йод", "елка йод"),
        ("ar", "", "كِتَابٌ", "كتاب"),
        ("ar", "hamza", "أحمد إلى مدرسة", "احمد الي مدرسه"),
        ("he", "", "שָׁלוֹם", "שלום"),
        ("vi", "tones", "Việt đường", "Viêt đương"),
        ("vi", "", "Việt đường", "Viet đuong"),
        ("tr", "ascii", "çöş ığ İ", "cos ıg I"),
    ],
)
def test_diacritics_follow_the_language(
    language: str, option: str, text: str, expected: str
) -> None:
    apply = all_transforms()["diacritics"].apply
    assert apply is not None
    assert apply(text, "1", replace(place(language), option=option)) == expected


def test_speech_has_no_case_and_no_punctuation() -> None:
    assert applied("spoken", "Wie heißt – laut „Duden“ – das Wort?", "", "de") == (
        "wie heißt laut duden das wort"
    )
    assert applied("spoken", "Don't go, e-mail me@x.org.", "", "en") == "don't go e-mail me@x.org."
    assert applied("spoken", "¿?", "", "es") == "¿?"
    assert applied("spoken", "猫，狗。", "", "zh") == "猫狗"


def test_marks_are_left_out_or_doubled() -> None:
    assert applied("punctuation", "Ja, (sehr) gut! it's", "1", "en") == "Ja sehr gut it's"
    apply = all_transforms()["punctuation"].apply
    assert apply is not None
    assert apply("Ja, gut!", "1", replace(place("de"), option="double")) == "Ja,, gut!!"


def test_question_and_context_are_joined_across_languages() -> None:
    own = Inputs((Question("a", "Kontext", "Frage"), Question("b", "K2", "F2")))
    english = Inputs((Question("b", "c2", "q2"), Question("a", "context", "question")))
    cell = Cell("xquad", "de", transform="cross:context")
    found = transformed(cell, own, read=lambda other: english if other.language == "en" else own)
    assert found.examples == (Question("a", "context", "Frage"), Question("b", "c2", "F2"))
    cell = Cell("xquad", "de", transform="cross:question")
    found = transformed(cell, own, read=lambda other: english)
    assert found.examples[0] == Question("a", "Kontext", "question")


def test_misspellings_come_from_the_given_list(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "de.tsv").write_text("haus\thuas\tx\t3\nhaus\thas\ngut\tgut\n", encoding="utf-8")
    cell = Cell("xnli", "de", transform="real:1")
    inputs = Inputs((SentencePair("0", "Haus haus HAUS Hund", "gut"),))
    (found,) = transformed(cell, inputs, Resources(misspellings=folder)).examples
    words = found.text_a.split()
    assert words[0] in ("Huas", "Has")
    assert words[1] in ("huas", "has")
    assert words[2] in ("HUAS", "HAS")
    assert words[3] == "Hund"
    assert found.text_b == "gut"


def test_premises_come_from_another_language() -> None:
    own = Inputs((SentencePair("0", "Ein Satz", "Noch einer"),))
    other = Inputs((SentencePair("0", "Una frase", "Otra"),))
    cell = Cell("xnli", "de", transform="premise:es")
    found = transformed(cell, own, read=lambda cell: other if cell.language == "es" else own)
    assert found.examples == (SentencePair("0", "Una frase", "Noch einer"),)


@pytest.mark.parametrize(
    ("task", "language", "level", "why"),
    [
        ("xnli", "es", "es", "in that language already"),
        ("pawsx", "de", "sw", "pawsx has no sw"),
        ("xquad", "de", "es", "no parallel premises"),
    ],
)
def test_a_premise_that_cannot_be_had_is_refused(
    task: str, language: str, level: str, why: str
) -> None:
    assert why in (refusal(Cell(task, language, transform=f"premise:{level}")) or "")
