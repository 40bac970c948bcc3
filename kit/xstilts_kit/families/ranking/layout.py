"""Answer sentences: SQuAD's JSON with paragraphs split into sentences, as in LAReQA's XQuAD-R.

The sentences of all languages form one pool, and the same question has an answer in each.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._pool import folder_of, pool_files
from xstilts_kit.families._squad import (
    list_of,
    paragraphs,
    questions_of,
    refuse_doubles,
    refuse_half_pair,
    text_of,
    wrong,
)
from xstilts_kit.families.ranking.records import Passage, Question, RankingGold
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the questions of the first file, and the sentences of the others, without answers."""
    own, *pool = paths
    return Inputs(_asked(own), tuple(passage for path in pool for passage in _passages(path)))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """For each question, find the sentences of the pool in which its answers begin.

    The answers in other languages are those to the question with the same id there. Of several
    answers in a language, the first counts.

    Raises:
        DataError: A file of the pool is missing, the layout is wrong, or an answer begins in no
            sentence.
    """
    pool = pool_files(folder_of(path, task.pool["test"]), task, "test")
    for other in pool:
        if not other.is_file():
            raise DataError(
                f"{other} is missing: the answers to {path.name} are in all languages' files.",
                "Give a folder with the files of all languages.",
            )
    answers = [_answers(other) for other in pool]
    for identifier, (_, paragraph) in _answers(path).items():
        targets = tuple(found[identifier][0] for found in answers if identifier in found)
        yield RankingGold(f"{identifier}_{path.stem}", targets, paragraph)


@dataclass(frozen=True, slots=True)
class _State:
    """A file as it is now; a changed file is read again."""

    path: Path
    changed: int
    size: int


def _state(path: Path) -> _State:
    found = path.stat()
    return _State(path, found.st_mtime_ns, found.st_size)


def _asked(path: Path) -> tuple[Question, ...]:
    """The questions of a file."""
    ids, found = [], []
    for place, paragraph in paragraphs(path):
        for where, entry in questions_of(paragraph, path, place):
            ids.append(text_of(entry, "id", path, where))
            text = text_of(entry, "question", path, where)
            found.append(Question(f"{ids[-1]}_{path.stem}", text, path.stem))
    refuse_doubles(path, ids)
    return tuple(found)


def _passages(path: Path) -> tuple[Passage, ...]:
    """The sentences of a file, with their paragraphs."""
    return _passages_of(_state(path))


@lru_cache(maxsize=16)
def _passages_of(file: _State) -> tuple[Passage, ...]:
    path = file.path
    return tuple(
        Passage(f"{path.stem}_{number}_{index}", text, context, path.stem)
        for number, (place, paragraph) in enumerate(paragraphs(path), start=1)
        for context in (text_of(paragraph, "context", path, place),)
        for index, text in enumerate(_sentences(paragraph, path, place))
    )


def _answers(path: Path) -> Mapping[str, tuple[str, int]]:
    """Question id → the sentence in which its answer begins, and the paragraph's number from 0."""
    return _answers_of(_state(path))


@lru_cache(maxsize=16)
def _answers_of(file: _State) -> Mapping[str, tuple[str, int]]:
    path = file.path
    found: dict[str, tuple[str, int]] = {}
    for number, (place, paragraph) in enumerate(paragraphs(path), start=1):
        breaks = _breaks(paragraph, path, place)
        for where, entry in questions_of(paragraph, path, place):
            start = _answer_start(entry, path, where)
            within = (i for i, (begin, end) in enumerate(breaks) if begin <= start < end)
            index = next(within, None)
            if index is None:
                raise wrong(path, where, "answer that begins in a sentence")
            identifier = text_of(entry, "id", path, where)
            found[identifier] = (f"{path.stem}_{number}_{index}", number - 1)
    return found


def _sentences(paragraph: Any, path: Path, place: str) -> list[str]:
    found = list_of(paragraph, "sentences", path, place)
    for index, text in enumerate(found):
        if not isinstance(text, str):
            raise wrong(path, f"{place}.sentences[{index}]", "text")
        refuse_half_pair(text, path, f"{place}.sentences[{index}]")
    return found


def _breaks(paragraph: Any, path: Path, place: str) -> list[tuple[int, int]]:
    """Start and end offset of each sentence, in characters; the end is exclusive."""
    found = list_of(paragraph, "sentence_breaks", path, place)
    if len(found) != len(list_of(paragraph, "sentences", path, place)):
        raise wrong(path, place, "place for each sentence in `sentence_breaks`")
    for index, pair in enumerate(found):
        if not (isinstance(pair, list) and len(pair) == 2 and all(type(n) is int for n in pair)):
            raise wrong(path, f"{place}.sentence_breaks[{index}]", "pair of numbers")
    return [(begin, end) for begin, end in found]


def _answer_start(entry: Any, path: Path, place: str) -> int:
    answers = list_of(entry, "answers", path, place)
    first = answers[0] if answers else None
    start = first.get("answer_start") if isinstance(first, dict) else None
    if type(start) is not int:
        raise wrong(path, place, "answer with an `answer_start`")
    return start
