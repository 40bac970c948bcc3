"""The data of an attack: a sample of clean examples with labels, lexicons, translations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xstilts_kit.attacks.polygloss import Reference
from xstilts_kit.attacks.request import Attempt
from xstilts_kit.attacks.sampling import check_parallel, references_of, sample
from xstilts_kit.attacks.search import Texts
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint, identify
from xstilts_kit.families import Inputs
from xstilts_kit.families._family import units_by_row
from xstilts_kit.lexicons import Lexicon, LexiconFolder
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder
from xstilts_kit.tasks import get_task


@dataclass(frozen=True, slots=True)
class Labelled:
    """All clean inputs of a cell, with their labels."""

    inputs: Inputs
    fingerprint: str
    gold: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The examples of one attack."""

    attempt: Attempt
    fingerprint: str
    """Fingerprint of all clean inputs of the cell."""
    edition: str | None
    source: str
    """Kind of the source."""
    revision: str | None
    """Its commit, if it has commits."""
    examples: tuple[Any, ...]
    labels: tuple[str, ...]
    units: tuple[str, ...]
    lexicons: Mapping[str, Lexicon]
    translations: Mapping[str, tuple[Texts, ...]]
    """Embedded language → human translations of each example's texts."""

    def references_of(self, index: int) -> dict[str, Sequence[Reference]]:
        """Embedded language → human translations of one example's texts, to be searched."""
        return {
            language: references_of(own[index], language)
            for language, own in self.translations.items()
        }


def read_labelled(cell: Cell, source: Source, finder: GoldFinder) -> Labelled:
    """Read a cell and its labels.

    Raises:
        DataError: There are no labels, or not one for each example.
    """
    inputs = source.inputs(cell)
    found = fingerprint(inputs.rows())
    gold = finder.find(cell, found, source)
    if gold is None:
        raise DataError(
            f"There are no labels of {cell}, which an attack needs.",
            "Give --gold a folder that holds <task>/test-<language>.tsv with the answers.",
        )
    if len(gold) != len(inputs.examples):
        raise DataError(
            f"{cell}: the gold has {len(gold)} rows, the inputs {len(inputs.examples)}.",
            "Give the gold of the same edition and split.",
        )
    return Labelled(inputs, found, gold)


def read_sample(
    attempt: Attempt,
    source: Source,
    finder: GoldFinder,
    folder: LexiconFolder | None,
    *,
    count: int,
    seed: int,
) -> Sample:
    """Read and draw the examples of an attack.

    Raises:
        DataError: Labels are missing, or the translations are not of the same rows.
    """
    cell = attempt.cell
    task = get_task(cell.task)
    own = read_labelled(cell, source, finder)
    chosen = sample(own.gold, count, (seed, cell.task, cell.language, "attack"))
    if not chosen:
        raise DataError(f"{cell}: no example has a label.", "Give --gold a folder with labels.")
    translations = {}
    for language in attempt.filtered:
        other = cell.task, language, cell.split
        inputs = source.inputs(Cell(*other))
        answers = finder.find(Cell(*other), fingerprint(inputs.rows()), source)
        check_parallel(cell.language, own.gold, language, inputs, answers)
        translations[language] = tuple(inputs.examples[index].texts for index in chosen)
    gold = [own.gold[index] for index in chosen]
    return Sample(
        attempt=attempt,
        fingerprint=own.fingerprint,
        edition=identify(cell, own.fingerprint),
        source=source.kind,
        revision=source.revision,
        examples=tuple(own.inputs.examples[index] for index in chosen),
        labels=tuple(answer.label for answer in gold),
        units=tuple(units_by_row(task, gold)),
        lexicons=({} if folder is None else dict(folder.lexicons(cell.language, attempt.embedded))),
        translations=translations,
    )
