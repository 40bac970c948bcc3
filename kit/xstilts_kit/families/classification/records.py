"""Inputs, gold and predictions of pair classification."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class SentencePair:
    """A sentence pair: premise and hypothesis, or two possible paraphrases."""

    id: str
    text_a: str
    text_b: str

    @property
    def texts(self) -> tuple[str, str]:
        return self.text_a, self.text_b

    def with_texts(self, texts: tuple[str, ...]) -> "SentencePair":
        return replace(self, text_a=texts[0], text_b=texts[1])

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "text_a": self.text_a, "text_b": self.text_b}


@dataclass(frozen=True, slots=True)
class LabelGold:
    """The right label of a pair."""

    id: str
    label: str | None
    """None if unknown (`?` in the file)."""

    @property
    def known(self) -> bool:
        return self.label is not None

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "label": self.label}


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """The label predicted for a pair."""

    id: str
    label: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "LabelRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], value["label"])

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "label": self.label}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-classification``; faster than jsonschema."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "label"}
        and all(isinstance(text, str) and 1 <= len(text) <= 256 for text in value.values())
    )
