"""From the embeddings of two corpora to pairs of ids, against the official steps written out."""

from typing import Any, cast

import numpy as np
import pytest

from oracles import mining as oracle
from xstilts_kit.families import Inputs
from xstilts_kit.families.mining.predictor import Predictor
from xstilts_kit.families.mining.records import CorpusSentence, PairGold


class _Corpora:
    """Sentences of two sides, some of them on several lines; equal ones have equal vectors."""

    def __init__(self, seed: int, lines: int, repeated: int) -> None:
        draw = np.random.default_rng(seed)
        kinds = lines - repeated
        centre = draw.standard_normal(24)
        x = centre + draw.standard_normal((kinds, 24))
        y = x + draw.uniform(0.3, 1.5, (kinds, 1)) * draw.standard_normal((kinds, 24))
        self.kinds = []
        self.ids: list[list[str]] = []
        self.lines: list[list[str]] = []
        self.rows: list[np.ndarray] = []
        for prefix, vectors in (("zh", x), ("en", y)):
            chosen = [*draw.permutation(kinds), *draw.integers(0, kinds, repeated)]
            chosen = [int(kind) for kind in draw.permutation(chosen)]
            self.kinds.append(chosen)
            self.ids.append([f"{prefix}-{n:09d}" for n in range(1, lines + 1)])
            self.lines.append([f"sentence {kind}" for kind in chosen])
            self.rows.append(vectors[chosen].astype(np.float32))
        pairs = zip(self.kinds, self.ids, strict=True)
        last = [dict(zip(kinds_, ids, strict=True)) for kinds_, ids in pairs]
        self.gold = {(last[0][kind], last[1][kind]) for kind in range(kinds)}

    def inputs(self) -> Inputs:
        sides = [
            tuple(CorpusSentence(i, text, side) for i, text in zip(ids, lines, strict=True))
            for ids, lines, side in zip(self.ids, self.lines, ("query", "candidate"), strict=True)
        ]
        return Inputs(*sides)

    def vectors(self) -> np.ndarray:
        """One row a distinct sentence of either side, in the order in which they are first seen."""
        firsts = [[lines.index(text) for text in dict.fromkeys(lines)] for lines in self.lines]
        return np.concatenate([rows[f] for rows, f in zip(self.rows, firsts, strict=True)])

    def candidates(self) -> list[tuple[tuple[str, str], float]]:
        source, target = zip(self.ids, self.lines, self.rows, strict=True)
        return oracle.candidate_scores(source, target)


def _joined(predictor: Predictor, corpora: _Corpora) -> Any:
    inputs, vectors = corpora.inputs(), cast(Any, corpora.vectors())
    results = [step() for step in predictor.steps(inputs, vectors)]
    return predictor.joined(inputs, vectors, results)


@pytest.mark.parametrize("seed", range(6))
def test_dev_fits_the_threshold_that_keeps_the_pairs_of_test(seed: int) -> None:
    dev, test = _Corpora(seed, 80, 15), _Corpora(100 + seed, 120, 25)
    predictor = Predictor(cast(Any, None))
    gold = [PairGold(*pair) for pair in sorted(dev.gold)]
    threshold = predictor.fit(dev.inputs(), _joined(predictor, dev), gold)
    assert threshold == pytest.approx(oracle.fit_threshold(dev.candidates(), dev.gold), rel=1e-4)
    found = predictor.records(test.inputs(), [], _joined(predictor, test))
    expected = {pair: score for pair, score in test.candidates() if score >= threshold}
    pairs = [(record.source, record.target) for record in found]
    assert set(pairs) == set(expected)
    assert pairs == sorted(pairs)
    assert [r.score for r in found] == pytest.approx([expected[p] for p in pairs], rel=1e-4)
    assert 20 < len(pairs) < 95


@pytest.mark.parametrize("seed", range(3))
def test_a_sentence_on_several_lines_is_in_no_pair(seed: int) -> None:
    corpora = _Corpora(seed, 60, 20)
    predictor = Predictor(cast(Any, None))
    found = predictor.records(corpora.inputs(), [], _joined(predictor, corpora))
    for side in (0, 1):
        of = dict(zip(corpora.ids[side], corpora.lines[side], strict=True))
        for record in found:
            assert corpora.lines[side].count(of[(record.source, record.target)[side]]) == 1
