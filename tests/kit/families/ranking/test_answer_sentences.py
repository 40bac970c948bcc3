"""LAReQA's files: paragraphs in sentences, and in which an answer begins, in every language."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint as fingerprint_of
from xstilts_kit.editions import identify
from xstilts_kit.families.ranking.records import Passage, Question, RankingGold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import transformed

LAYOUT, LAREQA = LAYOUTS["answer-sentences"], get_task("lareqa")
COUNTS = {
    "ar": 1222, "de": 1276, "el": 1234, "en": 1180, "es": 1215, "hi": 1244, "ru": 1219, "th": 852,
    "tr": 1167, "vi": 1209, "zh": 1196,
}  # fmt: skip
"""Candidate sentences, as the publisher's README counts them."""


def _question(name: str, start: object) -> dict[str, Any]:
    return {"id": name, "question": f"{name}?", "answers": [{"answer_start": start, "text": "B"}]}


def _paragraph(*questions: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "context": "Aa.Bb. Cc.",
        "sentences": ["Aa.", "Bb.", "Cc."],
        "sentence_breaks": [[0, 3], [3, 6], [7, 10]],
        "qas": list(questions),
    }


def _file(path: Path, *paragraphs: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"data": [{"paragraphs": paragraphs}], "version": "1.1"}))
    return path


def _folder(root: Path, *languages: str, **starts: int) -> FolderSource:
    """A folder with one paragraph and one question in each language."""
    for language in languages:
        question = _question("p", starts.get(language, 0))
        _file(root / f"lareqa/xquad-r/{language}.json", _paragraph(question))
    return FolderSource(root)


def test_an_answer_is_the_sentence_in_which_it_begins_in_every_language(tmp_path: Path) -> None:
    source = _folder(tmp_path, *LAREQA.languages, de=3, zh=9)
    cell = Cell("lareqa", "de")
    found = source.inputs(cell)
    assert found.examples == (Question("p_de", "p?", "de"),)
    assert len(found.candidates) == 3 * 11
    assert found.candidates[:4] == (
        Passage("ar_1_0", "Aa.", "Aa.Bb. Cc.", "ar"),
        Passage("ar_1_1", "Bb.", "Aa.Bb. Cc.", "ar"),
        Passage("ar_1_2", "Cc.", "Aa.Bb. Cc.", "ar"),
        Passage("de_1_0", "Aa.", "Aa.Bb. Cc.", "de"),
    )
    targets = [f"{code}_1_{ {'de': 1, 'zh': 2}.get(code, 0) }" for code in LAREQA.languages]
    assert source.gold(cell) == (RankingGold("p_de", tuple(targets), 0),)


def test_a_question_that_a_language_lacks_has_no_answer_there(tmp_path: Path) -> None:
    source = _folder(tmp_path, *LAREQA.languages)
    _file(tmp_path / "lareqa/xquad-r/de.json", _paragraph(_question("p", 0), _question("q", 3)))
    assert [gold.canonical() for gold in source.gold(Cell("lareqa", "de")) or ()][1] == {
        "id": "q_de",
        "targets": ["de_1_1"],
    }


def test_a_pool_without_a_language_is_refused(tmp_path: Path) -> None:
    """It would make the task easier."""
    source = _folder(tmp_path, *LAREQA.languages[:-1])
    cell = Cell("lareqa", "de")
    assert not source.has(cell) and source.lacks(cell).endswith("lareqa/xquad-r/zh.json")
    with pytest.raises(DataError, match=r"zh\.json is missing"):
        source.gold(cell)


def test_the_miniatures_pool_has_its_own_languages(tmp_path: Path) -> None:
    found = _folder(tmp_path, *miniature.LANGUAGES).inputs(Cell("lareqa", "sw"))
    assert len(found.candidates) == 3 * len(miniature.LANGUAGES)


def test_transforms_change_questions_alone(tmp_path: Path) -> None:
    clean = _folder(tmp_path, *LAREQA.languages).inputs(Cell("lareqa", "de"))
    upper = transformed(Cell("lareqa", "de", transform="casing:upper"), clean)
    assert [one.text for one in upper.examples] == ["P?"]
    assert upper.candidates is clean.candidates


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    source = _folder(tmp_path, *LAREQA.languages)
    before = source.inputs(Cell("lareqa", "de")).candidates
    more = _paragraph(_question("p", 0))
    _file(tmp_path / "lareqa/xquad-r/zh.json", more, more)
    assert len(source.inputs(Cell("lareqa", "de")).candidates) == len(before) + 3


@pytest.mark.parametrize("start", [6, 10, -1, None, "3", True])
def test_an_answer_that_begins_in_no_sentence_is_refused(tmp_path: Path, start: object) -> None:
    _folder(tmp_path, *LAREQA.languages)
    path = _file(tmp_path / "lareqa/xquad-r/de.json", _paragraph(_question("p", start)))
    with pytest.raises(DataError, match=r"paragraphs\[0\].qas\[0\] has no answer"):
        list(LAYOUT.gold(path, LAREQA))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"sentences": None}, "no list `sentences`"),
        ({"sentences": ["Aa.", "Bb."]}, "no place for each sentence"),
        ({"sentences": ["Aa.", 3, "Cc."]}, r"sentences\[1\] has no text"),
        ({"sentence_breaks": [[0, 3], [3], [7, 10]]}, r"sentence_breaks\[1\] has no pair"),
        ({"qas": [_question("p", 0), _question("p", 3)]}, "'p' occurs twice"),
    ],
)
def test_files_of_another_form_are_refused(
    tmp_path: Path, damage: Mapping[str, Any], said: str
) -> None:
    _folder(tmp_path, *LAREQA.languages)
    changed = {**_paragraph(_question("p", 0)), **damage}
    path = _file(tmp_path / "lareqa/xquad-r/de.json", changed)
    with pytest.raises(DataError, match=said):
        LAYOUT.inputs([path, path])
        list(LAYOUT.gold(path, LAREQA))


def test_real_files_have_the_published_sentences_and_eleven_for_each_question(
    real_data: Path,
) -> None:
    source = FolderSource(real_data / "xtreme")
    for language in LAREQA.languages:
        cell = Cell(LAREQA.name, language)
        asked = source.inputs(cell)
        gold = source.gold(cell)
        counts = {code: 0 for code in LAREQA.languages}
        for candidate in asked.candidates:
            counts[candidate.language] += 1
        assert (len(asked.examples), counts) == (1190, COUNTS)
        assert sum(COUNTS.values()) == 13014
        assert gold is not None
        assert [answer.id for answer in gold] == [query.id for query in asked.examples]
        pool = {row.id for row in asked.candidates}
        for answer in gold:
            assert isinstance(answer, RankingGold) and answer.targets is not None
            assert len(answer.targets) == 11 and pool.issuperset(answer.targets)
        assert identify(cell, fingerprint_of(asked.rows())) == "xtreme-r"
