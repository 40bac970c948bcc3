"""What a task is: one frozen value, no code."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Role = Literal["train", "validation", "test"]
"""XTREME's name for what a file is used for."""

ROLES: tuple[Role, ...] = ("train", "validation", "test")

UnitRule = Literal["row", "row//3"]
"""How examples are clustered for the bootstrap: each its own unit, or three rows a unit."""


@dataclass(frozen=True, slots=True)
class Task:
    """One task of the benchmark, as data.

    Sizes are not here: they belong to an edition (`xstilts_kit.editions`).
    """

    name: str
    """The folder name in XTREME's layout, e.g. ``panx``."""
    title: str
    """The name a paper would print."""
    family: str
    """Which family owns its records, predictor, scorer and checks."""
    group: str
    """XTREME's column of the overall score: classification, tagging, qa or retrieval."""
    metric: str
    """The family's metric that is the task's score."""
    languages: tuple[str, ...]
    """XTREME's languages, in the order of the official averaging code."""
    files: Mapping[Role, str]
    """Path of each role's file in XTREME's download folder; ``{language}`` is filled in."""
    layout: str
    """How those files are written; a key of `xstilts_kit.sources.layouts`."""
    unit: UnitRule
    """Bootstrap unit."""
    unit_family: str
    """The string F of the bootstrap hash; ``{language}`` where languages are not parallel."""
    source: str
    """Where the official files come from."""
    licence: str
    """Licence of the data, as its publisher states it."""
    citation: str
    """Short citation."""
    labels: tuple[str, ...] = ()
    """Closed label set in class-index order; empty where the answer is open."""
    no_split: Mapping[Role, tuple[str, ...]] = field(default_factory=dict)
    """Languages for which a role does not exist in the official edition."""

    def has_split(self, role: Role, language: str) -> bool:
        """Whether XTREME publishes this role for this language."""
        return role in self.files and language not in self.no_split.get(role, ())
