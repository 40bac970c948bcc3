"""Lexicons: the MUSE format with its traps, folders, fingerprints."""

import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.lexicons import Counts, find_words, open_lexicons, read_lexicon, with_case_of


def _read(tmp_path: Path, content: bytes, source: str = "en", target: str = "de"):  # type: ignore[no-untyped-def]
    path = tmp_path / f"{source}-{target}.txt"
    path.write_bytes(content)
    return read_lexicon(path, source, target)


def test_both_separators_several_senses_and_skipped_lines(tmp_path: Path) -> None:
    content = b"bank\tGeldhaus\nbank Ufer\n\nlondon London\nthree words here\nlonely\n"
    found = _read(tmp_path, content + b"bank\tGeldhaus\na\tb\tc\n")
    assert found.translations("BANK") == ("Geldhaus", "Ufer")
    assert found.translations("london") == ()
    assert found.counts == Counts(pairs=2, identical=1, repeated=1, malformed=3)


def test_a_phrase_is_kept_where_a_tab_separates(tmp_path: Path) -> None:
    found = _read(tmp_path, b"a lot\tsehr viel\nabandon\tim Stich lassen\n")
    assert found.translations("abandon") == ("im Stich lassen",)
    assert found.common == ("abandon",)


def test_byte_order_mark_and_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = _read(tmp_path, b"house Haus\ntree Baum\n")
    other = _read(tmp_path, b"\xef\xbb\xbfhouse\tHaus\r\ntree\tBaum\r\n")
    assert plain.entries == other.entries
    assert plain.fingerprint == other.fingerprint
    assert plain.fingerprint != _read(tmp_path, b"tree Baum\nhouse Haus\n").fingerprint


def test_keys_follow_the_casing_of_their_language(tmp_path: Path) -> None:
    found = _read(tmp_path, b"IRMAK\tFluss\niyi\tgut\n", "tr", "de")
    assert found.translations("Irmak") == ("Fluss",)
    assert found.translations("İYİ") == ("gut",)
    assert found.translations("ıyı") == ()


def test_composed_and_decomposed_letters_are_one_key(tmp_path: Path) -> None:
    found = _read(tmp_path, "cafe\u0301\tKaffeehaus\n".encode(), "fr", "de")
    assert found.translations("Café") == ("Kaffeehaus",)


def test_bad_files_are_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="line 2: not UTF-8"):
        _read(tmp_path, b"house Haus\ntree B\xff\n")
    with pytest.raises(DataError, match="no pair of a en and a de word"):
        _read(tmp_path, b"\n\n")


def test_a_folder_finds_files_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "en-de.txt").write_text("dog Hund\ndog Köter\n", encoding="utf-8")
    (tmp_path / "en-fr.txt").write_text("dog chien\n", encoding="utf-8")
    (tmp_path / "README.md").write_text("not a lexicon", encoding="utf-8")
    folder = open_lexicons(tmp_path)
    assert folder.targets("en") == ("de", "fr")
    assert folder.targets("de") == ("en",)
    assert list(folder.lexicons("en")) == ["de", "fr"]
    assert folder.lexicon("de", "en").translations("Hund") == ("dog",)
    with pytest.raises(DataError, match=r"no lexicon from de to fr \(de-fr.txt\)"):
        folder.lexicon("de", "fr")


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    _read(tmp_path, b"dog Hund\n")
    folder = open_lexicons(tmp_path)
    before = folder.lexicon("en", "de").fingerprint
    _read(tmp_path, b"dog Hund\ncat Katze\n")
    assert folder.lexicon("en", "de").fingerprint != before


def test_a_missing_or_empty_folder_is_explained(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such folder"):
        open_lexicons(tmp_path / "none")
    with pytest.raises(DataError, match=r"named like en-de.txt"):
        open_lexicons(tmp_path)


def test_words_keep_apostrophes_and_hyphens_inside() -> None:
    text = "Don't re-enter l’été-là! -x- 'tis ３D a1 हिन्दी"
    assert [word.text for word in find_words(text)] == [
        *("Don't", "re-enter", "l’été-là", "x", "tis", "D", "a", "हिन्दी"),
    ]


def test_addresses_digits_and_mark_up_are_protected() -> None:
    text = "See https://a.example/the the me@b.example B2B <i>the</i> &amp; www.c.example end"
    assert [w.text for w in find_words(text) if not w.protected] == ["See", "the", "the", "end"]


@pytest.mark.parametrize(
    ("source", "target", "language", "expected"),
    [
        ("House", "haus", "de", "Haus"),
        ("HOUSE", "straße", "de", "STRASSE"),
        ("I", "ich", "de", "Ich"),
        ("house", "Haus", "de", "Haus"),
        ("Good", "iyi", "tr", "İyi"),
        ("GOOD", "iyi", "tr", "İYİ"),
        ("House", "房子", "zh", "房子"),
        ("HOUSE", "სახლი", "ka", "სახლი"),
        ("مرحبا", "hello", "en", "hello"),
        ("A", "e\u0301t", "fr", "E\u0301t"),
    ],
)
def test_case_is_copied(source: str, target: str, language: str, expected: str) -> None:
    assert with_case_of(source, target, language) == expected


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_words_are_slices_of_the_text_in_order(text: str) -> None:
    words = list(find_words(text))
    assert all(text[word.start : word.end] == word.text for word in words)
    assert all(a.end <= b.start for a, b in itertools.pairwise(words))
