"""Answer sentences: SQuAD's JSON with paragraphs split into sentences, as in LAReQA's XQuAD-R."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families._squad import (
    list_of,
    paragraphs,
    questions_of,
    refuse_doubles,
    refuse_half_pair,
    text_of,
    wrong,
)
from xstilts_kit.families.retrieval.records import MatchGold, Query
from xstilts_kit.tasks import Task


@dataclass(frozen=True, slots=True)
class ContextSentence:
    """A candidate sentence, with its paragraph as context."""

    id: str
    """``PARAGRAPH_SENTENCE``: paragraphs are numbered from 1 in the file, sentences from 0."""
    text: str
    context: str

    def canonical(self) -> Mapping[str, object]:
        """The row that enters the inputs fingerprint."""
        return {"candidate": self.text, "context": self.context, "id": self.id}


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the questions of one file, then the sentences of its paragraphs, without answers."""
    (path,) = paths
    questions: list[Query] = []
    sentences: list[ContextSentence] = []
    for number, (place, paragraph) in enumerate(paragraphs(path), start=1):
        context = text_of(paragraph, "context", path, place)
        for index, text in enumerate(_sentences(paragraph, path, place)):
            sentences.append(ContextSentence(f"{number}_{index}", text, context))
        for where, entry in questions_of(paragraph, path, place):
            question = text_of(entry, "question", path, where)
            questions.append(Query(text_of(entry, "id", path, where), question))
    refuse_doubles(path, [question.id for question in questions])
    return Inputs(tuple(questions), tuple(sentences))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """For each question, find the sentence of this file in which its first answer begins.

    Correct sentences in other languages are those that answer the same question there.

    Raises:
        DataError: The layout is wrong, or an answer begins in no sentence.
    """
    for number, (place, paragraph) in enumerate(paragraphs(path), start=1):
        breaks = _breaks(paragraph, path, place)
        for where, entry in questions_of(paragraph, path, place):
            start = _answer_start(entry, path, where)
            within = (i for i, (begin, end) in enumerate(breaks) if begin <= start < end)
            index = next(within, None)
            if index is None:
                raise wrong(path, where, "answer that begins in a sentence")
            yield MatchGold(text_of(entry, "id", path, where), f"{number}_{index}")


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
