"""Mewsli-X: mentions in news articles, and candidate entities, as JSON lines.

Each line of a file of mentions is an article, ``{"context": {...}, "mentions": [...]}``; each line
of the candidates is an entity. The answers are ``{mention id: [entity id]}``, or the field
``entity_id`` of the mentions, which is empty in XTREME-R's test files.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import NoAnswers
from xstilts_kit.families._squad import refuse_doubles, refuse_half_pair
from xstilts_kit.families.ranking.records import Entity, Mention, RankingGold, plain
from xstilts_kit.storage.text import read_lines, read_text
from xstilts_kit.tasks import Task


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the mentions of the first file, and the entities of the second, without answers."""
    own, candidates = paths
    found = [_mention(mention, context, own, line) for line, context, mention in _mentions(own)]
    refuse_doubles(own, [one.id for one in found])
    state = candidates.stat()
    return Inputs(tuple(found), _entities(candidates, state.st_mtime_ns, state.st_size))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the entity of each mention, from a file of answers or of mentions.

    Raises:
        NoAnswers: All entities are empty.
        DataError: The layout is wrong.
    """
    found = list(_linked(path) if path.suffix == ".jsonl" else _labelled(path))
    refuse_doubles(path, [identifier for identifier, _ in found])
    if not any(entity for _, entity in found):
        raise NoAnswers(
            f"{path}: every entity is empty, as in XTREME-R's download.",
            f"Give a folder with the answers; the data come from {task.source}.",
        )
    for identifier, entity in found:
        yield RankingGold(identifier, (entity,) if entity else None, 0)


def _linked(path: Path) -> Iterator[tuple[str, str]]:
    """Mention id and entity id of each mention."""
    for line, _, mention in _mentions(path):
        yield _text(mention, "example_id", path, line), _text(mention, "entity_id", path, line)


def _labelled(path: Path) -> Iterator[tuple[str, str]]:
    """Mention id and entity id of each answer."""
    value = _parsed(read_text(path), str(path))
    if not isinstance(value, dict):
        raise _wrong(str(path), "JSON object")
    for identifier, entities in value.items():
        if not (isinstance(entities, list) and [type(one) for one in entities] == [str]):
            raise _wrong(f"{path}: {identifier[:60]!r}", "list with one entity")
        yield identifier, entities[0].strip()


def _mentions(path: Path) -> Iterator[tuple[int, Mapping[str, Any], Mapping[str, Any]]]:
    """Line, context and mention of every mention, in file order."""
    for line, text in read_lines(path):
        article = _parsed(text, f"{path}:{line}")
        context = article.get("context") if isinstance(article, dict) else None
        mentions = article.get("mentions") if isinstance(article, dict) else None
        if not isinstance(context, dict) or not isinstance(mentions, list):
            raise _wrong(f"{path}:{line}", "`context` and `mentions`")
        for mention in mentions:
            yield line, context, mention


def _mention(value: Any, context: Mapping[str, Any], path: Path, line: int) -> Mention:
    """A mention with the one sentence that holds it, as in XTREME-R's baseline."""
    text = _text(context, "text", path, line)
    span = value.get("mention_span") if isinstance(value, dict) else None
    start, end = _span(span, path, line)
    own = text[start:end]
    if _text(span, "text", path, line) != own:
        raise _wrong(f"{path}:{line}", "mention that equals its place in the text")
    for sentence in _sentences(context, path, line):
        if sentence[0] <= start and end <= sentence[1]:
            left, right = text[sentence[0] : start], text[end : sentence[1]]
            identifier = _text(value, "example_id", path, line)
            return Mention(identifier, left, own, right, _text(context, "language", path, line))
    raise _wrong(f"{path}:{line}", f"sentence that holds the mention {own[:40]!r}")


@lru_cache(maxsize=1)
def _entities(path: Path, changed: int, size: int) -> tuple[Entity, ...]:
    """The candidates; a changed file is read again."""
    found = []
    for line, text in read_lines(path):
        entity = _parsed(text, f"{path}:{line}")
        description = _text(entity, "description", path, line)
        sentences = " ".join(
            description[begin:end] for begin, end in _sentences(entity, path, line)
        )
        identifier = _text(entity, "entity_id", path, line)
        if not 1 <= len(identifier) <= 256:
            raise _wrong(f"{path}:{line}", "`entity_id`")
        language = _text(entity, "description_language", path, line)
        found.append(Entity(identifier, plain(sentences), language))
    refuse_doubles(path, [one.id for one in found])
    return tuple(found)


def _sentences(value: Mapping[str, Any], path: Path, line: int) -> list[tuple[int, int]]:
    spans = value.get("sentence_spans")
    if not isinstance(spans, list):
        raise _wrong(f"{path}:{line}", "list `sentence_spans`")
    return [_span(span, path, line) for span in spans]


def _span(value: Any, path: Path, line: int) -> tuple[int, int]:
    """Start and exclusive end of a span, in characters."""
    start, end = (value.get(k) if isinstance(value, dict) else None for k in ("start", "end"))
    if type(start) is not int or type(end) is not int or not 0 <= start < end:
        raise _wrong(f"{path}:{line}", "span with `start` and `end`")
    return start, end


def _text(value: Any, key: str, path: Path, line: int) -> str:
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, str) or (key == "example_id" and not 1 <= len(found) <= 256):
        raise _wrong(f"{path}:{line}", f"text `{key}`")
    refuse_half_pair(found, path, f"line {line}, {key},")
    return found


def _parsed(text: str, place: str) -> Any:
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{place}: cannot be read as JSON ({error}).", "Fetch the file again."
        ) from error


def _wrong(place: str, expected: str) -> DataError:
    return DataError(f"{place}: no {expected}, unlike Mewsli-X.", "Fetch the file again.")
