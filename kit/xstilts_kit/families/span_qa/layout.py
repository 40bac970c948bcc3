"""Questions in SQuAD 1.1 JSON, ``data[].paragraphs[].qas[]``, with answers or blanks."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import NoAnswers
from xstilts_kit.families._many import many
from xstilts_kit.families._squad import (
    list_of,
    paragraphs,
    questions_of,
    refuse_doubles,
    text_of,
)
from xstilts_kit.families.span_qa.records import AnswersGold, Question
from xstilts_kit.storage.text import read_text
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the questions of one file with their contexts, nothing stripped."""
    (path,) = paths
    found = []
    for place, context, entry in _entries(path):
        question = text_of(entry, "question", path, place)
        found.append(Question(text_of(entry, "id", path, place), context, question))
    refuse_doubles(path, [question.id for question in found])
    return Inputs(tuple(found))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the answers of one file; blank ones, as in XTREME's test files, are placeholders.

    Raises:
        NoAnswers: All answers are blank.
        DataError: The file is not SQuAD JSON.
    """
    found = _plain_gold(read_text(path))
    if found is None:
        found = list(_gold(path))
    refuse_doubles(path, [answer.id for answer in found])
    if found and not any(answer.known for answer in found):
        raise NoAnswers(
            f"{path}: every answer is blank, as in XTREME's download; these are placeholders, not"
            " gold.",
            f"Give a folder with the answers; the data come from {task.source}.",
        )
    yield from found


def _gold(path: Path) -> Iterator[AnswersGold]:
    contexts: dict[str, int] = {}
    for place, context, entry in _entries(path):
        paragraph = contexts.setdefault(context, len(contexts))
        identifier = text_of(entry, "id", path, place)
        yield AnswersGold(identifier, _answers(entry, path, place), paragraph)


def _plain_gold(text: str) -> list[AnswersGold] | None:
    """Answers of a file without faults, read as `_gold` does but several times as fast, or None."""
    contexts: dict[str, int] = {}
    identifiers, answers, paragraphs = [], [], []
    read, lists = [], []
    try:
        document = orjson.loads(text)  # rejects half surrogate pairs
        lists.append(document["data"])
        for article in document["data"]:
            lists.append(article["paragraphs"])
            for paragraph in article["paragraphs"]:
                context = paragraph["context"]
                read.append(context)
                lists.append(paragraph["qas"])
                for entry in paragraph["qas"]:
                    paragraphs.append(contexts.setdefault(context, len(contexts)))
                    identifiers.append(entry["id"])
                    lists.append(entry["answers"])
                    texts = [answer["text"] for answer in entry["answers"]]
                    "".join(texts)  # all are strings
                    answers.append(tuple(filter(None, texts)) or None)
        "".join(chain(identifiers, read))
    except (ValueError, TypeError, LookupError):
        return None
    sizes = set(map(len, identifiers))
    if set(map(type, lists)) != {list} or (sizes and not 1 <= min(sizes) <= max(sizes) <= 256):
        return None
    return many(AnswersGold, identifiers, answers, paragraphs)


def _entries(path: Path) -> Iterator[tuple[str, str, Any]]:
    """Yield (location, context, question entry) for every question, in file order."""
    for place, paragraph in paragraphs(path):
        context = text_of(paragraph, "context", path, place)
        for where, entry in questions_of(paragraph, path, place):
            yield where, context, entry


def _answers(entry: Any, path: Path, place: str) -> tuple[str, ...] | None:
    texts = [
        text_of(answer, "text", path, f"{place}.answers")
        for answer in list_of(entry, "answers", path, place)
    ]
    return tuple(text for text in texts if text) or None
