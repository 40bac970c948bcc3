"""The kinds of attack: what they change, and what they are allowed."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AttackKind:
    """One kind of attack."""

    name: str
    title: str
    """What it does to a text, for readers."""
    queries: int
    """Default for the largest number of texts scored for one example."""
    beam: bool
    """Whether it keeps several states; the others change a share of the words."""


_ALL = (
    AttackKind("polygloss", "words replaced by translations", 400, beam=True),
    AttackKind("bumblebee", "phrases replaced by those of the human translation", 400, beam=True),
    AttackKind("typo", "misspelt words", 200, beam=False),
)

KINDS: Mapping[str, AttackKind] = {kind.name: kind for kind in _ALL}
