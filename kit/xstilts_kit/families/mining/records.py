"""Input, gold and prediction of mining: pairs of sentences of two corpora."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

_ID = re.compile(r"[a-z]+-([0-9]{1,18})")


def line_of(identifier: str) -> int | None:
    """Zero-based line of a sentence in its corpus: its id counts from 1. None if it does not."""
    found = _ID.fullmatch(identifier)
    number = int(found[1]) if found else 0
    return number - 1 if number else None


@dataclass(frozen=True, slots=True)
class CorpusSentence:
    """A sentence of one of the two corpora."""

    id: str
    text: str
    side: str
    """``query`` (not English) or ``candidate`` (English)."""

    @property
    def texts(self) -> tuple[str]:
        """The sentence."""
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "CorpusSentence":
        """The same sentence in other words."""
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"id": self.id, self.side: self.text}


@dataclass(frozen=True, slots=True)
class PairGold:
    """Two sentences that are translations of each other."""

    source: str
    target: str

    @property
    def known(self) -> bool:
        """A pair in the gold is always known."""
        return True

    @property
    def id(self) -> str:
        """The pair's two ids."""
        return f"{self.source} {self.target}"

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        return {"source": self.source, "target": self.target}


@dataclass(frozen=True, slots=True)
class PairRecord:
    """Two sentences that were taken for translations of each other."""

    source: str
    target: str
    score: float | None
    """Margin score; None where it is not known."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PairRecord":
        """The record in an accepted JSON object."""
        return cls(value["source"], value["target"], value["score"])

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        return {"source": self.source, "target": self.target, "score": self.score}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-mining``, without jsonschema's cost."""
    return (
        isinstance(value, dict)
        and value.keys() == {"source", "target", "score"}
        and all(
            isinstance(value[side], str) and 1 <= len(value[side]) <= 256
            for side in ("source", "target")
        )
        and (value["score"] is None or _is_number(value["score"]))
    )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
