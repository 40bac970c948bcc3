"""Prediction for ranking: the candidates whose embeddings have the highest cosines."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._family import Inputs
from xstilts_kit.families._neighbours import Neighbours, nearest
from xstilts_kit.families._predictor import Feature
from xstilts_kit.families._sentences import SentencePredictor, distinct
from xstilts_kit.families._vectors import unit_length
from xstilts_kit.families.ranking.records import DEPTH, RankingRecord


class Predictor(SentencePredictor):
    """Plain cosine between the embeddings of queries and candidates, without a trained head.

    The pool is embedded once for all languages of the task.
    """

    _pool: NDArray[np.float32] | None = None

    def features(self, inputs: Inputs) -> list[Feature]:
        """One model input per distinct query, truncated to the maximum length."""
        spoken: dict[str, str] = {}
        for example in inputs.examples:
            spoken.setdefault(example.text, example.language)
        features = super().features(Inputs(inputs.examples))
        return [
            replace(feature, language=language)
            for feature, language in zip(features, spoken.values(), strict=True)
        ]

    def shared(self, inputs: Inputs) -> Inputs:
        """The pool, as queries."""
        return Inputs(inputs.candidates)

    def share(self, outputs: Sequence[Any]) -> None:
        """Keep the vectors of the pool's distinct texts."""
        self._pool = unit_length(np.asarray(outputs, dtype=np.float32))

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[Any]
    ) -> list[Any]:
        """The nearest candidates of each query; of equally near ones, the first comes first."""
        return [
            RankingRecord(query.id, tuple(inputs.candidates[row].id for row, _ in ranked))
            for query, ranked in zip(inputs.examples, self._ranked(inputs, outputs), strict=True)
        ]

    def table(
        self, inputs: Inputs, features: Sequence[Feature], scores: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """The nearest candidates of each query, and their cosines."""
        return [
            {
                "id": query.id,
                "ranking": [inputs.candidates[row].id for row, _ in ranked],
                "cosines": [cosine for _, cosine in ranked],
            }
            for query, ranked in zip(inputs.examples, self._ranked(inputs, scores), strict=True)
        ]

    def _ranked(self, inputs: Inputs, vectors: Sequence[Any]) -> list[list[tuple[int, float]]]:
        """For each query: rows of its candidates, nearest first, with their cosines."""
        if self._pool is None:
            raise RuntimeError("The pool is embedded before the queries.")
        found = nearest(unit_length(np.asarray(vectors, dtype=np.float32)), self._pool, DEPTH)
        rows: list[list[int]] = [[] for _ in self._pool]
        texts = distinct(inputs.candidates)
        for row, candidate in enumerate(inputs.candidates):
            rows[texts[candidate.text]].append(row)
        row_of = distinct(inputs.examples)
        return [_best(found, row_of[query.text], rows) for query in inputs.examples]


def _best(found: Neighbours, query: int, rows: Sequence[Sequence[int]]) -> list[tuple[int, float]]:
    """The best candidates of a query; candidates with the same text have the same cosine."""
    scored = [
        (-float(cosine), row)
        for cosine, text in zip(found.similarity[query], found.index[query], strict=True)
        for row in rows[text]
    ]
    return [(row, -negative) for negative, row in sorted(scored)[:DEPTH]]
