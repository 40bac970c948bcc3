"""All misspellings of a word: one error each, the first letter kept, the same every time."""

import pytest

from xstilts_kit.transforms import Place, misspellings
from xstilts_kit.transforms._clusters import clusters
from xstilts_kit.transforms._edits import distance


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "because"), ("de", "Straße"), ("hi", "क्षत्रिय"), ("ar", "مرحبا"), ("wo", "jigéen")],
)
def test_misspellings_have_one_error_and_keep_the_first_letter(language: str, word: str) -> None:
    place = Place("xnli", language, "3", "0")
    found = misspellings(word, place)
    assert len(found) > len(clusters(word))
    assert len(set(found)) == len(found)
    assert word not in found
    assert found == misspellings(word, place)
    assert set(found) == set(misspellings(word, place))
    for one in found:
        assert clusters(one)[0] == clusters(word)[0]
        assert 1 <= distance(word, one) <= 2  # two letters exchanged


def test_single_letters_have_none() -> None:
    assert misspellings("a", Place("xnli", "en", "3", "0")) == ()
