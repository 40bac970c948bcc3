"""Inputs, gold and predictions of sentence retrieval: one candidate per query."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence to be matched with its translation."""

    id: str
    text: str

    @property
    def texts(self) -> tuple[str]:
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "Query":
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "query": self.text}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be the translation."""

    id: str
    text: str

    @property
    def texts(self) -> tuple[str]:
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "Candidate":
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        return {"candidate": self.text, "id": self.id}


@dataclass(frozen=True, slots=True)
class MatchGold:
    """The candidate that translates a query."""

    id: str
    match: str | None
    """Id of the candidate; None if unknown."""

    @property
    def known(self) -> bool:
        return self.match is not None

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "match": self.match}


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """The candidate predicted for a query."""

    id: str
    match: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "MatchRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], value["match"])

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "match": self.match}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-retrieval``; faster than jsonschema."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "match"}
        and all(isinstance(text, str) and 1 <= len(text) <= 256 for text in value.values())
    )
