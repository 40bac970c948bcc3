"""Input, gold and prediction of a tagging task."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any


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


_START, _BETWEEN, _END = '{"id": "', '", "tags": ["', '"]}'


def read_plain(lines: Sequence[str], labels: frozenset[str]) -> list[TagsRecord] | None:
    """Records of lines written exactly as the kit writes them, without a JSON parser's cost.

    None where a line is written in any other way, or where an id has other signs than letters and
    digits or a tag is no label: then what stands there is for the parser to say.
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
