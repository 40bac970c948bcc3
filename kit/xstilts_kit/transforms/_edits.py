"""Differences of two texts in clusters: the edit distance, and the words that were touched."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from xstilts_kit.transforms._clusters import clusters
from xstilts_kit.transforms._units import units

_SPLIT_AT = " "


def compared(clean: str, changed: str, language: str) -> tuple[int, int, int]:
    """Compare a text with its changed form.

    Args:
        clean: The text.
        changed: Its changed form.
        language: Language of the text; without blanks between words, a window of four clusters
            stands for a word.

    Returns:
        (words of the clean text, words that were changed, edit distance in clusters)
    """
    found = [(unit.start, unit.end) for unit in units(clean, language)]
    if clean == changed:
        return len(found), 0, 0
    distance, touched = 0, []
    for start, old, new in _blocks(clean, changed):
        edits, places = _aligned(clusters(old), clusters(new))
        distance += edits
        touched += [_with_neighbour(clean, start + a, start + b) for a, b in places]
    words = sum(any(a < end and b > start for a, b in touched) for start, end in found)
    return len(found), words, distance


def _with_neighbour(text: str, start: int, end: int) -> tuple[int, int]:
    """The range of a touched cluster; a blank belongs to the word before it."""
    return (start - 1, end) if text[start:end].isspace() and start else (start, end)


def distance(clean: str, changed: str) -> int:
    """Edit distance of two texts in clusters: insertions, deletions, replacements.

    Words are compared one to one if there are as many.
    """
    return sum(_aligned(clusters(old), clusters(new))[0] for _, old, new in _blocks(clean, changed))


def _blocks(clean: str, changed: str) -> Iterator[tuple[int, str, str]]:
    """Differing stretches: where they start in the clean text, before and after."""
    old, new = clean.split(_SPLIT_AT), changed.split(_SPLIT_AT)
    starts = [0]
    for piece in old:
        starts.append(starts[-1] + len(piece) + 1)
    if len(old) == len(new):
        for start, before, after in zip(starts, old, new, strict=False):
            if before != after:
                yield start, before, after
        return
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            # Blanks that were removed or added count as edits: an equal neighbour brings them in.
            left, right = int(a > 0 and c > 0), int(a == 0 or c == 0)
            first, last = a - left, b + right
            yield (
                starts[first],
                _SPLIT_AT.join(old[first:last]),
                _SPLIT_AT.join(new[c - left : d + right]),
            )


def _aligned(old: Sequence[str], new: Sequence[str]) -> tuple[int, list[tuple[int, int]]]:
    """Edit distance, and the touched places of the old text as ranges of code points.

    An insertion touches the cluster before it.
    """
    starts = list(accumulate(map(len, old), initial=0))
    touched = []
    furthest = _furthest(old, new)
    for index in _path(furthest, old, new):
        at = max(index, 0)
        touched.append((starts[at], starts[at + 1]) if old else (0, 1))
    return len(furthest) - 1, touched


_Furthest = list[dict[int, int]]
"""For each number of edits: diagonal → number of old clusters that they can get past."""


def _furthest(old: Sequence[str], new: Sequence[str]) -> _Furthest:
    """The furthest points of each diagonal, for 0, 1, 2 … edits up to the edit distance.

    Diagonal k holds the pairs of i old and i + k new clusters. The work grows with the square of
    the distance, and not with that of the length (Ukkonen 1985).
    """
    goal = len(new) - len(old)
    found: _Furthest = [{0: _slid(0, 0, old, new)}]
    while found[-1].get(goal) != len(old):
        before, reached = found[-1], {}
        for k in range(-len(found), len(found) + 1):
            if -len(old) <= k <= len(new):
                row = max(row for row, _ in _steps(before, k))
                if row >= max(0, -k):
                    reached[k] = _slid(min(row, len(old), len(new) - k), k, old, new)
        found.append(reached)
    return found


def _steps(before: dict[int, int], k: int) -> Iterator[tuple[int, int]]:
    """(clusters passed after one more edit, diagonal before it): replace, delete, insert."""
    yield before.get(k, -2) + 1, k
    yield before.get(k + 1, -2) + 1, k + 1
    yield before.get(k - 1, -2), k - 1


def _slid(row: int, k: int, old: Sequence[str], new: Sequence[str]) -> int:
    """Go along a diagonal as long as clusters are equal."""
    while row < len(old) and row + k < len(new) and old[row] == new[row + k]:
        row += 1
    return row


def _path(furthest: _Furthest, old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
    """Indices of the old clusters that the edits replace, delete or add to; the last one first."""
    k = len(new) - len(old)
    for before in reversed(furthest[:-1]):
        row, came = max(_steps(before, k), key=lambda step: step[0])
        row = min(row, len(old), len(new) - k)
        yield row - 1
        k = came
