"""Strict JSON as required by the contract: no duplicate keys, no NaN, bounded depth."""

import json
import re
from collections.abc import Sequence
from typing import Any


class StrictJSONError(ValueError):
    """The text is not valid strict JSON; `code` is a problem code."""

    def __init__(self, code: str, message: str, line: int | None = None, column: int = 0) -> None:
        super().__init__(message)
        self.code = code
        self.line = line
        self.column = column or None


def parse(text: str) -> Any:
    """Parse strict JSON.

    Raises:
        StrictJSONError: The text is invalid; the problem code is XS401, XS402 or XS403.
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
    """Parse one object per line in a single call, equivalent to `parse` on each line; or None.

    Every line must start with its only opening brace. None means that the lines must be parsed one
    by one; they may still be valid. Strings cannot contain the line break that separates lines, so
    if the list has as many objects as there are lines, each line is one object.
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
        raise StrictJSONError("XS402", f"the key {twice[:60]!r} occurs twice")
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
    raise StrictJSONError("XS403", f"{text} is not a JSON number")


_MOST_DIGITS = 40
"""Digits of an integer, including the sign; the largest in the contract is 2^64."""
_DECODER = json.JSONDecoder(
    object_pairs_hook=_object,
    parse_constant=_constant,
    parse_float=_float,
    parse_int=_integer,
)
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
