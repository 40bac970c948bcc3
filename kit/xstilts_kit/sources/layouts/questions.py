"""Questions: SQuAD 1.1 JSON, ``data[].paragraphs[].qas[]``, with answers or blanks for them."""

import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.families.span_qa.records import AnswersGold, Question
from xstilts_kit.sources.layouts._layout import NoAnswers
from xstilts_kit.sources.text import read_text
from xstilts_kit.tasks import Task

_SURROGATE = re.compile("[\ud800-\udfff]")


def inputs(paths: Sequence[Path]) -> Inputs:
    """The questions of one file with their contexts, nothing stripped."""
    (path,) = paths
    found = []
    for place, context, entry in _entries(path):
        question = _text(entry, "question", path, place)
        found.append(Question(_text(entry, "id", path, place), context, question))
    _refuse_doubles(path, [question.id for question in found])
    return Inputs(tuple(found))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """The answers of one file; blank ones, as XTREME leaves them in its test files, are none.

    Raises:
        NoAnswers: All are blank.
        DataError: The file is not SQuAD JSON.
    """
    paragraphs: dict[str, int] = {}
    found = []
    for place, context, entry in _entries(path):
        paragraph = paragraphs.setdefault(context, len(paragraphs))
        identifier = _text(entry, "id", path, place)
        found.append(AnswersGold(identifier, _answers(entry, path, place), paragraph))
    _refuse_doubles(path, [answer.id for answer in found])
    if found and not any(answer.known for answer in found):
        raise NoAnswers(
            f"{path}: every answer is blank, as in XTREME's download; these are placeholders, not"
            " gold.",
            f"Name a folder with the answers; the data come from {task.source}.",
        )
    yield from found


def _entries(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(place, context, question entry) of every question, in file order."""
    try:
        document = json.loads(read_text(path))
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{path}: cannot be read as JSON ({error}).", "Fetch the file again."
        ) from error
    if not isinstance(document, dict):
        raise _wrong(path, "the file", "a JSON object with `data`")
    for i, article in enumerate(_list(document, "data", path, "the file")):
        where = f"data[{i}]"
        for j, paragraph in enumerate(_list(article, "paragraphs", path, where)):
            place = f"{where}.paragraphs[{j}]"
            context = _text(paragraph, "context", path, place)
            for k, entry in enumerate(_list(paragraph, "qas", path, place)):
                yield f"{place}.qas[{k}]", context, entry


def _answers(entry: dict[str, Any], path: Path, place: str) -> tuple[str, ...] | None:
    texts = [
        _text(answer, "text", path, f"{place}.answers")
        for answer in _list(entry, "answers", path, place)
    ]
    return tuple(text for text in texts if text) or None


def _list(value: Any, key: str, path: Path, place: str) -> list[Any]:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise _wrong(path, place, f"a list `{key}`")
    return found


def _text(value: Any, key: str, path: Path, place: str) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, str) or (key == "id" and not 1 <= len(found) <= 256):
        raise _wrong(path, place, f"a text `{key}`")
    if _SURROGATE.search(found):
        raise DataError(
            f"{path}: {place}.{key} holds half a surrogate pair, which is no character.",
            "Fetch the file again.",
        )
    return found


def _wrong(path: Path, place: str, expected: str) -> DataError:
    return DataError(
        f"{path}: {place} has no {expected.removeprefix('a ')} as SQuAD JSON has.",
        "Fetch the file again.",
    )


def _refuse_doubles(path: Path, identifiers: Sequence[str]) -> None:
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise DataError(
                f"{path}: the id {identifier[:60]!r} stands there twice.",
                "Evaluation files have one entry a question; fetch the file again.",
            )
        seen.add(identifier)
