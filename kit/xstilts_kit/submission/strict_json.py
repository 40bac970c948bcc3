"""JSON as the contract means it: no key twice, no NaN, bounded depth."""

import json
import re
from collections.abc import Sequence
from typing import Any


class StrictJSONError(ValueError):
    """The text is not acceptable JSON; `code` is a problem code."""

    def __init__(self, code: str, message: str, line: int | None = None, column: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.column = column or None


def parse(text: str) -> Any:
    """Parse strictly.

    Raises:
        StrictJSONError: With the problem code XS401, XS402 or XS403.
    """
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise StrictJSONError("XS401", error.msg, error.lineno, error.colno) from error
    except RecursionError as error:
        raise StrictJSONError("XS401", "nested too deeply") from error
    if _SURROGATE.search(text) is not None:
        try:
            json.dumps(value, ensure_ascii=False).encode("utf-8")
        except UnicodeEncodeError as error:
            raise StrictJSONError("XS401", "half of a surrogate pair in a string") from error
    return value


def parse_objects(lines: Sequence[str]) -> list[dict[str, Any]] | None:
    """The object in every line, parsed together, as `parse` would do one by one; or None.

    Each line must begin with its only brace that opens; others may be sound, too, so None says no
    more than that they must be parsed one by one. A string cannot hold the line break, so every
    such brace opens an object; as many objects in the list as lines are then one for each.
    """
    text = ",\n".join(lines)
    opened = text.startswith("{") + text.count(",\n{")
    if opened != len(lines) or text.count("{") != opened or _SURROGATE.search(text) is not None:
        return None
    try:
        values: list[Any] = _DECODER.decode(f"[{text}]")
    except (ValueError, RecursionError):
        return None
    sound = len(values) == opened and all(type(value) is dict for value in values)
    return values if sound else None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise StrictJSONError("XS402", f"the key {twice[:60]!r} stands twice")
    return found


def _float(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise StrictJSONError("XS403", f"{text[:60]} is too large for a number")
    return value


def _integer(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise StrictJSONError("XS401", "a number with too many digits")
    return int(text)


def _constant(text: str) -> Any:
    raise StrictJSONError("XS403", f"{text} is no JSON number")


_MOST_DIGITS = 40
"""Digits of a whole number, sign included; the largest that the contract has is 2^64."""
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,
    parse_float=_float,
    parse_int=_integer,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
