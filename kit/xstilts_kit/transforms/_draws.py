"""Draws: numbers that depend only on what they are asked for, never on a stream.

A transform of one example therefore does not depend on the other examples, their order, the
machine, or the version of a library.
"""

from hashlib import sha256


def u(*parts: object) -> float:
    """A number in [0, 1) for these parts, written as text and joined by U+001F."""
    content = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(sha256(content).digest()[:8], "big") / 2**64


def choose(count: int, *parts: object) -> int:
    """An index below `count`."""
    return int(u(*parts) * count)
