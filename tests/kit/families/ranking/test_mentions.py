"""Mewsli-X's files: mentions with one sentence of context, entities, and the linked entities."""

import json
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.ranking.records import Mention
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.transforms import transformed

TEXT = "Title\nThe verdict came for Smith, {so} said\nhe. End."


def _article(**mention: Any) -> dict[str, Any]:
    own = {
        "example_id": "m1",
        "mention_span": {"start": 27, "end": 32, "text": "Smith"},
        "entity_id": "Q1",
        **mention,
    }
    spans = [{"start": 0, "end": 5}, {"start": 6, "end": 47}, {"start": 48, "end": 52}]
    context = {"text": TEXT, "language": "en", "sentence_spans": spans}
    return {"context": context, "mentions": [own]}


def _entity(name: str, text: str) -> dict[str, Any]:
    spans = [{"start": 0, "end": len(text)}]
    return {
        "entity_id": name,
        "title": name,
        "description": text,
        "description_language": "en",
        "description_url": "",
        "sentence_spans": spans,
    }


def _write(path: Path, *lines: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    _write(tmp_path / "mewslix/wikinews_mentions/test-en.jsonl", _article())
    entities = (_entity("Q1", "A man\nof  law."), _entity("Q2", "Another."))
    _write(tmp_path / "mewslix/candidate_set_entities.jsonl", *entities)
    return tmp_path


CELL = Cell("mewslix", "en")


def test_a_query_is_the_mention_and_its_sentence_with_the_mention_marked(folder: Path) -> None:
    inputs = FolderSource(folder).inputs(CELL)
    (query,) = inputs.examples
    assert query.text == "Smith: The verdict came for { Smith } , (so) said he."
    assert query.canonical() == {"id": "m1", "query": query.text}
    assert [one.canonical() for one in inputs.candidates] == [
        {"candidate": "A man of law.", "id": "Q1"},
        {"candidate": "Another.", "id": "Q2"},
    ]


def test_transforms_change_the_sentence_but_not_its_mark_up_nor_the_entities(folder: Path) -> None:
    clean = FolderSource(folder).inputs(CELL)
    upper = transformed(Cell("mewslix", "en", transform="casing:upper"), clean)
    assert upper.examples[0].text == "SMITH: THE VERDICT CAME FOR { SMITH } , (SO) SAID HE."
    assert upper.candidates is clean.candidates


def test_entities_are_read_from_the_mentions_or_from_a_file_of_answers(folder: Path) -> None:
    source = FolderSource(folder)
    assert [g.canonical() for g in source.gold(CELL) or ()] == [{"id": "m1", "targets": ["Q1"]}]
    labels = folder / "mewslix/wikinews_labels/test-en.json"
    _write(labels, {"m1": ["Q2 "]})
    assert [g.canonical() for g in source.gold(CELL) or ()] == [{"id": "m1", "targets": ["Q2"]}]
    _write(labels, {"m1": [""]})  # as in XTREME-R's download
    _write(folder / "mewslix/wikinews_mentions/test-en.jsonl", _article(entity_id=""))
    with pytest.raises(NoAnswers, match="every entity is empty"):
        source.gold(CELL)


def test_without_the_entities_there_are_no_inputs(folder: Path) -> None:
    (folder / "mewslix/candidate_set_entities.jsonl").unlink()
    source = FolderSource(folder)
    assert not source.has(CELL)
    with pytest.raises(DataError, match=r"no .*candidate_set_entities\.jsonl"):
        source.inputs(CELL)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        ({"mention_span": {"start": 27, "end": 32, "text": "Smyth"}}, "no mention that equals"),
        ({"mention_span": {"start": 40, "end": 50, "text": TEXT[40:50]}}, "no sentence that holds"),
        ({"mention_span": {"start": 5, "end": 5, "text": ""}}, "no span"),
        ({"mention_span": None}, "no span"),
        ({"example_id": ""}, "no text `example_id`"),
    ],
)
def test_mentions_of_another_form_are_refused(
    folder: Path, damage: dict[str, Any], said: str
) -> None:
    _write(folder / "mewslix/wikinews_mentions/test-en.jsonl", _article(**damage))
    with pytest.raises(DataError, match=f"test-en.jsonl:1: {said}"):
        FolderSource(folder).inputs(CELL)


def test_the_published_sample_is_read(real_data: Path, tmp_path: Path) -> None:
    sample = real_data / "sample/mewslix"
    _write(tmp_path / "mewslix/candidate_set_entities.jsonl", _entity("Q1757", "Helsinki."))
    for kind, ending in (("mentions", "jsonl"), ("labels", "json")):
        path = tmp_path / f"mewslix/wikinews_{kind}/dev-en.{ending}"
        path.parent.mkdir()
        path.write_bytes((sample / f"wikinews_{kind}/dev-en.{ending}").read_bytes())
    source, cell = FolderSource(tmp_path), Cell("mewslix", "en", "validation")
    (query,) = source.inputs(cell).examples
    assert isinstance(query, Mention)
    assert query.text.startswith("Helsinki: In { Helsinki } , the Finnish trade union for bus")
    assert [gold.targets for gold in source.gold(cell) or ()] == [("Q1757",)]  # type: ignore[attr-defined]
