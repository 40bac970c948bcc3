"""Files without exceptions take a fast path, which gives what the slow one gives."""

import random
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.classification import layout as pairs
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
