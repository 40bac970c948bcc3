"""Input, gold and prediction of a pair classification task."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class SentencePair:
    """Two sentences: premise and hypothesis, or the two sides of a possible paraphrase."""

    id: str
    text_a: str
    text_b: str

    @property
    def texts(self) -> tuple[str, str]:
        """Both sentences."""
        return self.text_a, self.text_b

    def with_texts(self, texts: tuple[str, ...]) -> "SentencePair":
        """The same pair with other sentences."""
        return replace(self, text_a=texts[0], text_b=texts[1])

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"id": self.id, "text_a": self.text_a, "text_b": self.text_b}


@dataclass(frozen=True, slots=True)
class LabelGold:
    """The right label of a pair."""

    id: str
    label: str | None
    """None where it is unknown (`?` in the file)."""

    @property
    def known(self) -> bool:
        """Whether the label is known."""
        return self.label is not None

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        return {"id": self.id, "label": self.label}


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """The label predicted for a pair."""

    id: str
    label: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "LabelRecord":
        """The record in an accepted JSON object."""
        return cls(value["id"], value["label"])

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        return {"id": self.id, "label": self.label}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-classification``, without jsonschema's cost."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "label"}
        and all(isinstance(text, str) and 1 <= len(text) <= 256 for text in value.values())
    )
