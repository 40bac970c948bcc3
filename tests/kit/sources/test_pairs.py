"""Sentence pair files: Python's CSV dialect with tabs, minimal quoting and CRLF."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.diagnostics.errors import DataError, XstiltsError
from xstilts_kit.families.classification.records import LabelGold, SentencePair
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task

LAYOUT = LAYOUTS["sentence-pairs"]
XNLI, PAWSX = get_task("xnli"), get_task("pawsx")

# What the benchmark's own writer cannot say: a lone CR LF inside a cell, a lone surrogate.
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12).filter(
    lambda text: "\r\n" not in text and not text.startswith("\ufeff")
)


def _read(path: Path, content: bytes | str) -> list[tuple[str, str]]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    pairs = LAYOUT.inputs([path]).examples
    assert [pair.id for pair in pairs] == [str(i) for i in range(len(pairs))]
    assert all(type(pair) is SentencePair for pair in pairs)
    return [(pair.text_a, pair.text_b) for pair in pairs]


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    """As the benchmark's preprocessing writes them: the default writer with tabs."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer, delimiter="\t").writerows(rows)
    return buffer.getvalue().encode()


@given(rows=st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=6))
def test_what_pythons_csv_writer_wrote_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    path = tmp_path_factory.mktemp("pairs") / "test-de.tsv"
    assert _read(path, _written(rows)) == rows


@pytest.mark.parametrize(
    "content",
    [
        "Er sagt ja.\tJa.\r\n„Nein“\tNein.\r\n",
        "Er sagt ja.\tJa.\n„Nein“\tNein.\n",
        "Er sagt ja.\tJa.\r\n„Nein“\tNein.",
        "\ufeffEr sagt ja.\tJa.\r\n„Nein“\tNein.\r\n",
        '"Er sagt ja."\tJa.\n„Nein“\t"Nein."\n',
    ],
)
def test_line_ends_byte_order_mark_and_outer_quotes_are_no_text(
    tmp_path: Path, content: str
) -> None:
    assert _read(tmp_path / "a.tsv", content) == [("Er sagt ja.", "Ja."), ("„Nein“", "Nein.")]


def test_doubled_quotes_are_undone(tmp_path: Path) -> None:
    content = '"He said ""hi"" there"\t"""hi"""\r\nso ""\t5" disk\r\n'
    expected = [('He said "hi" there', '"hi"'), ('so ""', '5" disk')]
    assert _read(tmp_path / "a.tsv", content) == expected


@pytest.mark.parametrize(
    "odd", ["\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\x0b", "\x0c", "\ufeff", "\u200b"]
)
def test_characters_that_splitlines_cuts_at_stay_in_the_text(tmp_path: Path, odd: str) -> None:
    assert _read(tmp_path / "a.tsv", f"a{odd}b\tc{odd}\r\nd\te\r\n") == [
        (f"a{odd}b", f"c{odd}"),
        ("d", "e"),
    ]


def test_spaces_and_composition_of_text_are_kept(tmp_path: Path) -> None:
    rows = [(" two  spaces ", "\xa0\u3000"), ("e\u0301", "\u00e9"), ("NS", "")]
    assert _read(tmp_path / "a.tsv", _written(rows)) == rows


def test_inputs_of_a_labelled_file_are_those_of_the_unlabelled_one(tmp_path: Path) -> None:
    rows = [("Anna sleeps.", "Anna is awake."), ('An "x".', "An x.")]
    labelled = [(*row, label) for row, label in zip(rows, XNLI.labels, strict=False)]
    assert _read(tmp_path / "dev.tsv", _written(labelled)) == rows
    for pair in LAYOUT.inputs([tmp_path / "dev.tsv"]).rows():
        assert set(pair.canonical()) == {"id", "text_a", "text_b"}
        assert not set(pair.canonical().values()) & set(XNLI.labels)


def _gold(path: Path, content: bytes | str) -> list[LabelGold]:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(LAYOUT.gold(path, XNLI))


