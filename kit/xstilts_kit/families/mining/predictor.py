"""Prediction for mining: pairs whose margin score is at or above a threshold fitted on dev."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import Feature, Step
from xstilts_kit.families._sentences import SentencePredictor, distinct, sides
from xstilts_kit.families._vectors import unit_length
from xstilts_kit.families.mining.division import join_parts, parts_of, search_part
from xstilts_kit.families.mining.margin import fit_threshold, margin_pairs
from xstilts_kit.families.mining.records import CorpusSentence, PairGold, PairRecord

_Scored = tuple[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class _Mined:
    """The vectors of both sides, and the pairs mined from them."""

    source: NDArray[np.float32]
    """Unit vectors of the distinct examples: float32, (n, width)."""
    target: NDArray[np.float32]
    """Unit vectors of the distinct candidates: float32, (m, width)."""
    pairs: list[tuple[int, int, float]]
    """Rows of the two sides and their margin, best first."""


class Predictor(SentencePredictor):
    """Ratio margin over four neighbours (XTREME's BUCC script)."""

    _threshold = 0.0

    def steps(self, inputs: Inputs, outputs: Sequence[Any]) -> Sequence[Step]:
        """Search the neighbours of some source rows each."""
        source, target = map(unit_length, sides(inputs, outputs))
        if not len(source) or not len(target):
            return ()
        return [partial(search_part, source, target, part) for part in parts_of(len(source))]

    def joined(self, inputs: Inputs, outputs: Sequence[Any], results: Sequence[bytes]) -> _Mined:
        """Mine the pairs from the neighbours that were found."""
        source, target = map(unit_length, sides(inputs, outputs))
        if not results:
            return _Mined(source, target, [])
        near = join_parts(results, parts_of(len(source)))
        return _Mined(source, target, margin_pairs(*near))

    def fit(self, inputs: Inputs, outputs: _Mined, gold: Sequence[PairGold]) -> float:
        """The threshold with the highest F1 on the dev set."""
        right = {(pair.source, pair.target) for pair in gold}
        self._threshold = fit_threshold(_candidates(inputs, outputs), right)
        return self._threshold

    def records(self, inputs: Inputs, features: Sequence[Feature], outputs: _Mined) -> list[Any]:
        """The pairs at or above the threshold, in the order of their sentences."""
        kept = {
            pair: score for pair, score in _candidates(inputs, outputs) if score >= self._threshold
        }
        places = [
            {sentence.id: place for place, sentence in enumerate(side)}
            for side in (inputs.examples, inputs.candidates)
        ]
        ordered = sorted(kept, key=lambda pair: (places[0][pair[0]], places[1][pair[1]]))
        return [PairRecord(*pair, kept[pair]) for pair in ordered]

    def table(
        self, inputs: Inputs, features: Sequence[Feature], scores: _Mined
    ) -> list[dict[str, Any]]:
        """Every mined pair, best first, with margin and cosine, also below the threshold."""
        asked, offered = distinct(inputs.examples), distinct(inputs.candidates)
        rows_of = (
            {one.id: asked[one.text] for one in inputs.examples},
            {one.id: offered[one.text] for one in inputs.candidates},
        )
        return [
            {
                "source": one,
                "target": two,
                "margin": margin,
                "cosine": float(scores.source[rows_of[0][one]] @ scores.target[rows_of[1][two]]),
                "kept": margin >= self._threshold,
            }
            for (one, two), margin in _candidates(inputs, scores)
        ]


def _candidates(inputs: Inputs, mined: _Mined) -> list[_Scored]:
    """The mined pairs with their scores, best first.

    A sentence that occurs on several lines of its corpus is in no pair, as in XTREME's script.
    """
    source, target = _single(inputs.examples), _single(inputs.candidates)
    return [
        ((one, two), score)
        for x, y, score in mined.pairs
        if (one := source[x]) is not None and (two := target[y]) is not None
    ]


def _single(sentences: Sequence[CorpusSentence]) -> list[str | None]:
    """Id of each distinct sentence, or None if it occurs several times."""
    lines = Counter(sentence.text for sentence in sentences)
    ids = {sentence.text: sentence.id for sentence in sentences}
    return [ids[text] if lines[text] == 1 else None for text in distinct(sentences)]
