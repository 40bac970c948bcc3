"""English sentences of a task and their human translations, matched and checked."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.editions import fingerprint
from xstilts_kit.families import Gold, Inputs, get_family
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder
from xstilts_kit.tasks import Task, get_task

ENGLISH = "en"

TASKS = ("xnli", "pawsx", "xquad", "tatoeba")
"""Tasks with parallel sentences."""

MOST_UNLIKE = 0.02
"""Largest share of rows whose label may differ between languages; such rows are left out. XNLI's
labels agree in every row; PAWS-X's translations were labelled anew, and up to 1.6 % differ."""

_FIELDS = {"xnli": "text_a", "pawsx": "text_a", "xquad": "question", "tatoeba": "query"}
"""The text that is aligned: premise, first sentence, question, sentence."""

_REMEDY = "Give the files of one edition, in their own order, and --gold with their labels."


@dataclass(frozen=True, slots=True)
class Pairs:
    """Distinct English sentences, each with its translation."""

    language: str
    """Language of the translations."""
    field: str
    """Name of the text in its example."""
    ids: tuple[str, ...]
    """Id of the first example with each English sentence."""
    english: tuple[str, ...]
    translated: tuple[str, ...]
    dropped: int
    """Rows left out because their labels differ between the languages."""

    def first(self, count: int) -> "Pairs":
        """The first `count` sentences."""
        return Pairs(
            self.language,
            self.field,
            self.ids[:count],
            self.english[:count],
            self.translated[:count],
            self.dropped,
        )


def with_shared_sentences(found: Sequence[Pairs]) -> tuple[Pairs, ...]:
    """Keep the English sentences that every language has, so that languages can be paired."""
    kept = set(found[0].ids).intersection(*(pairs.ids for pairs in found))
    return tuple(_kept(pairs, [name in kept for name in pairs.ids]) for pairs in found)


def _kept(pairs: Pairs, wanted: Sequence[bool]) -> Pairs:
    return Pairs(
        pairs.language,
        pairs.field,
        tuple(compress(pairs.ids, wanted)),
        tuple(compress(pairs.english, wanted)),
        tuple(compress(pairs.translated, wanted)),
        pairs.dropped,
    )


def check_task(name: str) -> Task:
    """Return a task with parallel sentences.

    Raises:
        UsageError: The task is unknown, or has no parallel sentences.
    """
    task = get_task(name)
    if task.name not in TASKS:
        raise UsageError(
            f"--task {task.name}: its languages do not hold translations of the same sentences.",
            f"The tasks with parallel sentences are: {', '.join(TASKS)}.",
        )
    return task


def languages_of(task: Task) -> tuple[str, ...]:
    """The languages of a task other than English."""
    return tuple(language for language in task.languages if language != ENGLISH)


def cells_of(task: Task, languages: Sequence[str], split: Split) -> tuple[Cell, ...]:
    """The cells that are read: of each language, and of English if it has a file of its own."""
    own = tuple(Cell(task.name, language, split) for language in languages)
    return own if task.pivot else (Cell(task.name, ENGLISH, split), *own)


def read_pairs(task: Task, language: str, split: Split, source: Source, gold: GoldFinder) -> Pairs:
    """Read the distinct English sentences of a task and their translations.

    Raises:
        DataError: The files are not known to be parallel, or have no labels to check that.
    """
    cell = Cell(task.name, language, split)
    inputs = source.inputs(cell)
    if get_family(task.family).name == "retrieval":
        return _by_match(cell, inputs, _answers(cell, inputs, source, gold))
    english = Cell(task.name, ENGLISH, split)
    others = source.inputs(english)
    if task.ids == "own":
        return _by_id(cell, others, inputs)
    return _by_row(
        cell,
        others,
        _answers(english, others, source, gold),
        inputs,
        _answers(cell, inputs, source, gold),
    )


def _answers(cell: Cell, inputs: Inputs, source: Source, gold: GoldFinder) -> Sequence[Gold] | None:
    return gold.find(cell, fingerprint(inputs.rows()), source)


def _by_match(cell: Cell, inputs: Inputs, answers: Sequence[Any] | None) -> Pairs:
    """Pair each English sentence with the candidate that the answers name."""
    if answers is None:
        raise DataError(
            f"{cell}: without the answers, the pairs are not known.", "Give --gold a folder."
        )
    candidates = {one.id: one.text for one in inputs.candidates}
    match = {answer.id: answer.match for answer in answers}
    rows = []
    for example in inputs.examples:
        other = candidates.get(match.get(example.id) or "")
        if other is None:
            raise DataError(f"{cell}: no translation of {example.id!r} is known.", _REMEDY)
        rows.append((example.id, example.text, other))
    return _distinct(cell, rows, 0)


def _by_id(cell: Cell, english: Inputs, inputs: Inputs) -> Pairs:
    """Pair questions with the same id."""
    others = {example.id: example.question for example in inputs.examples}
    absent = [example.id for example in english.examples if example.id not in others]
    if absent or len(others) != len(english.examples):
        raise DataError(
            f"{cell}: its questions are not those of English"
            + (f" ({absent[0]!r} is missing)." if absent else "."),
            _REMEDY,
        )
    rows = [(one.id, one.question, others[one.id]) for one in english.examples]
    return _distinct(cell, rows, 0)


def _by_row(
    cell: Cell,
    english: Inputs,
    gold: Sequence[Gold] | None,
    inputs: Inputs,
    answers: Sequence[Gold] | None,
) -> Pairs:
    """Pair rows by position, after checking that their labels agree."""
    if gold is None or answers is None:
        raise DataError(
            f"{cell}: its rows have no labels, so they are not known to be parallel to English.",
            _REMEDY,
        )
    counts = len(english.examples), len(gold), len(inputs.examples), len(answers)
    if len(set(counts)) > 1:
        raise DataError(
            f"{cell}: {len(inputs.examples)} rows, but {len(english.examples)} in English; they"
            " are not parallel.",
            _REMEDY,
        )
    labels = zip(gold, answers, strict=True)
    alike = [a.label == b.label for a, b in labels]  # type: ignore[attr-defined]
    dropped = alike.count(False)
    if dropped > MOST_UNLIKE * len(alike):
        raise DataError(
            f"{cell}: {dropped} of {len(alike)} labels differ from those of the same rows in"
            " English; the rows are not parallel.",
            _REMEDY,
        )
    rows = [
        (one.id, one.text_a, other.text_a)
        for one, other, same in zip(english.examples, inputs.examples, alike, strict=True)
        if same
    ]
    return _distinct(cell, rows, dropped)


def _distinct(cell: Cell, rows: Sequence[tuple[str, str, str]], dropped: int) -> Pairs:
    """Keep the first row of each English sentence: XNLI's premises occur with three hypotheses."""
    first: dict[str, tuple[str, str]] = {}
    for name, english, translated in rows:
        first.setdefault(english, (name, translated))
    return Pairs(
        language=cell.language,
        field=_FIELDS[cell.task],
        ids=tuple(name for name, _ in first.values()),
        english=tuple(first),
        translated=tuple(translated for _, translated in first.values()),
        dropped=dropped,
    )
