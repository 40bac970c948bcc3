"""`differ`: the examples of one task and language that two submissions answer differently."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.arguments import ByTask, Paths, StrPath, as_path
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.families import Family, Gold, Record, family_of
from xstilts_kit.scoring.comparing import refuse_other_data
from xstilts_kit.scoring.results import CellScore
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.scoring.tables import Answered
from xstilts_kit.statistics.significance import mcnemar
from xstilts_kit.tasks import Task, get_task

DIFFERING_SCHEMA = "xstilts-differing-v1"

_ASIDE = ("id", "score")
"""Fields of a record or an answer that are not what is answered."""


@dataclass(frozen=True, slots=True)
class DifferingItem:
    """An example that A and B answer differently."""

    id: str
    a: str
    """The answer of A, as text; empty if it has none."""
    b: str
    gold: str
    a_right: bool
    b_right: bool

    @property
    def verdict(self) -> str:
        """``only A``, ``only B``, ``both`` or ``neither``: who is right."""
        if self.a_right == self.b_right:
            return "both" if self.a_right else "neither"
        return "only A" if self.a_right else "only B"


@dataclass(frozen=True, slots=True)
class Differing:
    """The examples of one cell on which two submissions differ, and how often each is right."""

    schema: str
    a: str
    b: str
    task: str
    language: str
    examples: int
    """Examples with known gold."""
    both_right: int
    only_a: int
    """Examples that only A answers right."""
    only_b: int
    both_wrong: int
    p: float
    """Two-sided, of the exact McNemar test: examples count as independent."""
    items: tuple[DifferingItem, ...]
    """The examples with different answers, in the order of the inputs."""

    def __str__(self) -> str:
        """The output of the command `differ`, with every example."""
        from xstilts_kit.scoring.differing_text import differing_text

        return differing_text(self)

    def _repr_html_(self) -> str:
        from xstilts_kit.scoring.differing_text import differing_html

        return differing_html(self)

    def as_json(self) -> dict[str, Any]:
        """Return the comparison as JSON."""
        return asdict(self)


def differ(
    a: StrPath,
    b: StrPath,
    *,
    task: str,
    language: str,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    say: Say = say_on_stderr,
) -> Differing:
    """List the examples of one task and language that two submissions answer differently.

    An answer is right if it is right as a whole: a sentence with all its tags, a question by exact
    match, a ranking with every right candidate first.

    >>> found = differ("sub", "other", task="xnli", language="de", gold="labels")
    >>> found.examples, found.only_a, found.only_b, found.p
    (20, 0, 0, 1.0)

    Args:
        a: One submission.
        b: The other.
        task: The task.
        language: The language.
        sources: Values of ``--source``, for all tasks or by task.
        gold: Folders of gold.
        say: Prints a line about fetched files and remarks of the validation.

    Raises:
        Invalid: One of the submissions has errors.
        UsageError: A submission has no such task or language, or the task is not scored by example.
        DataError: There is no gold, or the two were made on other data, limits or splits.
    """
    cell = Cell(get_task(task).name, language)
    family = family_of(cell)
    if family.right is None:
        raise UsageError(
            f"{cell.task} is scored over all its pairs together, not example by example.",
            "Compare the scores: `xstilts-submit compare`.",
        )
    paths = [as_path(path, "submission") for path in (a, b)]
    found: list[tuple[Scored, CellScore, Answered]] = []
    for path in paths:
        kept: dict[Cell, Answered] = {}
        scored = score_fully(
            path,
            sources,
            gold,
            tasks=[cell.task],
            intervals=False,
            on_items=lambda one, answered, kept=kept: kept.update({one.clean: answered}),  # type: ignore[misc]
            say=say,
        )
        found.append((scored, *_own(scored, kept, cell)))
    (one, first, mine), (two, second, theirs) = found
    refuse_other_data(first, second)
    return _differing(one.scores.name, two.scores.name, cell, mine, theirs)


def _own(scored: Scored, kept: Mapping[Cell, Answered], cell: Cell) -> tuple[CellScore, Answered]:
    """The score and the examples of a cell on clean inputs."""
    clean = {one.language: one for one in scored.scores.cells if one.transform is None}
    if cell.language not in clean:
        raise UsageError(
            f"{scored.scores.folder} has no predictions of {cell.task} in {cell.language!r}.",
            f"It has {', '.join(sorted(clean)) or 'none of this task on clean inputs'}.",
        )
    answered = next((own for one, own in kept.items() if one.language == cell.language), None)
    if answered is None:
        raise DataError(
            f"There is no gold for {cell.name}.",
            "Give --gold a folder that holds <task>/test-<language>.tsv (or .json) with the"
            " answers.",
        )
    return clean[cell.language], answered


def _differing(a: str, b: str, cell: Cell, mine: Answered, theirs: Answered) -> Differing:
    family, task = family_of(cell), get_task(cell.task)
    only_a = int((mine.right & ~theirs.right).sum())
    only_b = int((theirs.right & ~mine.right).sum())
    items = tuple(
        DifferingItem(right.id, said(one), said(two), said(right), bool(a_right), bool(b_right))
        for right, one, two, a_right, b_right in zip(
            mine.gold, mine.records, theirs.records, mine.right, theirs.right, strict=True
        )
        if _reduced(family, task, cell, one) != _reduced(family, task, cell, two)
    )
    return Differing(
        schema=DIFFERING_SCHEMA,
        a=a,
        b=b,
        task=cell.task,
        language=cell.language,
        examples=len(mine.gold),
        both_right=int((mine.right & theirs.right).sum()),
        only_a=only_a,
        only_b=only_b,
        both_wrong=int((~mine.right & ~theirs.right).sum()),
        p=mcnemar(only_a, only_b),
        items=items,
    )


def _reduced(family: Family, task: Task, cell: Cell, record: Record | None) -> str | None:
    return None if record is None else family.answer(task, cell.language, record)


def said(answer: Record | Gold | None) -> str:
    """The content of a record or of a gold answer, without its id, as one line of text."""
    if answer is None:
        return ""
    fields = answer.as_json() if hasattr(answer, "as_json") else answer.canonical()
    return " ".join(_text(name, value) for name, value in fields.items() if name not in _ASIDE)


def _text(name: str, value: object) -> str:
    if isinstance(value, list | tuple):
        return (" | " if name == "answers" else " ").join(map(str, value))
    return str(value)
