"""Input, gold and prediction of a tagging task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, already cut into tokens."""

    id: str
    tokens: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """The tokens."""
        return self.tokens

    def with_texts(self, texts: tuple[str, ...]) -> "Sentence":
        """The same sentence with other tokens."""
        return replace(self, tokens=texts)

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the inputs fingerprint."""
        return {"id": self.id, "tokens": self.tokens}


@dataclass(frozen=True, slots=True)
class TagsGold:
    """The right tags of a sentence."""

    id: str
    tags: tuple[str, ...] | None
    """One for each token; None where any of them is unknown (`?` in the file)."""

    @property
    def known(self) -> bool:
        """Whether the tags are known."""
        return self.tags is not None

    def canonical(self) -> Mapping[str, object]:
        """The row as it enters the gold fingerprint."""
        return {"id": self.id, "tags": self.tags}


@dataclass(frozen=True, slots=True)
class TagsRecord:
    """The tags predicted for a sentence."""

    id: str
    tags: tuple[str, ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "TagsRecord":
        """The record in an accepted JSON object."""
        return cls(value["id"], tuple(value["tags"]))

    def as_json(self) -> Mapping[str, object]:
        """The line as it is written."""
        return {"id": self.id, "tags": self.tags}


def read_plain(lines: Sequence[str], labels: frozenset[str]) -> list[TagsRecord] | None:
    """Records of lines without escapes whose tags are all labels; None where one is not.

    What the parser and `accepts` say too, but without a look at the type of each tag; equal tags
    are one object.
    """
    known = {label: label for label in labels}.__getitem__
    together = "".join(lines)
    # Without escapes a text stands there as it is, so each key stands once a line.
    if "\\" in together or any(together.count(key) != len(lines) for key in ('"id"', '"tags"')):
        return None
    records = []
    for line in lines:
        try:
            value = orjson.loads(line)
            identifier, tags = value["id"], value["tags"]
            record = TagsRecord(identifier, tuple(map(known, tags)))
        except (ValueError, TypeError, LookupError):
            return None
        sound = len(value) == 2 and type(tags) is list and tags and type(identifier) is str
        if not sound or not 1 <= len(identifier) <= 256:
            return None
        records.append(record)
    return records


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-tagging``, without jsonschema's cost."""
    if not isinstance(value, dict) or value.keys() != {"id", "tags"}:
        return False
    identifier, tags = value["id"], value["tags"]
    return (
        isinstance(identifier, str)
        and 1 <= len(identifier) <= 256
        and isinstance(tags, list)
        and len(tags) > 0
        and set(map(type, tags)) == {str}
        and all(tags)
        and max(map(len, tags)) <= 64
    )
