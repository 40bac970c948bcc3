"""Windows over a long context and the choice of an answer, as the official loop makes them."""

from collections.abc import Sequence


def windows(tokens: int, capacity: int, step: int) -> tuple[tuple[int, int], ...]:
    """(start, length) of each window, cut from what overflowed the window before it.

    A window takes the first `capacity` tokens of what is left; what overflows is handed on
    together with the `capacity - step` tokens before it.
    """
    found: list[tuple[int, int]] = []
    left = list(range(tokens))
    while len(found) * step < tokens:
        taken, over = left[:capacity], len(left) - capacity
        found.append((taken[0], len(taken)))
        if over <= 0:
            break
        left = left[-(over + capacity - step) :]
    return tuple(found)


def owners(spans: Sequence[tuple[int, int]], tokens: int) -> list[int]:
    """For each token the window that gives it the most context; the first one on equal terms."""
    return [_owner(spans, token) for token in range(tokens)]


def _owner(spans: Sequence[tuple[int, int]], token: int) -> int:
    best_score: float | None = None
    best = -1
    for number, (start, length) in enumerate(spans):
        end = start + length - 1
        if token < start or token > end:
            continue
        score = min(token - start, end - token) + 0.01 * length
        if best_score is None or score > best_score:
            best_score, best = score, number
    return best


def _best_positions(logits: Sequence[float], n_best: int) -> list[int]:
    ranked = sorted(enumerate(logits), key=lambda pair: pair[1], reverse=True)
    return [position for position, _ in ranked[:n_best]]


def best_span(
    start_logits: Sequence[float],
    end_logits: Sequence[float],
    owned: Sequence[bool | None],
    n_best: int = 20,
    longest: int = 30,
) -> list[tuple[float, int, int]]:
    """Candidates of one window, best first, ties in the order in which they were met."""
    starts = [float(value) for value in start_logits]
    ends = [float(value) for value in end_logits]
    found = []
    for start in _best_positions(starts, n_best):
        for end in _best_positions(ends, n_best):
            if owned[start] is None or owned[end] is None:
                continue
            if not owned[start] or end < start or end - start + 1 > longest:
                continue
            found.append((starts[start] + ends[end], start, end))
    return sorted(found, key=lambda candidate: candidate[0], reverse=True)
