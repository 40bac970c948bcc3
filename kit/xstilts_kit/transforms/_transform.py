"""What a transform is: one frozen value with a pure function from text to text."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text belongs.

    A transform that draws at random draws from this alone, so that an example is changed alike
    whatever other examples are predicted.
    """

    task: str
    language: str
    id: str
    """The example's id."""
    part: int
    """Which of the example's texts it is, counted from 0."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A change of the inputs, the same in every task."""

    name: str
    """Lower-case letters; what comes before the colon in ``--transform``."""
    title: str
    version: int
    """Raised whenever the same text comes out otherwise."""
    levels: tuple[str, ...]
    """What may come after the colon."""
    apply: Callable[[str, str, Place], str]
    """(text, level, where it belongs) → the changed text. Must not depend on anything else."""
    refuses: Callable[[str], str | None] = lambda language: None
    """Language → why the transform does not apply to it; None where it does."""
