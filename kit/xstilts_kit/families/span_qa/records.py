"""Input, gold and prediction of a question whose answer is a span of its context."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

LONGEST_ANSWER = 65536
"""Characters that a record's answer may have."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the text that holds its answer."""

    id: str
    context: str
    question: str

    @property
    def texts(self) -> tuple[str, str]:
        """Context and question."""
        return self.context, self.question

    def with_texts(self, texts: tuple[str, ...]) -> "Question":
        """The same question with another context and wording."""
        return replace(self, context=texts[0], question=texts[1])

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"context": self.context, "id": self.id, "question": self.question}


@dataclass(frozen=True, slots=True)
class AnswersGold:
    """The right answers to a question, any of which will do."""

    id: str
    answers: tuple[str, ...] | None
    """None where they are unknown."""
    paragraph: int
    """Zero-based number of the question's context among the file's distinct contexts."""

    @property
    def known(self) -> bool:
        """Whether the answers are known."""
        return self.answers is not None

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        answers = None if self.answers is None else sorted(set(self.answers))
        return {"answers": answers, "id": self.id}


@dataclass(frozen=True, slots=True)
class AnswerRecord:
    """The answer that was found; empty where there is none."""

    id: str
    answer: str

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "AnswerRecord":
        """The record in an accepted JSON object."""
        return cls(value["id"], value["answer"])

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        return {"id": self.id, "answer": self.answer}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-span_qa``, without jsonschema's cost."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "answer"}
        and isinstance(value["id"], str)
        and 1 <= len(value["id"]) <= 256
        and isinstance(value["answer"], str)
        and len(value["answer"]) <= LONGEST_ANSWER
    )
