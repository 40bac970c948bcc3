"""Differences of two texts in clusters: the edit distance, and the words that were touched."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

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
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    a, b = old[head : len(old) - tail], new[head : len(new) - tail]
    band = max(2, abs(len(a) - len(b)) + 1)
    while (rows := _rows(a, b, band)) is None:
        band *= 2
    starts = [0]
    for cluster in old:
        starts.append(starts[-1] + len(cluster))
    touched = []
    for row in _path(rows, a, b):
        at = min(max(head + row, 0), max(len(old) - 1, 0))
        touched.append((starts[at], starts[at] + max(1, len(old[at]) if old else 1)))
    return rows[len(a)][len(b)], touched


_Rows = list[dict[int, int]]


def _rows(a: Sequence[str], b: Sequence[str], band: int) -> _Rows | None:
    """The table of edit distances within a band; None if the distance may lie outside it."""
    far = len(a) + len(b) + 1
    rows: _Rows = [{j: j for j in range(min(len(b), band) + 1)}]
    for i, cluster in enumerate(a, start=1):
        before = rows[-1]
        row: dict[int, int] = {}
        for j in range(max(0, i - band), min(len(b), i + band) + 1):
            best = min(before.get(j, far), row.get(j - 1, far)) + 1
            if j and (kept := before.get(j - 1, far) + (b[j - 1] != cluster)) <= best:
                best = kept
            row[j] = best if j else i
        rows.append(row)
    found = rows[-1].get(len(b))
    return rows if found is not None and found <= band else None


def _path(rows: _Rows, a: Sequence[str], b: Sequence[str]) -> Iterator[int]:
    """Indices of the old clusters that an optimal alignment deletes, replaces or adds to."""
    i, j = len(a), len(b)
    while i or j:
        here = rows[i][j]
        if i and j and rows[i - 1].get(j - 1) == here - (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            if a[i] != b[j]:
                yield i
        elif i and rows[i - 1].get(j) == here - 1:
            i -= 1
            yield i
        else:
            j -= 1
            yield i - 1
