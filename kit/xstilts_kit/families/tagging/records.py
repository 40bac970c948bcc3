"""Inputs, gold and predictions of tagging."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


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


_START, _BETWEEN, _END = '{"id": "', '", "tags": ["', '"]}'


def read_plain(lines: Sequence[str], labels: frozenset[str]) -> list[TagsRecord] | None:
    """Parse records from lines written exactly as by the kit, faster than a JSON parser.

    None if a line is formatted differently, an id contains anything but letters and digits, or a
    tag is not a label: these lines are left to the parser.
    """
    records = []
    for line in lines:
        start, between, rest = line.partition(_BETWEEN)
        identifier, tags = start[len(_START) :], rest[: -len(_END)].split('", "')
        if not (
            between
            and start.startswith(_START)
            and identifier.isalnum()
            and len(identifier) <= 256
            and rest.endswith(_END)
            and labels.issuperset(tags)
        ):
            return None
        records.append(TagsRecord(identifier, tuple(tags)))
    return records


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
