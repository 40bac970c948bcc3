"""SQuAD's JSON, ``data[].paragraphs[].qas[]``: traversal and validation."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import orjson

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage.text import read_text


def paragraphs(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (location, paragraph) for every paragraph, in file order.

    Raises:
        DataError: The file is not SQuAD JSON.
    """
    try:
        document = _parsed(read_text(path))
    except (ValueError, RecursionError) as error:
        raise DataError(
            f"{path}: cannot be read as JSON ({error}).", "Fetch the file again."
        ) from error
    if not isinstance(document, dict):
        raise wrong(path, "the file", "JSON object with `data`")
    for i, article in enumerate(list_of(document, "data", path, "the file")):
        where = f"data[{i}]"
        for j, paragraph in enumerate(list_of(article, "paragraphs", path, where)):
            yield f"{where}.paragraphs[{j}]", paragraph


def _parsed(text: str) -> Any:
    """Parse with orjson, twice as fast, or with `json` if it rejects the text."""
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)


def questions_of(paragraph: Any, path: Path, place: str) -> Iterator[tuple[str, Any]]:
    """Yield (location, question entry) for every question on a paragraph."""
    for k, entry in enumerate(list_of(paragraph, "qas", path, place)):
        yield f"{place}.qas[{k}]", entry


def list_of(value: Any, key: str, path: Path, place: str) -> list[Any]:
    """Look up the list under a key.

    Raises:
        DataError: The list is missing.
    """
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, list):
        raise wrong(path, place, f"list `{key}`")
    return found


def text_of(value: Any, key: str, path: Path, place: str) -> str:
    """Look up the text under a key; ids have 1 to 256 characters.

    Raises:
        DataError: The text is missing, or not a string.
    """
    found = value.get(key) if isinstance(value, dict) else None
    if not isinstance(found, str) or (key == "id" and not 1 <= len(found) <= 256):
        raise wrong(path, place, f"text `{key}`")
    refuse_half_pair(found, path, f"{place}.{key}")
    return found


def refuse_half_pair(text: str, path: Path, place: str) -> None:
    """Reject lone surrogates, which JSON can express but text cannot.

    Raises:
        DataError: The text contains half a surrogate pair.
    """
    if text.isascii():
        return
    try:
        text.encode("utf-8")  # many times as fast as a search
    except UnicodeEncodeError as error:
        raise DataError(
            f"{path}: {place} contains half a surrogate pair, which is not a character.",
            "Fetch the file again.",
        ) from error


def refuse_doubles(path: Path, identifiers: Sequence[str]) -> None:
    """Reject duplicate ids.

    Raises:
        DataError: An id occurs twice.
    """
    seen: set[str] = set()
    for identifier in identifiers:
        if identifier in seen:
            raise DataError(
                f"{path}: the id {identifier[:60]!r} occurs twice.",
                "Evaluation files have one entry per question; fetch the file again.",
            )
        seen.add(identifier)


def wrong(path: Path, place: str, expected: str) -> DataError:
    """Error for a location that does not follow SQuAD's structure."""
    return DataError(
        f"{path}: {place} has no {expected}, unlike SQuAD JSON.", "Fetch the file again."
    )
