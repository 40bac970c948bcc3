"""The definition of a transform: a frozen value with a pure function from text to text."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Position of a text in the inputs.

    Random transforms seed from this alone, so that an example is changed in the same way whichever
    other examples are predicted.
    """

    task: str
    language: str
    id: str
    """Id of the example."""
    part: int
    """Index of the text in the example, counted from 0."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A change of the inputs, the same for every task."""

    name: str
    """Lower-case letters; used before the colon in ``--transform``."""
    title: str
    version: int
    """Increased whenever the output for the same text changes."""
    levels: tuple[str, ...]
    """Levels, used after the colon."""
    apply: Callable[[str, str, Place], str]
    """(text, level, position) → changed text. Must not depend on anything else."""
    refuses: Callable[[str], str | None] = lambda language: None
    """Language → why the transform does not apply to it; None if it does."""
