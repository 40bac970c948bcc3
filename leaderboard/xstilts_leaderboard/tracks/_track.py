"""Definition of a track: a page, and a JSON document with the same numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_leaderboard.rows.row import ScoredRow

Cell = str | int | float | None
"""A value of a CSV file."""


@dataclass(frozen=True, slots=True)
class Material:
    """The data that a track is built from."""

    root: Path
    """The repository."""
    rows: Mapping[str, Sequence[ScoredRow]]
    """Board → its rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A track's answer to one of the questions on the home page."""

    question: str
    """One of `QUESTIONS`."""
    line: str
    href: str
    """Page with the details, relative to the site's root."""
    dots: tuple[float, ...] = ()
    """Values for a small dot strip."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A further page of a track, rendered by its template with `about` as ``value``."""

    path: str
    title: str
    about: Any


def _no_leaves(value: Any) -> Iterable[Leaf]:
    return ()


def _no_answers(value: Any) -> Iterable[Answer]:
    return ()


@dataclass(frozen=True, slots=True)
class Track:
    """A page of the site beside the boards. A module of `tracks` holds one as ``TRACK``."""

    name: str
    """Name; the document is ``api/v1/<name>.json``."""
    path: str
    """Path of the page, relative to the site's root."""
    title: str
    """Title in the menu and on the page."""
    read: Callable[[Material], Any]
    """Reads the page's data, whose `repr` decides whether the page is rendered again."""
    template: str
    """The page: Jinja2 source of its body, which has what was read as ``value``, or the name of one
    of the site's templates, which ends in ``.html.j2``."""
    export: Callable[[Any], Mapping[str, Any]]
    """Converts the data to JSON."""
    schema: Mapping[str, Any]
    """JSON Schema of the document; its ``$id`` ends in the file's name."""
    files: str | None = None
    """Path of the repository's files that it shows, relative to the root. A lab's own board
    without them has no such page."""
    order: int = 50
    """Position in the menu, lowest first."""
    grouped: bool = True
    """Whether the menu lists it under *More results*, or by itself beside the boards."""
    leaves: Callable[[Any], Iterable[Leaf]] = _no_leaves
    """Builds further pages from the data."""
    answers: Callable[[Any], Iterable[Answer]] = _no_answers
    """Answers the questions on the home page from the data."""
    rows: Callable[[Any], Iterable[Sequence[Cell]]] | None = None
    """The same numbers as rows of a CSV file, the first with the names of the columns."""

    @property
    def api(self) -> str:
        """Path of its JSON document, relative to the site's root."""
        return f"api/v1/{self.name}.json"

    @property
    def csv(self) -> str:
        """Path of its CSV file, relative to the site's root."""
        return f"csv/{self.name}.csv"


QUESTIONS: Mapping[str, tuple[str, str]] = {
    "code-switching": (
        "Does alignment survive code-switching?",
        "Compare a model's hidden states on a sentence and on its code-switched copy.",
    ),
    "noise": (
        "Does the gain survive noise?",
        "Score the same model on clean and on misspelt text.",
    ),
    "evenness": (
        "Are languages treated evenly?",
        "Look at the spread over languages, not at the mean alone.",
    ),
    "intermediate": (
        "Is code-switched intermediate training better?",
        "Train an intermediate task on English and on code-switched text, several seeds each.",
    ),
    "adversarial": (
        "Does adversarial fine-tuning help?",
        "Fine-tune with and without perturbed embeddings, several seeds each.",
    ),
}
"""Questions on the home page: key → question, and how a study answers it."""
