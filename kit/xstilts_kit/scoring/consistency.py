"""Consistency of each task: spread over languages and agreement of answers."""

from collections.abc import Collection, Mapping

from xstilts_kit.cell import Cell
from xstilts_kit.families import Items
from xstilts_kit.scoring.averages import Vectors
from xstilts_kit.scoring.results import Consistency
from xstilts_kit.scoring.tables import Tabled
from xstilts_kit.statistics.consistency import ENGLISH, Agreement, agreement, evenness
from xstilts_kit.suites import Suite

_MOST_DROPPED = 0.1
"""Maximum share of items with different gold for languages to count as parallel."""


def describe_consistency(
    suite: Suite,
    tabled: Mapping[Cell, Tabled],
    vectors: Vectors,
    constant: Collection[Cell] = (),
) -> tuple[Consistency, ...]:
    """Compute one entry for each task with at least two non-English languages.

    A task is left out if every example of all these languages gets the same answer, because the
    scores are then alike whatever the inputs are.

    Args:
        suite: The suite.
        tabled: Statistics of each cell.
        vectors: Scores with their replicates.
        constant: Cells whose examples all got the same answer.
    """
    entries = []
    for task in suite.tasks():
        clean = {
            cell.language: cell
            for cell in tabled
            if cell.task == task.name and cell.transform is None
        }
        cells = {lang: clean[lang] for lang in suite.languages_of(task) if lang in clean}
        if all(cell in constant for lang, cell in cells.items() if lang != ENGLISH):
            continue
        own = {lang: vectors.cells[cell][task.metric] for lang, cell in cells.items()}
        scores = {lang: float(vector[0]) for lang, vector in own.items()}
        drawn = {lang: vector[1:] for lang, vector in own.items() if vector.size > 1}
        spread = evenness(scores, drawn or None)
        if spread is not None:
            found = {lang: tabled[cell] for lang, cell in cells.items()}
            entries.append(Consistency(task.name, spread, _agreement(found)))
    return tuple(entries)


def _agreement(found: Mapping[str, Tabled]) -> Agreement | None:
    """Compute the agreement on items with the same gold in all languages."""
    items = {language: one.items for language, one in found.items() if one.items is not None}
    if len(items) < len(found):
        return None
    places = {lang: {name: i for i, name in enumerate(own.ids)} for lang, own in items.items()}
    first = next(iter(items.values()))
    shared = [name for name in first.ids if all(name in place for place in places.values())]
    kept = [name for name in shared if _same_gold(name, items, places)]
    dropped = len(first.ids) - len(kept)
    if len(shared) - len(kept) > _MOST_DROPPED * len(shared):
        return None

    def chosen(language: str, values: tuple[object, ...]) -> list[object]:
        return [values[places[language][name]] for name in kept]

    correct = {lang: [bool(x) for x in chosen(lang, own.correct)] for lang, own in items.items()}
    answers = {
        lang: [str(x) for x in chosen(lang, own.answers)]
        for lang, own in items.items()
        if own.answers is not None
    }
    return agreement(correct, answers if len(answers) == len(items) else None, dropped)


def _same_gold(
    name: str, items: Mapping[str, Items], places: Mapping[str, Mapping[str, int]]
) -> bool:
    found = {own.gold[places[lang][name]] for lang, own in items.items() if own.gold is not None}
    return len(found) <= 1
