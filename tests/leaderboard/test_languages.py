"""The table of languages: whole for every board, each family and script from a named source."""

import unicodedata
from importlib.resources import files

import pytest

import xstilts_leaderboard
from xstilts_kit.boards import BOARDS
from xstilts_kit.tasks import all_tasks
from xstilts_leaderboard.rows.row import layout_of
from xstilts_leaderboard.tables.languages import Language, all_languages, language


@pytest.mark.parametrize("board", BOARDS)
def test_every_language_of_a_board_is_in_the_table(board: str) -> None:
    assert set(layout_of(board).languages) <= set(all_languages())


@pytest.mark.parametrize("task", all_tasks())
def test_every_language_of_a_task_is_in_the_table(task: str) -> None:
    assert set(all_tasks()[task].languages) <= set(all_languages())


@pytest.mark.parametrize("one", all_languages().values(), ids=lambda one: one.code)
def test_a_language_has_a_name_in_itself_written_in_its_script_and_a_family(one: Language) -> None:
    assert one.name and one.family and one.script
    prefix = {"Japanese": ("CJK", "HIRAGANA", "KATAKANA"), "Han": ("CJK",)}.get(
        one.script, (one.script.upper(),)
    )
    letters = [letter for letter in one.autonym if letter.isalpha()]
    assert letters
    assert all(unicodedata.name(letter).startswith(prefix) for letter in letters)
    rtl = any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters)
    assert one.direction == ("rtl" if rtl else "ltr")


def test_codes_stand_once_and_in_order() -> None:
    text = (files(xstilts_leaderboard) / "tables" / "languages.tsv").read_text(encoding="utf-8")
    head, *lines = [line for line in text.splitlines() if not line.startswith("#")]
    codes = [line.split("\t")[0] for line in lines]
    assert codes == sorted(set(codes))
    assert {line.count("\t") for line in lines} == {head.count("\t")}


def test_the_table_names_its_sources() -> None:
    text = (files(xstilts_leaderboard) / "tables" / "languages.tsv").read_text(encoding="utf-8")
    said = " ".join(line for line in text.splitlines() if line.startswith("#"))
    assert "https://glottolog.org" in said and "https://cldr.unicode.org" in said


def test_a_language_that_is_not_in_the_table_is_called_by_its_code() -> None:
    assert language("qq").name == "qq"
    assert language("qq").direction == "ltr"
