"""Files without exceptions take a fast path, which gives what the slow one gives."""

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._many import many
from xstilts_kit.families.classification import layout as pairs
from xstilts_kit.families.span_qa import layout as questions
from xstilts_kit.families.span_qa.records import AnswersGold
from xstilts_kit.families.tagging import layout as tokens
from xstilts_kit.storage.text import read_text

_TOKENS = ["a", "é", "\t", "\n", "\n\n", " ", "\r\n", "\ufeff", "b\tO\n", "b\tO\n\n"]
_PAIRS = ["a", '"', "\t", "\n", "\r", "b\tc\n", "x\ty\tz\n", '""', "\r\n", "\0"]


def outcome(read: Callable[[], Iterable[Any]]) -> Any:
    try:
        return list(read())
    except DataError as error:
        return str(error)


def test_sentences_are_the_same_on_either_path(tmp_path: Path) -> None:
    chosen, path, plain = random.Random(0), tmp_path / "test-de.tsv", 0
    for _ in range(2000):
        path.write_bytes("".join(chosen.choices(_TOKENS, k=chosen.randint(0, 9))).encode())
        assert outcome(lambda: tokens.inputs([path]).examples) == outcome(
            lambda: tokens._sentences(path)
        )
        plain += tokens._plain_sentences(read_text(path)) is not None
    assert plain > 100


def test_pairs_are_the_same_on_either_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen, path, found = random.Random(0), tmp_path / "test-de.tsv", {}
    texts = ["".join(chosen.choices(_PAIRS, k=chosen.randint(0, 7))) for _ in range(2000)]
    for plain in (None, lambda lines: False):
        if plain is not None:
            monkeypatch.setattr(pairs, "_is_plain", plain)
        for text in texts:
            path.write_bytes(text.encode())
            rows = outcome(lambda: pairs._pair_rows(path))
            assert found.setdefault(text, rows) == rows


_VALUES: list[Any] = ["", "x" * 257, "é\ud800", None, 0, [], {}, [[]], ["a"], [{"text": "b"}], [{}]]


def _changed(value: Any, chosen: random.Random) -> Any:
    """The document with one value, anywhere in it, replaced or left out."""
    if chosen.random() < 0.15 or not isinstance(value, dict | list) or not value:
        return chosen.choice(_VALUES)
    at = chosen.choice(list(value)) if isinstance(value, dict) else chosen.randrange(len(value))
    changed = value.copy()
    changed[at] = _changed(value[at], chosen)
    if isinstance(value, dict) and chosen.random() < 0.1:
        del changed[at]
    return changed


def test_answers_are_the_same_on_either_path(tmp_path: Path) -> None:
    chosen, path, plain = random.Random(0), tmp_path / "test-de.json", 0
    entries = [
        {"id": "1", "answers": [{"text": "b"}, {"text": ""}]},
        {"id": "2", "answers": [{"text": ""}]},
    ]
    paragraphs = [{"context": "a b", "qas": entries}, {"context": "é", "qas": [entries[0]]}]
    document = {"data": [{"paragraphs": paragraphs}, {"paragraphs": paragraphs[:1]}]}
    for turn in range(2000):
        value = _changed(document, chosen) if turn else document
        path.write_text(json.dumps(value), encoding="utf-8")
        found = questions._plain_gold(read_text(path))
        if found is not None:
            assert found == outcome(lambda: questions._gold(path))
            plain += 1
        else:
            assert isinstance(outcome(lambda: questions._gold(path)), str)
    assert plain > 100


def test_many_instances_are_those_made_one_by_one() -> None:
    ids, answers, paragraphs = ["1", "2"], [("a",), None], [0, 3]
    found = many(AnswersGold, ids, answers, paragraphs)
    assert found == [AnswersGold(*row) for row in zip(ids, answers, paragraphs, strict=True)]
    assert many(AnswersGold, [], [], []) == []
    with pytest.raises(ValueError, match="shorter"):
        many(AnswersGold, ids, answers)
