"""Labelled training samples, one class per task shape.

The kit's records keep inputs and answers apart; training needs both, so samples contain both. Texts
are exactly those of the data set: nothing is stripped or normalised.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pair", "tags", "span", "choice", "text"]
"""The kind of a sample, which determines the head."""


@dataclass(frozen=True, slots=True)
class PairSample:
    """Two texts with a label."""

    id: str
    text_a: str
    text_b: str
    label: str
    """One of the task's labels."""


@dataclass(frozen=True, slots=True)
class TagSample:
    """A sentence with a tag for every token."""

    id: str
    tokens: tuple[str, ...]
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SpanSample:
    """A question on a text, answered by spans of the text."""

    id: str
    context: str
    question: str
    answers: tuple[tuple[str, int], ...]
    """(text, offset in code points of the context); empty for unanswerable questions."""


@dataclass(frozen=True, slots=True)
class ChoiceSample:
    """A text, an optional question on it, and options of which one is correct."""

    id: str
    context: str
    """Text before every option."""
    question: str
    """The question; empty if the options continue the context."""
    options: tuple[str, ...]
    answer: int
    """Zero-based index of the correct option."""


@dataclass(frozen=True, slots=True)
class TextSample:
    """Unlabelled text for masked language modelling."""

    id: str
    text: str
    language: str


Sample = PairSample | TagSample | SpanSample | ChoiceSample | TextSample
