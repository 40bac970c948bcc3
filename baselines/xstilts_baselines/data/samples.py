"""Labelled examples for training, one kind for every shape of task.

The kit's own records never hold an answer beside its input; training needs both, so these do.
Texts are those of the data set, to the character: nothing is stripped or normalised.
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["pair", "tags", "span", "choice", "text"]
"""What a sample looks like, and so which head learns it."""


@dataclass(frozen=True, slots=True)
class PairSample:
    """Two texts and the label of the pair."""

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
    """A question on a text, answered by pieces of that text."""

    id: str
    context: str
    question: str
    answers: tuple[tuple[str, int], ...]
    """(text, offset in code points of the context); empty where there is no answer."""


@dataclass(frozen=True, slots=True)
class ChoiceSample:
    """A text, perhaps a question on it, and options of which one is right."""

    id: str
    context: str
    """What stands before every option."""
    question: str
    """What the options answer; empty where they continue the context."""
    options: tuple[str, ...]
    answer: int
    """Zero-based place of the right option."""


@dataclass(frozen=True, slots=True)
class TextSample:
    """Text without any label, for masked language modelling."""

    id: str
    text: str
    language: str


Sample = PairSample | TagSample | SpanSample | ChoiceSample | TextSample
