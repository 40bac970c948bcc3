"""Inputs, gold and predictions of mining: sentence pairs from two corpora."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

_ID = re.compile(r"[a-z]+-([0-9]{1,18})")


def line_of(identifier: str) -> int | None:
    """Zero-based line of a sentence in its corpus, from the number in its id; None without one."""
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
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "CorpusSentence":
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, self.side: self.text}


@dataclass(frozen=True, slots=True)
class PairGold:
    """A pair of sentences that are translations of each other."""

    source: str
    target: str

    @property
    def known(self) -> bool:
        """Always true for a pair in the gold."""
        return True

    @property
    def id(self) -> str:
        """The two ids."""
        return f"{self.source} {self.target}"

    def canonical(self) -> Mapping[str, object]:
        return {"source": self.source, "target": self.target}


@dataclass(frozen=True, slots=True)
class PairRecord:
    """A pair of sentences predicted to be translations of each other."""

    source: str
    target: str
    score: float | None
    """Margin score; None if unknown."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PairRecord":
        """Convert an accepted JSON object."""
        return cls(value["source"], value["target"], value["score"])

    def as_json(self) -> Mapping[str, object]:
        return {"source": self.source, "target": self.target, "score": self.score}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-mining``; faster than jsonschema."""
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
