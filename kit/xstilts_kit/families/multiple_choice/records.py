"""Inputs, gold and predictions of multiple choice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

MOST_CHOICES = 256
"""Exclusive upper limit for the choice in a record."""

_QUESTIONS = {"cause": "What was the cause of this?", "effect": "What happened as a result?"}
"""COPA's questions (Roemmele et al. 2011) by their keyword in the files."""


@dataclass(frozen=True, slots=True)
class Choices:
    """A text, a question about it, and possible answers, one of which is right."""

    id: str
    premise: str
    question: str
    """Full text, or COPA's ``cause`` or ``effect``; empty if the choices continue the premise."""
    choices: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The premise, then the choices; the question is not transformed."""
        return self.premise, *self.choices

    def with_texts(self, texts: tuple[str, ...]) -> "Choices":
        return replace(self, premise=texts[0], choices=texts[1:])

    @property
    def prompt(self) -> str:
        """The text before each choice: the premise, then the full question."""
        return f"{self.premise} {_QUESTIONS.get(self.question, self.question)}".strip()

    def canonical(self) -> Mapping[str, object]:
        numbered = {f"choice{number}": text for number, text in enumerate(self.choices, start=1)}
        return {"id": self.id, "premise": self.premise, **numbered, "question": self.question}


@dataclass(frozen=True, slots=True)
class ChoiceGold:
    """The right choice."""

    id: str
    choice: int | None
    """Zero-based; None if unknown."""

    @property
    def known(self) -> bool:
        return self.choice is not None

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "label": None if self.choice is None else str(self.choice)}


@dataclass(frozen=True, slots=True)
class ChoiceRecord:
    """The choice predicted for an example."""

    id: str
    choice: int
    """Zero-based."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "ChoiceRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], int(value["choice"]))

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "choice": self.choice}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-multiple_choice``; faster than jsonschema."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "choice"}
        and isinstance(value["id"], str)
        and 1 <= len(value["id"]) <= 256
        and is_choice(value["choice"])
    )


def is_choice(value: object) -> bool:
    """Whether parsed JSON is a choice number; as in JSON Schema, 1.0 is an integer."""
    return (
        isinstance(value, int | float)
        and not isinstance(value, bool)
        and 0 <= value < MOST_CHOICES
        and value == int(value)
    )
