"""The tag of a multiword token."""

import pytest

from xstilts_kit.editions.builders._conllu import NotConllu, read_conllu


def _row(identifier: str, form: str, tag: str, head: str = "_", enhanced: str = "_") -> str:
    return "\t".join([identifier, form, "_", tag, "_", "_", head, "_", enhanced, "_"])


def _tag(language: str, *rows: str) -> str:
    (sentence,) = read_conllu([*rows, ""], language)
    return sentence.tags[0]


def test_the_word_nearest_to_the_root_gives_the_tag() -> None:
    rows = (_row("1-2", "dámelo", "_"), _row("1", "da", "AUX", "0"), _row("2", "lo", "VERB", "1"))
    assert _tag("es", *rows) == "AUX"
    assert _tag("pt", *rows) == "AUX"


def test_among_equally_near_words_precedence_decides_and_then_order() -> None:
    def rows(first: str, second: str) -> list[str]:
        return [
            _row("1-2", "x", "_"), _row("1", "a", first, "3"), _row("2", "b", second, "3"),
            _row("3", "c", "VERB", "0"),
        ]  # fmt: skip

    assert _tag("pt", *rows("DET", "ADP")) == "ADP"
    assert _tag("pt", *rows("ADP", "PRON")) == "PRON"
    assert _tag("pt", *rows("ADP", "ADP")) == "ADP"
    # ADV stands before PRON in the Italian list, and after it in the one for most languages.
    assert _tag("it", *rows("PRON", "ADV")) == "ADV"
    assert _tag("pt", *rows("PRON", "ADV")) == "PRON"
    # The list for most languages has NOUN before PRON, the French one has not.
    assert _tag("fr", *rows("NOUN", "PRON")) == "PRON"
    assert _tag("de", *rows("NOUN", "PRON")) == "NOUN"
    # SYM is in no list.
    assert _tag("es", *rows("SYM", "DET")) == "DET"


def test_enhanced_heads_count_and_cycles_end() -> None:
    rows = [
        _row("1-2", "x", "_"),
        _row("1", "a", "NOUN", "3", "3:x|4:y|7.1:z"),
        _row("2", "b", "PUNCT", "3", "3:x"),
        _row("3", "c", "VERB", "0", "0:root"),
        _row("4", "d", "VERB", "3", "1:cycle"),
    ]
    assert _tag("tr", *rows) == "PUNCT"


@pytest.mark.parametrize(
    ("forms", "kept"), [("_", 0), ("_ _", 0), ("a _", 0), ("a b _", 1), ("a", 1), ("_ _ a b", 1)]
)
def test_sentences_whose_text_is_withheld_are_left_out(forms: str, kept: int) -> None:
    rows = [_row(str(i), form, "X", "0") for i, form in enumerate(forms.split(" "), start=1)]
    assert len(list(read_conllu([*rows, ""], "fr"))) == kept


def test_a_cut_file_is_refused_even_at_the_end_of_a_line() -> None:
    with pytest.raises(NotConllu, match="truncated"):
        list(read_conllu([_row("1", "a", "X", "0")], "de"))
    assert list(read_conllu([], "de")) == []
