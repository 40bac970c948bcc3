"""Inputs, gold and predictions of extractive question answering."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

LONGEST_ANSWER = 65536
"""Maximum number of characters in a record's answer."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its context."""

    id: str
    context: str
    question: str

    @property
    def texts(self) -> tuple[str, str]:
        """Context, then question."""
        return self.context, self.question

    def with_texts(self, texts: tuple[str, ...]) -> "Question":
        return replace(self, context=texts[0], question=texts[1])

    def canonical(self) -> Mapping[str, object]:
        return {"context": self.context, "id": self.id, "question": self.question}


@dataclass(frozen=True, slots=True)
class AnswersGold:
    """The right answers to a question, any of which counts."""

    id: str
    answers: tuple[str, ...] | None
    """None if unknown."""
    paragraph: int
    """Zero-based number of the question's context among the file's distinct contexts."""

    @property
    def known(self) -> bool:
        return self.answers is not None

    def canonical(self) -> Mapping[str, object]:
        answers = None if self.answers is None else sorted(set(self.answers))
        return {"answers": answers, "id": self.id}


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """The predicted answer; empty for no answer."""

    id: str
    answer: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "AnswerRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], value["answer"])

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "answer": self.answer}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-span_qa``; faster than jsonschema."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "answer"}
        and isinstance(value["id"], str)
        and 1 <= len(value["id"]) <= 256
        and isinstance(value["answer"], str)
        and len(value["answer"]) <= LONGEST_ANSWER
    )
