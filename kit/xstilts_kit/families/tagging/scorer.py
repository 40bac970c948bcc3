"""Chunk F1, by the rules of seqeval 0.0.12, which XTREME's published scores use.

For B-/I-/O tags a chunk is an entity. For bare part-of-speech tags it is a run of equal tags,
because seqeval reads the first letter as prefix and the whole tag as type: ``SCONJ`` and ``SYM``
start with ``S`` and are single-token chunks. Later versions treat these tags differently.
"""

from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.families._family import GoldMismatch, Statistics, units_by_row
from xstilts_kit.families.tagging.records import TagsGold, TagsRecord
from xstilts_kit.tasks import Task

COLUMNS = ("tp", "predicted", "gold", "correct", "tokens")

Chunk = tuple[str, int, int]
"""Type, first token, last token."""

_OUTSIDE = "O"


def _ends(previous: str, tag: str) -> bool:
    """Whether the chunk containing `previous` ends before `tag`."""
    before, after = previous[0], tag[0]
    return (
        before in "ES"
        or (before in "BI" and after in "BSO")
        or (before not in "O." and _kind(previous) != _kind(tag))
    )


def _starts(previous: str, tag: str) -> bool:
    """Whether a chunk starts at `tag`."""
    before, after = previous[0], tag[0]
    return (
        after in "BS"
        or (before in "ESO" and after in "EI")
        or (after not in "O." and _kind(previous) != _kind(tag))
    )


def _kind(tag: str) -> str:
    return tag.rsplit("-", 1)[-1]


@lru_cache(maxsize=16)
def _rules(
    tags: tuple[str, ...],
) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int32]]:
    """Whether a chunk ends, and starts, between two tags; and a number per tag's kind.

    The entry of the pair (a, b) is at ``a * len(tags) + b``.
    """
    kinds = [_kind(tag) for tag in tags]
    ends = np.array([_ends(a, b) for a in tags for b in tags], dtype=bool)
    starts = np.array([_starts(a, b) for a in tags for b in tags], dtype=bool)
    return ends, starts, np.array([kinds.index(k) for k in kinds], dtype=np.int32)


class _Chunks:
    """The chunks of many sentences, as arrays over all positions.

    A sentence has one position per token and one after the last, which is outside every chunk. A
    chunk is stored at the position after its end, with its kind and its start.
    """

    def __init__(self, here: NDArray[np.int32], tags: Sequence[str]) -> None:
        ends, starts, kind_of = _rules(tuple(tags))
        before = np.concatenate([[tags.index(_OUTSIDE)], here[:-1]]).astype(np.int32)
        pair = before * np.int32(len(tags)) + here
        self.tags = here
        self.end = ends.take(pair)
        self.kind = kind_of.take(before)
        places = np.arange(len(here), dtype=np.int32)
        began = np.maximum.accumulate(np.where(starts.take(pair), places, np.int32(-1)))
        self.began = np.concatenate([np.array([-1], dtype=np.int32), began[:-1]])


class _Numbers(dict[str, int]):
    """Numbers tags in order of first occurrence."""

    def __missing__(self, tag: str) -> int:
        self[tag] = len(self)
        return self[tag]

    def places(self, sentences: Sequence[Sequence[str]]) -> NDArray[np.int32]:
        """The tag's number at every position of the sentences."""
        tags = chain.from_iterable(chain.from_iterable(zip(sentences, repeat((_OUTSIDE,)))))
        return np.fromiter(map(self.__getitem__, tags), dtype=np.int32)


def chunks(tags: Sequence[str]) -> set[Chunk]:
    """The chunks of one sentence."""
    numbers = _Numbers()
    here = numbers.places([tags])
    found = _Chunks(here, list(numbers))
    kinds = [_kind(tag) for tag in tags]
    ends = np.flatnonzero(found.end).tolist()
    return {(kinds[end - 1], int(found.began[end]), end - 1) for end in ends}


@lru_cache(maxsize=4096)
def _boundary(previous: str, tag: str) -> tuple[bool, bool]:
    """Whether a chunk ends before `tag`, and whether one starts at it."""
    return _ends(previous, tag), _starts(previous, tag)


def answer(task: Task, language: str, record: TagsRecord) -> str:
    """The chunks: tags that mark the same chunks, such as an initial I- for B-, are equal."""
    found: list[str] = []
    previous, began = _OUTSIDE, -1
    for place, tag in enumerate((*record.tags, _OUTSIDE)):
        ends, starts = _boundary(previous, tag)
        if ends:
            found.append(f"{_kind(previous)} {began} {place}")
        if starts:
            began = place
        previous = tag
    return ",".join(found)


def right(rows: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Whether a sentence has exactly the chunks of the gold."""
    return np.asarray((rows[:, 0] == rows[:, 1]) & (rows[:, 0] == rows[:, 2]))


def statistics(
    task: Task, language: str, gold: Sequence[TagsGold], records: Sequence[TagsRecord]
) -> Statistics:
    """One row per sentence: ``tp, predicted, gold`` count chunks, ``correct, tokens`` tokens.

    Raises:
        GoldMismatch: The number of tags differs from the gold.
    """
    for answer, record in zip(gold, records, strict=True):
        found, expected = len(record.tags), len(answer.tags or ())
        if found != expected:
            raise GoldMismatch(f"sentence {answer.id}: {found} tags, {expected} in the gold")
    right_tags = [answer.tags or () for answer in gold]
    found_tags = [record.tags for record in records]
    numbers = _Numbers({tag: at for at, tag in enumerate(dict.fromkeys((_OUTSIDE, *task.labels)))})
    right_places, found_places = numbers.places(right_tags), numbers.places(found_tags)
    right, found_ = _Chunks(right_places, list(numbers)), _Chunks(found_places, list(numbers))
    tokens = np.array([len(tags) for tags in right_tags], dtype=np.int64)
    same = right.end & found_.end & (right.kind == found_.kind) & (right.began == found_.began)
    rows = np.zeros((len(gold), len(COLUMNS)), dtype=np.float64)
    if len(gold):
        first = np.concatenate([[0], np.cumsum(tokens + 1)[:-1]])
        for column, flags in enumerate((same, found_.end, right.end, right.tags == found_.tags)):
            rows[:, column] = np.add.reduceat(flags.astype(np.int64), first)
        rows[:, 3] -= 1  # the position after the last token
        rows[:, 4] = tokens
    return Statistics(rows, units_by_row(task, gold))
