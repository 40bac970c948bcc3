"""Cheap baselines for XTREME-R's tasks: the majority choice, and words shared with a sentence."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xstilts_baselines.miniature.choices import Item
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.questions import Paragraph, question_text, sentence_spans
from xstilts_kit.families.multiple_choice.records import ChoiceGold, ChoiceRecord
from xstilts_kit.families.ranking.records import DEPTH, RankingGold, RankingRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.tasks import Task

_WORD = re.compile(r"[0-9]+|[^\W\d_]+")


def majority_choice(task: Task, language: str, items: Sequence[Item]) -> tuple[str, float]:
    """Return name and score of the most frequent choice; both choices have the same words."""
    ((majority, _),) = Counter(item.label for item in items).most_common(1)
    gold = [ChoiceGold(str(row), item.label) for row, item in enumerate(items)]
    records = [ChoiceRecord(one.id, majority) for one in gold]
    return "majority choice", metrics_of(task, table_of(task, language, gold, records).table)[
        task.metric
    ]


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Ranks a pool's sentences by the words that they share with a question (Dice)."""

    paragraphs: Sequence[Paragraph]
    ids: tuple[str, ...]
    words: tuple[frozenset[str], ...]

    def score(self, task: Task, language: str) -> tuple[str, float]:
        """Return name and score on the questions of a language."""
        gold: list[RankingGold] = []
        asked: list[frozenset[str]] = []
        for number, found in enumerate(self.paragraphs):
            for question in found.questions:
                place = found.facts.index(question.fact)
                targets = tuple(f"{code}_{number}_{place}" for code in LANGUAGES)
                gold.append(RankingGold(str(len(gold)), targets, number))
                asked.append(_words(question_text(question, language)))
        best = np.argsort(-_dice(asked, self.words), axis=1, kind="stable")[:, :DEPTH]
        records = [
            RankingRecord(one.id, tuple(self.ids[row] for row in rows))
            for one, rows in zip(gold, best.tolist(), strict=True)
        ]
        table = table_of(task, language, gold, records).table
        return "shared words", metrics_of(task, table)[task.metric]


def shared_words(paragraphs: Sequence[Paragraph]) -> SharedWords:
    """Gather the pool of all languages."""
    pool = {
        f"{code}_{number}_{place}": _words(one.text)
        for code in LANGUAGES
        for number, found in enumerate(paragraphs)
        for place, one in enumerate(sentence_spans(found.facts, code))
    }
    return SharedWords(paragraphs, tuple(pool), tuple(pool.values()))


def _dice(rows: Sequence[frozenset[str]], columns: Sequence[frozenset[str]]) -> NDArray[np.float64]:
    """Dice overlap of each row with each column: float64, (rows, columns)."""
    known = {word: place for place, word in enumerate(sorted(frozenset().union(*rows)))}
    left, right = (np.zeros((len(side), len(known))) for side in (rows, columns))
    for side, matrix in ((rows, left), (columns, right)):
        for place, words in enumerate(side):
            matrix[place, [known[word] for word in words if word in known]] = 1
    sizes = np.array([len(words) for words in rows])[:, None] + [len(words) for words in columns]
    return np.asarray(2 * (left @ right.T) / sizes, dtype=np.float64)


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))
