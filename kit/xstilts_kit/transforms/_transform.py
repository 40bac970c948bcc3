"""The definition of a transform: a frozen value with a pure function from text to text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.transforms._draws import choose, u
from xstilts_kit.transforms._level import HYPOTHESIS, Level, number, seed_of
from xstilts_kit.transforms._resources import Need, Resources


@dataclass(frozen=True, slots=True)
class Place:
    """Position of a text in the inputs.

    Random transforms draw by this alone, so that an example is changed in the same way whichever
    other examples are predicted.
    """

    task: str
    language: str
    id: str
    """Id of the example."""
    field: str
    """Name of the text in the example, e.g. ``question``; ``tokens.3`` for the fourth token."""
    seed: int = 0
    option: str = ""
    """The variant of the transform, if the level names one."""

    @property
    def parts(self) -> tuple[object, ...]:
        """What every draw for this text starts with."""
        return self.seed, self.task, self.language, self.id, self.field

    def u(self, *decision: object) -> float:
        """A number in [0, 1) for a decision: the transform's name, then what is decided."""
        return u(*self.parts, *decision)

    def choose(self, count: int, *decision: object) -> int:
        """An index below `count` for a decision."""
        return choose(count, *self.parts, *decision)


Apply = Callable[[str, str, Place], str]
"""(text, name of the level, position) → changed text. Must not depend on anything else."""


@dataclass(frozen=True, slots=True)
class Transform:
    """A change of the inputs, the same for every task."""

    name: str
    """Lower-case letters; used before the colon in ``--transform``."""
    title: str
    version: int
    """Increased whenever the output for the same text changes."""
    levels: tuple[str, ...] = ()
    """Named levels, used after the colon; empty if levels are numbers, or if there are none."""
    apply: Apply | None = None
    """(text, name of the level, position) → changed text. Must not depend on anything else."""
    refuses: Callable[[str], str | None] = lambda language: None
    """Language → why the transform does not apply to it; None if it does."""
    numeric: bool = False
    """Whether levels are probabilities in (0, 1], and the changes random, so that ``+seed2`` may
    follow a level."""
    options: tuple[str, ...] = ()
    """Variants; ``+name`` after the level chooses one."""
    languages: tuple[str, ...] = ()
    """Languages, any of which may follow a level, instead of a variant: ``0.5+de+fr``."""
    whole: bool = False
    """Whether all texts of an example change. Otherwise those do in which the family allows it: a
    question, but not its context."""
    tokens: bool = True
    """Whether it applies to pre-tokenised inputs, whose tokens are given one at a time."""
    refuses_cell: Callable[[Cell, Level], str | None] = lambda cell, level: None
    """(clean cell, level) → why the transform does not apply to it; None if it does."""
    needs: Need | None = None
    """The resource without which it does not work."""
    files: Callable[[Cell, Level, Path], Sequence[Path]] = lambda cell, level, path: [path]
    """(cell, level, path of the resource) → the files that the changes depend on."""
    lacks: Callable[[Cell, Level, Path], str | None] = lambda cell, level, path: None
    """(cell, level, path of the resource) → what the resource lacks for a cell; None if nothing."""
    prepare: Callable[[Cell, Level, Resources], Apply] | None = None
    """(cell, level, resources) → `apply`, for transforms that read a resource first."""
    parallel: Callable[[Cell, Level], Cell] | None = None
    """(cell, level) → the clean cell whose inputs are joined with the cell's own by id."""
    join: Callable[[Any, Any, Level], Any] | None = None
    """(example, example of the parallel cell with the same id, level) → joined example."""
    answers: Callable[[Cell, Level], Cell] = lambda cell, level: cell
    """(clean cell, level) → the cell whose gold answers the changed inputs."""

    def level(self, text: str) -> Level | None:
        """Parse a level; None if the transform does not have it.

        Every transform that changes texts by themselves can be restricted to hypotheses.
        """
        name, *more = text.split("+")
        if name == HYPOTHESIS and not self.levels and not self.numeric:
            name, more = "", [name, *more]  # written without a level before it
        named = name if name in (self.levels or ("",)) else None
        found = number(name) if self.numeric else named
        if found is None:
            return None
        seed = seed_of(more[-1]) if more and self.numeric else None
        if seed is not None:
            more = more[:-1]
        hypothesis = HYPOTHESIS in more and self.parallel is None
        if hypothesis:
            more.remove(HYPOTHESIS)
        chosen = sorted(set(more))
        if len(chosen) < len(more) or not (
            (len(chosen) <= 1 and set(chosen) <= set(self.options))
            or set(chosen) <= set(self.languages)
        ):
            return None
        return Level(found, "+".join(chosen), seed or 0, hypothesis)

    @property
    def spellings(self) -> str:
        """The levels, for messages."""
        if self.numeric:
            return "A level is a number above 0, up to 1, for instance 0.1" + "".join(
                f", or 0.1+{option}" for option in (*self.options, *self._of_languages)
            )
        return f"Its levels are: {', '.join(self.levels)}" if self.levels else "It has no levels"

    @property
    def _of_languages(self) -> tuple[str, ...]:
        """An example of levels that name languages."""
        return ("+".join(self.languages[:2]),) if self.languages else ()

    def changes(self, cell: Cell, level: Level, resources: Resources) -> Apply:
        """The function from text to text for a cell.

        Raises:
            UsageError: A resource is missing or damaged.
        """
        if self.prepare is not None:
            return self.prepare(cell, level, resources)
        if self.apply is None:
            return lambda text, level, place: text
        return self.apply
