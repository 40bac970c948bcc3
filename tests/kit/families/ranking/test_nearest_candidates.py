"""Rankings are those of an exhaustive search, with ties in the order of the pool."""

from typing import Any

import numpy as np
import pytest

from xstilts_kit.families._family import Inputs
from xstilts_kit.families._neighbours import nearest
from xstilts_kit.families._vectors import cosines, unit_length
from xstilts_kit.families.ranking.predictor import Predictor
from xstilts_kit.families.ranking.records import DEPTH, Passage, Question


def _exhaustive(queries: Any, pool: Any, k: int) -> Any:
    return np.argsort(-cosines(queries, pool), axis=1, kind="stable")[:, :k]


@pytest.mark.parametrize("block", [3, 64, 4096])
def test_blocks_find_what_an_exhaustive_search_finds(block: int) -> None:
    draw = np.random.default_rng(7)
    pool = unit_length(draw.integers(-2, 3, (300, 6)).astype(np.float32))  # with many ties
    queries = unit_length(draw.normal(size=(50, 6)).astype(np.float32))
    found = nearest(queries, pool, 20, block)
    assert (found.index == _exhaustive(queries, pool, 20)).all()
    assert (found.similarity == np.take_along_axis(cosines(queries, pool), found.index, 1)).all()


def _passages(texts: str) -> tuple[Passage, ...]:
    return tuple(Passage(f"en_1_{n}", text, texts, "en") for n, text in enumerate(texts))


def _predicted(texts: str, vectors: dict[str, tuple[float, float]]) -> list[str]:
    predictor = Predictor.__new__(Predictor)
    inputs = Inputs((Question("q_en", "q", "en"),), _passages(texts))
    predictor.share(np.array([vectors[text] for text in dict.fromkeys(texts)], dtype=np.float32))
    query = np.array([[1, 0]], dtype=np.float32)
    (record,) = predictor.records(inputs, [], query)
    (row,) = predictor.table(inputs, [], query)
    assert row["ranking"] == list(record.ranking) and len(row["cosines"]) == len(row["ranking"])
    assert row["cosines"] == sorted(row["cosines"], reverse=True)
    return [name.removeprefix("en_1_") for name in record.ranking]


def test_equally_near_candidates_keep_the_pools_order() -> None:
    near, far = (1.0, 0.0), (0.0, 1.0)
    vectors = {"a": far, "b": near, "c": (2.0, 0.0), "d": (-1.0, 0.0)}
    # b and c are equally near, and their texts occur twice: 1 2 3 4, not 1 3 2 4.
    assert _predicted("abcbcda", vectors) == ["1", "2", "3", "4", "0", "6", "5"]


def test_no_more_candidates_than_count_are_ranked() -> None:
    assert _predicted("a" * 30, {"a": (1.0, 1.0)}) == [str(n) for n in range(DEPTH)]
