"""Input, gold and prediction of sentence retrieval: for each query one candidate."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Query:
    """A sentence whose translation is looked for."""

    id: str
    text: str

    @property
    def texts(self) -> tuple[str]:
        """The sentence."""
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "Query":
        """The same query in other words."""
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"id": self.id, "query": self.text}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be the translation."""

    id: str
    text: str

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"candidate": self.text, "id": self.id}


@dataclass(frozen=True, slots=True)
class MatchGold:
    """The candidate that is the translation of a query."""

    id: str
    match: str | None
    """The candidate's id; None where it is unknown."""

    @property
    def known(self) -> bool:
        """Whether the match is known."""
        return self.match is not None

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        return {"id": self.id, "match": self.match}


@dataclass(frozen=True, slots=True)
class MatchRecord:
    """The candidate that was found for a query."""

    id: str
    match: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "MatchRecord":
        """The record in an accepted JSON object."""
        return cls(value["id"], value["match"])

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        return {"id": self.id, "match": self.match}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-retrieval``, without jsonschema's cost."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "match"}
        and all(isinstance(text, str) and 1 <= len(text) <= 256 for text in value.values())
    )
