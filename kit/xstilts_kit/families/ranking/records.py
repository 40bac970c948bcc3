"""Inputs, gold and predictions of ranking: the best candidates for a query, best first."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xstilts_kit.families._family import TextField

DEPTH = 20
"""Number of candidates in a ranking that count."""

_MARKED = re.compile(r"\{(.*?)\}")


@dataclass(frozen=True, slots=True)
class Question:
    """A question, answered by sentences of the pool."""

    id: str
    """The id that the question has in every language, then ``_`` and its language."""
    text: str
    language: str

    @property
    def texts(self) -> tuple[str]:
        return (self.text,)

    def with_texts(self, texts: tuple[str, ...]) -> "Question":
        return replace(self, text=texts[0])

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "query": self.text}


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of an entity in a sentence."""

    id: str
    left: str
    """The sentence up to the mention."""
    mention: str
    right: str
    """The sentence after the mention."""
    language: str

    @property
    def texts(self) -> tuple[str, str, str]:
        """The sentence in three parts; the mark-up around the mention is not transformed."""
        return self.left, self.mention, self.right

    def with_texts(self, texts: tuple[str, ...]) -> "Mention":
        return replace(self, left=texts[0], mention=texts[1], right=texts[2])

    @property
    def text(self) -> str:
        """The query as in XTREME-R's baseline: ``Smith: so said { Smith } today``.

        Braces of the sentence itself become parentheses.
        """
        left, right = (_MARKED.sub(r"(\1)", side) for side in (self.left, self.right))
        return plain(f"{self.mention}: {left} {{ {self.mention} }} {right}")

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "query": self.text}


def text_fields(example: Question | Mention) -> tuple[TextField, ...]:
    """The query, or its three parts around the mark-up."""
    if isinstance(example, Question):
        return (TextField("query"),)
    return TextField("query.left"), TextField("query.mention"), TextField("query.right")


@dataclass(frozen=True, slots=True)
class Passage:
    """A candidate sentence, with the paragraph that holds it."""

    id: str
    """``LANGUAGE_PARAGRAPH_SENTENCE``: paragraphs are numbered from 1 in the language's file,
    sentences from 0 in the paragraph."""
    text: str
    context: str
    language: str

    def canonical(self) -> Mapping[str, object]:
        return {"candidate": self.text, "context": self.context, "id": self.id}


@dataclass(frozen=True, slots=True)
class Entity:
    """A candidate entity, with its description."""

    id: str
    """Its id in Wikidata, e.g. ``Q1757``."""
    text: str
    language: str
    """Language of the description."""

    def canonical(self) -> Mapping[str, object]:
        return {"candidate": self.text, "id": self.id}


@dataclass(frozen=True, slots=True)
class RankingGold:
    """The right candidates for a query."""

    id: str
    targets: tuple[str, ...] | None
    """Their ids; None if unknown."""
    paragraph: int
    """Zero-based number of the question's paragraph in its file; 0 where there are none."""

    @property
    def known(self) -> bool:
        return self.targets is not None

    def canonical(self) -> Mapping[str, object]:
        targets = None if self.targets is None else sorted(set(self.targets))
        return {"id": self.id, "targets": targets}


@dataclass(frozen=True, slots=True)
class RankingRecord:
    """The candidates predicted for a query."""

    id: str
    ranking: tuple[str, ...]
    """Ids of at most `DEPTH` candidates, best first."""

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "RankingRecord":
        """Convert an accepted JSON object."""
        return cls(value["id"], tuple(value["ranking"]))

    def as_json(self) -> Mapping[str, object]:
        return {"id": self.id, "ranking": list(self.ranking)}


def accepts(value: object) -> bool:
    """Whether parsed JSON fits the schema ``record-ranking``; faster than jsonschema."""
    return (
        isinstance(value, dict)
        and value.keys() == {"id", "ranking"}
        and is_id(value["id"])
        and isinstance(value["ranking"], list)
        and len(value["ranking"]) <= DEPTH
        and all(map(is_id, value["ranking"]))
    )


def is_id(value: object) -> bool:
    """Whether parsed JSON can be the id of an example or a candidate."""
    return isinstance(value, str) and 1 <= len(value) <= 256


def plain(text: str) -> str:
    """Replace line breaks by spaces, and pairs of spaces by one, as XTREME-R's baseline does."""
    return " ".join(text.splitlines()).replace("  ", " ").strip()
