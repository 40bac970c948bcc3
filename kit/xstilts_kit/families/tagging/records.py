"""Inputs, gold and predictions of tagging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson

from xstilts_kit.families._many import many


@dataclass(frozen=True, slots=True)
class Sentence:
    """A tokenised sentence."""

    id: str
    tokens: tuple[str, ...]

    @property
    def texts(self) -> tuple[str, ...]:
        return self.tokens

    def with_texts(self, texts: tuple[str, ...]) -> "Sentence":
        return replace(self, tokens=texts)

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "tokens": self.tokens}


@dataclass(frozen=True, slots=True)
class TagsGold:
    """The right tags of a sentence."""

    id: str
    tags: tuple[str, ...] | None
    """One per token; None if any tag is unknown (`?` in the file)."""

    @property
    def known(self) -> bool:
        return self.tags is not None

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "tags": self.tags}


@dataclass(frozen=True, slots=True)
class TagsRecord:
    """The tags predicted for a sentence."""

    id: str
    tags: tuple[str, ...]

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "TagsRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], tuple(value["tags"]))

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "tags": self.tags}


def read_plain(lines: Sequence[str], labels: frozenset[str]) -> list[TagsRecord] | None:
    """Parse records from lines without escapes whose tags are all labels; otherwise None.

    Equivalent to the parser and `accepts`, but without checking the type of each tag; equal tags
    share one object.
    """
    known = {label: label for label in labels}.__getitem__
    together = "".join(lines)
    # Without escapes, text appears verbatim, so each key occurs once per line.
    if "\\" in together or any(together.count(key) != len(lines) for key in ('"id"', '"tags"')):
        return None
    identifiers, all_tags = [], []
    for line in lines:
        try:
            value = orjson.loads(line)
            identifier, tags = value["id"], value["tags"]
            all_tags.append(tuple(map(known, tags)))
        except (ValueError, TypeError, LookupError):
            return None
        sound = len(value) == 2 and type(tags) is list and tags and type(identifier) is str
        if not sound or not 1 <= len(identifier) <= 256:
            return None
        identifiers.append(identifier)
    return many(TagsRecord, identifiers, all_tags)


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-tagging``; faster than jsonschema."""
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
