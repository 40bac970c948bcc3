"""Tatoeba's hidden alignment and BUCC's corpora: files of sentences in pairs."""

from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.mining.records import CorpusSentence, PairGold
from xstilts_kit.families.retrieval.records import Candidate, MatchGold, Query
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import get_task
from xtreme_files import write_lines

LINES, CORPORA = LAYOUTS["parallel-lines"], LAYOUTS["corpora"]
TATOEBA, BUCC = get_task("tatoeba"), get_task("bucc2018")


def test_lines_are_stripped_and_keep_their_order(tmp_path: Path) -> None:
    write_lines(tmp_path / "e", [" A\u2028b ", "B\xa0", "B", "\u00c4"])
    write_lines(tmp_path / "d", ["z ", "", "a"])
    found = LINES.inputs([tmp_path / "e", tmp_path / "d"])
    assert found.examples == tuple(
        Query(str(row), text) for row, text in enumerate(["A\u2028b", "B", "B", "\u00c4"])
    )
    assert found.candidates == (Candidate("0", "z"), Candidate("1", ""), Candidate("2", "a"))
    assert len(list(found.rows())) == 7
    assert found.first(1).candidates == found.candidates


@pytest.mark.parametrize("lines", [["b", "a"], ["a", "B"], ["Ä", "Z"], ["a", "c", "b"]])
def test_an_english_file_that_is_not_sorted_is_refused(tmp_path: Path, lines: list[str]) -> None:
    """Its order would give the alignment away, or be another edition's."""
    write_lines(tmp_path / "tatoeba/de-en.en", lines)
    write_lines(tmp_path / "tatoeba/de-en.de", ["x"] * len(lines))
    with pytest.raises(DataError, match=r"de-en\.en: the lines are not sorted") as refused:
        FolderSource(tmp_path).inputs(Cell(TATOEBA.name, "de"))
    assert "LC_ALL=C sort" in refused.value.remedy


@pytest.mark.parametrize("empty", ["en", "de"])
def test_an_empty_side_is_refused_by_name(tmp_path: Path, empty: str) -> None:
    for code in ("en", "de"):
        write_lines(tmp_path / f"tatoeba/de-en.{code}", [] if code == empty else ["a"])
    with pytest.raises(DataError, match=rf"de-en\.{empty}: the file is empty"):
        FolderSource(tmp_path).inputs(Cell(TATOEBA.name, "de"))


def test_one_of_two_files_is_not_enough(tmp_path: Path) -> None:
    write_lines(tmp_path / "tatoeba/de-en.en", ["a"])
    source = FolderSource(tmp_path)
    assert not source.has(Cell(TATOEBA.name, "de"))
    assert "de-en.de" in source.lacks(Cell(TATOEBA.name, "de"))


def test_matches_are_rows(tmp_path: Path) -> None:
    write_lines(tmp_path / "gold.tsv", ["12", " 0 ", "?"])
    assert list(LINES.gold(tmp_path / "gold.tsv", TATOEBA)) == [
        MatchGold("0", "12"),
        MatchGold("1", "0"),
        MatchGold("2", None),
    ]


@pytest.mark.parametrize("line", ["", "-1", "1.0", "01", "[3]", "٣", "²", "a b"])
def test_what_is_no_row_is_no_match(tmp_path: Path, line: str) -> None:
    write_lines(tmp_path / "gold.tsv", ["5", line])
    with pytest.raises(DataError, match=r"gold\.tsv:2: .* is not a row number") as refused:
        list(LINES.gold(tmp_path / "gold.tsv", TATOEBA))
    assert not isinstance(refused.value, NoAnswers)
    write_lines(tmp_path / "gold.tsv", [line])
    with pytest.raises(NoAnswers):
        list(LINES.gold(tmp_path / "gold.tsv", TATOEBA))


def test_a_corpus_keeps_ids_and_text_as_they_are(tmp_path: Path) -> None:
    write_lines(tmp_path / "d", ["de-000000001\t Ä\tb ", "de-000000003\t"])
    write_lines(tmp_path / "e", ["en-000000001\tA\x1d"])
    found = CORPORA.inputs([tmp_path / "d", tmp_path / "e"])
    assert found.examples == (
        CorpusSentence("de-000000001", " Ä\tb ", "query"),
        CorpusSentence("de-000000003", "", "query"),
    )
    assert found.candidates == (CorpusSentence("en-000000001", "A\x1d", "candidate"),)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("de-000000002 Ein Satz", "1 column; expected 2 columns: id and sentence"),
        ("", "1 column; expected 2 columns"),
        ("de-000000001\tx", "'de-000000001' occurs twice"),
        ("de-0\tx", "does not match its line number"),
        ("000000002\tx", "does not match its line number"),
        ("de-x\tx", "does not match its line number"),
        ("\tx", "does not match its line number"),
    ],
)
def test_a_damaged_line_of_a_corpus_is_located(tmp_path: Path, line: str, says: str) -> None:
    write_lines(tmp_path / "d", ["de-000000001\tEin Satz", line])
    write_lines(tmp_path / "e", ["en-000000001\tA"])
    with pytest.raises(DataError) as refused:
        CORPORA.inputs([tmp_path / "d", tmp_path / "e"])
    assert f"{tmp_path / 'd'}:2: " in refused.value.what
    assert says in refused.value.what


def test_gold_pairs_are_a_sorted_set(tmp_path: Path) -> None:
    path = tmp_path / "gold"
    write_lines(path, ["de-2\ten-1", "", "de-1\ten-9 ", "de-2\ten-1"])
    assert list(CORPORA.gold(path, BUCC)) == [PairGold("de-1", "en-9"), PairGold("de-2", "en-1")]


@pytest.mark.parametrize("line", ["de-1 en-1", "de-1", "de-1\ten-1\t0.5", "de-1\tx", "0.5\tde-1"])
def test_a_damaged_line_of_gold_pairs_is_located(tmp_path: Path, line: str) -> None:
    write_lines(tmp_path / "gold", ["de-1\ten-1", line])
    with pytest.raises(DataError, match="gold:2: "):
        list(CORPORA.gold(tmp_path / "gold", BUCC))
