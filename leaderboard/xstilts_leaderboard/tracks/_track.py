"""What a track is: a page of its own, with the document of the same numbers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_leaderboard.rows.row import ScoredRow


@dataclass(frozen=True, slots=True)
class Material:
    """What a track is made from."""

    root: Path
    """The repository."""
    rows: Mapping[str, Sequence[ScoredRow]]
    """Board → its rows."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a track says about one of the questions on the home page."""

    question: str
    """One of `QUESTIONS`."""
    line: str
    href: str
    """The page that shows it, relative to the site's root."""
    dots: tuple[float, ...] = ()
    """Values for a small dot strip."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """One more page of a track, rendered by its template with `about` as ``value``."""

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
    """Its document is ``api/v1/<name>.json``."""
    path: str
    """Where the page is, relative to the site's root."""
    title: str
    """As the menu and the page call it."""
    read: Callable[[Material], Any]
    """Reads what the page shows. Its `repr` decides whether the page is made again."""
    template: str
    """The page: Jinja2 source of its body, which has what was read as ``value``, or the name of one
    of the site's templates, which ends in ``.html.j2``."""
    export: Callable[[Any], Mapping[str, Any]]
    """What was read as JSON."""
    schema: Mapping[str, Any]
    """The JSON Schema of that; its ``$id`` ends in the file's name."""
    order: int = 50
    """Its place in the menu, low first."""
    leaves: Callable[[Any], Iterable[Leaf]] = _no_leaves
    """Further pages, from what was read."""
    answers: Callable[[Any], Iterable[Answer]] = _no_answers
    """What it says about the questions on the home page."""

    @property
    def api(self) -> str:
        """Where its document is, relative to the site's root."""
        return f"api/v1/{self.name}.json"


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
"""The questions on the home page: key → the question, and how a study answers it."""
