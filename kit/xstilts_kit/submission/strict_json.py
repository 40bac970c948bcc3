"""Strict JSON as required by the contract: no duplicate keys, no NaN, bounded depth."""

import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

import orjson


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
    """Parse one object per line, equivalent to `parse` but several times as fast; or None.

    Only for objects with the same keys whose values are strings, lists of strings, decimal
    fractions and nulls. None if any line has other content, or may have.
    """
    try:
        values = [parse(line) if "\\" in line else orjson.loads(line) for line in lines]
    except ValueError:
        return None
    if not all(type(value) is dict for value in values):
        return None
    names = values[0].keys() if values else set()
    if not all(value.keys() == names for value in values) or not _simple(values):
        return None
    # orjson accepts duplicate keys. Without escapes, text appears verbatim, so if a key does not
    # occur once per line, it is duplicated somewhere, or also a value.
    plain = [line for line in lines if "\\" not in line]
    together = "".join(plain)
    once = all(name.isalnum() and together.count(f'"{name}"') == len(plain) for name in names)
    return values if once else None


def _simple(values: Sequence[dict[str, Any]]) -> bool:
    """Whether only lists of strings are nested, and no number was an integer.

    orjson converts integers of more than 64 bits to floats.
    """
    found = [one for value in values for one in value.values()]
    kinds = set(map(type, found))
    if list in kinds:
        texts = chain.from_iterable(one for one in found if type(one) is list)
        if not set(map(type, texts)) <= {str}:
            return False
    if float in kinds and any(type(one) is float and abs(one) >= 2.0**63 for one in found):
        return False
    return kinds <= {str, list, float, type(None)}


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