@pytest.mark.parametrize(
    "content",
    [
        "neutral\nentailment\ncontradiction\n",
        "neutral\r\nentailment\r\ncontradiction",
        "\ufeffneutral\nentailment\ncontradiction\n",
        'a\tb\tneutral\r\n"a ""b"""\tb\tentailment\r\na\tb\tcontradiction\r\n',
    ],
)
def test_gold_is_read_from_labels_alone_and_from_a_labelled_split(
    tmp_path: Path, content: str
) -> None:
    expected = [
        LabelGold("0", "neutral"),
        LabelGold("1", "entailment"),
        LabelGold("2", "contradiction"),
    ]
    assert _gold(tmp_path / "gold.tsv", content) == expected


def test_a_question_mark_is_an_unknown_answer(tmp_path: Path) -> None:
    gold = _gold(tmp_path / "gold.tsv", "neutral\n?\n")
    assert [answer.known for answer in gold] == [True, False]
    assert gold[1].canonical() == {"id": "1", "label": None}


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("a\tb\nc\n", "a.tsv:2"),
        ("a\tb\nc\td\te\n", "a.tsv:2"),
        ("a\tb\tc\nc\td\n", "a.tsv:2"),
        ("a\n", "a.tsv:1"),
        ("a\tb\tc\td\n", "a.tsv:1"),
        ("a\tb\n\nc\td\n", "a.tsv:2"),
        ('a\tb\n"c"d\te\n', "a.tsv:2"),
        ('a\tb\nc\t"d\n', "a.tsv:2"),
        (b"a\tb\nc\t\xff\n", "a.tsv:2"),
        (b"a\tb\nc\t\xed\xa0\x80\n", "a.tsv:2"),
        (b"a\tb\nc\t" + b"d" * (1 << 20) + b"\n", "a.tsv:2"),
        (b"\xff\xfea\x00\t\x00b\x00\n\x00", "a.tsv:1"),
    ],
    ids=[
        *("too few columns", "a label in one row", "a label lacking", "one column"),
        *("four columns", "empty line", "text after a quote", "open quote", "not UTF-8"),
        *("lone surrogate", "over 1 MiB", "UTF-16"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(
    tmp_path: Path, content: bytes | str, place: str
) -> None:
    with pytest.raises(DataError) as caught:
        _read(tmp_path / "a.tsv", content)
    assert place in caught.value.what
    assert caught.value.remedy


def test_an_open_quote_is_reported_where_it_opens(tmp_path: Path) -> None:
    rows = "".join(f"a {i}\tb\n" for i in range(50))
    with pytest.raises(DataError) as caught:
        _read(tmp_path / "a.tsv", f'{rows}c\t"d\n{rows}')
    assert "a.tsv:51" in caught.value.what


@pytest.mark.parametrize("content", ["a\tb\n", "c\td\te\tf\n", "neutral\na\tb\n", "Neutral\n"])
def test_what_holds_no_labels_is_no_gold(tmp_path: Path, content: str) -> None:
    with pytest.raises(DataError, match=r"gold\.tsv:[12]"):
        _gold(tmp_path / "gold.tsv", content)


def test_a_folder_in_the_files_place_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").mkdir()
    with pytest.raises(XstiltsError) as caught:
        LAYOUT.inputs([tmp_path / "a.tsv"])
    assert "a.tsv" in caught.value.what
    assert caught.value.remedy


def test_real_pairs_keep_odd_characters_and_lose_csv_quotes(real_data: Path) -> None:
    greek = LAYOUT.inputs([real_data / "xtreme/xnli/test-el.tsv"]).examples
    assert len(greek) == 5010
    assert sum((pair.text_a + pair.text_b).count("\x1d") for pair in greek) == 5
    spanish = LAYOUT.inputs([real_data / "xtreme/pawsx/test-es.tsv"]).examples
    raw = (real_data / "xtreme/pawsx/test-es.tsv").read_text(encoding="utf-8").split("\n")
    quoted = [i for i, line in enumerate(raw) if '""' in line]
    assert len(spanish) == 2000
    assert len(quoted) > 200
    assert not any('""' in spanish[i].text_a + spanish[i].text_b for i in quoted)
    assert all('"' in spanish[i].text_a + spanish[i].text_b for i in quoted)
