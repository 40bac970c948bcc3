"""A level has one spelling; draws are hashes; intensity is counted, not assumed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families import Inputs, all_families, get_family
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.families.multiple_choice.records import Choices
from xstilts_kit.families.span_qa.records import Question
from xstilts_kit.submission.manifest import Realised
from xstilts_kit.transforms import Level, Place, Transform, as_resources, u
from xstilts_kit.transforms._clusters import clusters
from xstilts_kit.transforms._edits import compared, distance
from xstilts_kit.transforms._realised import measure
from xstilts_kit.transforms._texts import changeable

NOISE = Transform("noise", "Noise", 1, (), numeric=True, options=("double",))


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((0, "xnli", "de", "17", "hypothesis", "keyboard", 0), 0.2513476548221785),
        ((0, "xnli", "de", "17", "hypothesis", "keyboard", 1), 0.5677711773285022),
        ((1, "xnli", "de", "17", "hypothesis", "keyboard", 0), 0.5062862419435449),
        ((0, "tatoeba", "th", "3", "text", "codeswitch", "word", 2), 0.4452629837002688),
    ],
)
def test_draws_are_hashes_of_what_they_decide(parts: Sequence[object], expected: float) -> None:
    assert u(*parts) == expected
    seed, task, language, identifier, field, *decision = parts
    place = Place(str(task), str(language), str(identifier), str(field), int(str(seed)))
    assert place.u(*decision) == expected


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("0.1", "0.1"),
        ("0.10", "0.1"),
        ("1", "1"),
        ("1.0", "1"),
        ("0.2+seed3", "0.2+seed3"),
        ("0.2+seed0", "0.2"),
        ("0.2+double+seed3", "0.2+double+seed3"),
        ("0", None),
        ("1.1", None),
        (".5", None),
        ("0.1+seed3+double", None),
        ("0.1+triple", None),
        ("", None),
    ],
)
def test_a_numeric_level_has_one_spelling(text: str, canonical: str | None) -> None:
    level = NOISE.level(text)
    assert (None if level is None else str(level)) == canonical
    if canonical is not None:
        cell = Cell("xnli", "de", transform=f"noise:{canonical}")
        assert Cell.is_path(cell.path)
        assert Cell.parse(cell.name) == cell


def test_a_transform_without_levels_is_named_alone() -> None:
    bare = Transform("bare", "Bare", 1)
    assert str(bare.level("")) == ""
    assert bare.level("0.1") is None
    assert Cell("xnli", "de", transform="bare").path == "predictions/xnli/de@bare.jsonl"


def test_noise_spares_contexts_choices_and_the_english_side() -> None:
    def names(family: str, example: object) -> list[str | None]:
        return list(changeable(NOISE, Level("0.1"), get_family(family), example))  # type: ignore[arg-type]

    assert names("classification", SentencePair("0", "a", "b")) == ["text_a", "text_b"]
    assert names("span_qa", Question("0", "context", "question")) == [None, "question"]
    choices = Choices("0", premise="premise", question="cause", choices=("one", "two"))
    assert names("multiple_choice", choices) == ["premise", None, None]
    from xstilts_kit.families.mining.records import CorpusSentence

    assert names("mining", CorpusSentence("de-1", "text", "query")) == ["query"]
    assert names("mining", CorpusSentence("en-1", "text", "candidate")) == [None]
    assert [name for name, family in all_families().items() if family.pretokenised] == ["tagging"]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("क्षत्रिय", 3),
        ("बड़ा", 2),
        ("ที่นี่น้ำ", 3),
        ("မြန်မာ", 3),
        ("한국", 2),
        ("Việt", 4),
        ("Vie\u0323\u0302t", 4),
        ("か\u3099", 1),
        ("שָׁלוֹם", 4),
        ("كِتَاب", 4),
        ("می\u200cخواهم", 7),
        ("ಕ್ಷಮ", 2),
        ("ශ්\u200dරී", 1),
        ("தமிழ்", 3),
        ("క్షమ", 2),
        ("👨\u200d👩\u200d👧", 1),
        ("க்ஷ", 1),
        ("ஶ்ரீ", 1),
        ("", 0),
    ],
)
def test_clusters_keep_syllables_whole(text: str, count: int) -> None:
    found = clusters(text)
    assert "".join(found) == text
    assert len(found) == count


@pytest.mark.parametrize(
    ("clean", "changed", "language", "expected"),
    [
        ("ein kurzer Satz", "ein kuzrer Satz", "de", (3, 1, 2)),
        ("ein kurzer Satz", "ein kurzer Saz", "de", (3, 1, 1)),
        ("ein kurzer Satz", "einkurzer Satz", "de", (3, 1, 1)),
        ("Ja, gut.", "Ja gut", "de", (2, 0, 2)),
        ("ที่นี่น้ำ", "ที่น้ำนี่", "th", (1, 1, 2)),
        ("来了一二三四五", "来了一三四五", "zh", (2, 1, 1)),
        ("", "", "de", (0, 0, 0)),
        ("wort", "", "de", (1, 1, 4)),
    ],
)
def test_intensity_counts_words_and_edits(
    clean: str, changed: str, language: str, expected: tuple[int, int, int]
) -> None:
    assert compared(clean, changed, language) == expected


def _levenshtein(a: Sequence[str], b: Sequence[str]) -> int:
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, start=1):
        before, row = row, [i]
        for j, other in enumerate(b, start=1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (one != other)))
    return row[-1]


@given(st.text("abcक्षा", max_size=12), st.text("abcक्षा", max_size=12))
def test_the_edit_distance_is_levenshteins_over_clusters(a: str, b: str) -> None:
    assert distance(a, b) == _levenshtein(clusters(a), clusters(b))


def test_realised_intensity_is_null_with_a_reason_where_nothing_can_be_divided() -> None:
    assert Realised(0, 0, 0, 0, 0).shares.reason == "there are no examples"
    assert Realised(2, 0, 0, 0, 0).shares.word_share is None
    assert Realised(2, 2, None, None, None).shares.example_share == 1
    assert Realised(2, 1, 8, 2, 3).as_json()["edits_per_word"] == 3 / 8
    assert Realised(2, 1, 8, 2, 3).as_json()["reason"] is None


def test_realised_intensity_counts_only_texts_that_may_change() -> None:
    clean = Inputs((Question("0", "ein langer Text", "wer war es"),))
    changed = Inputs((Question("0", "ein langer Text", "wer wr es"),))
    found = measure(NOISE, Level("0.1"), Cell("xquad", "de"), clean, changed)
    assert found == Realised(1, 1, 3, 1, 1)


def test_an_unknown_resource_is_refused() -> None:
    with pytest.raises(UsageError, match="no resource"):
        as_resources({"lexicon": "x"})
