"""Cheap baselines for retrieval and mining: chance, and words shared by both sides."""

import re
from collections.abc import Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from xstilts_baselines.miniature.builders import Said
from xstilts_baselines.miniature.corpora import Corpora
from xstilts_baselines.miniature.realise import realise, text
from xstilts_kit.families.mining.margin import fit_threshold
from xstilts_kit.families.mining.records import PairGold, PairRecord
from xstilts_kit.families.retrieval.records import MatchGold, MatchRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.tasks import Task

_WORD = re.compile(r"[0-9]+|[^\W\d_]+")


def strongest_for_lines(task: Task, language: str, lines: Sequence[Said]) -> tuple[str, float]:
    """Return name and score of the stronger of chance and the line with the most shared words."""
    overlap = _overlap(lines, "en", lines, language)
    gold = [MatchGold(str(i), str(i)) for i in range(len(lines))]
    records = [MatchRecord(str(i), str(row)) for i, row in enumerate(overlap.argmax(axis=1))]
    shared = metrics_of(task, table_of(task, language, gold, records).table)[task.metric]
    return max(("chance", 100 / len(lines)), ("shared words", shared), key=lambda found: found[1])


def strongest_for_corpora(
    task: Task, language: str, dev: Corpora, test: Corpora
) -> tuple[str, float]:
    """Return name and score of the stronger of chance and pairs with many shared words.

    The minimum overlap is tuned on the development corpora of the same language.
    """
    threshold = fit_threshold(_pairs(dev, language), {(i, i) for i in range(len(dev.gold))})
    kept = [pair for pair, score in _pairs(test, language) if score >= threshold]
    gold = [PairGold(f"x-{i + 1}", f"en-{i + 1}") for i in range(len(test.gold))]
    records = [PairRecord(f"x-{one + 1}", f"en-{two + 1}", None) for one, two in kept]
    shared = metrics_of(task, table_of(task, language, gold, records).table)[task.metric]
    lines = len(test.gold) + len(test.foreign)
    right = len(test.gold) / lines  # for as many random pairs as lines
    chance = 100 * 2 * right / (lines + len(test.gold))
    return max(("chance", chance), ("shared words", shared), key=lambda found: found[1])


def _pairs(found: Corpora, language: str) -> list[tuple[tuple[int, int], float]]:
    """Return row pairs with their overlap, best first, using each row at most once."""
    columns = (*found.gold, *found.english)
    order = Random(len(columns)).sample(range(len(columns)), len(columns))  # break ties fairly
    shuffled = [columns[i] for i in order]
    overlap = _overlap((*found.gold, *found.foreign), language, shuffled, "en")
    taken: tuple[set[int], set[int]] = (set(), set())
    kept = []
    for place in np.argsort(-overlap, axis=None, kind="stable").tolist():
        one, two = divmod(place, overlap.shape[1])
        if overlap[one, two] <= 0:
            break
        if one not in taken[0] and two not in taken[1]:
            taken[0].add(one)
            taken[1].add(two)
            kept.append(((one, order[two]), float(overlap[one, two])))
    return kept


def _overlap(
    rows: Sequence[Said], row_language: str, columns: Sequence[Said], column_language: str
) -> NDArray[np.float64]:
    """Compute the Dice overlap of words for each row and column."""
    left = [_words(said, row_language) for said in rows]
    right = [_words(said, column_language) for said in columns]
    return np.array([[2 * len(a & b) / (len(a) + len(b)) for b in right] for a in left])


def _words(said: Said, language: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text(realise(said, language), language).casefold()))
