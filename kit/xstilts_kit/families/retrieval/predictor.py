"""Prediction for retrieval: the candidate whose embedding has the highest cosine."""

from collections.abc import Sequence
from typing import Any

from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import Feature
from xstilts_kit.families._sentences import SentencePredictor, distinct, sides
from xstilts_kit.families._vectors import unit_length
from xstilts_kit.families.retrieval.nearest import nearest
from xstilts_kit.families.retrieval.records import MatchRecord


class Predictor(SentencePredictor):
    """Plain cosine, no centring, no margin (XTREME's Tatoeba script)."""

    pivot_asks = True

    def records(
        self, inputs: Inputs, features: Sequence[Feature], outputs: Sequence[Any]
    ) -> list[Any]:
        """The nearest candidate of each query; of equal sentences the first."""
        found = nearest(*sides(inputs, outputs))
        row_of = distinct(inputs.examples)
        first: dict[int, str] = {}
        candidates = distinct(inputs.candidates)
        for candidate in inputs.candidates:
            first.setdefault(candidates[candidate.text], candidate.id)
        return [
            MatchRecord(query.id, first[int(found[row_of[query.text]])])
            for query in inputs.examples
        ]

    def table(
        self, inputs: Inputs, features: Sequence[Feature], scores: Sequence[Any]
    ) -> list[dict[str, Any]]:
        """The nearest candidate of each query, and its cosine."""
        queries, candidates = map(unit_length, sides(inputs, scores))
        asked, offered = distinct(inputs.examples), distinct(inputs.candidates)
        row_of = {candidate.id: offered[candidate.text] for candidate in inputs.candidates}
        rows = []
        for query, record in zip(
            inputs.examples, self.records(inputs, features, scores), strict=True
        ):
            cosine = queries[asked[query.text]] @ candidates[row_of[record.match]]
            rows.append({"id": query.id, "match": record.match, "cosine": float(cosine)})
        return rows
