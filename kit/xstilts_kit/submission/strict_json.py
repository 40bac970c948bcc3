"""JSON as the contract means it: no key twice, no NaN, bounded depth."""

import json
import re
from collections.abc import Sequence
from itertools import chain
from typing import Any

import orjson


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
    """The object in every line, as `parse` gives it, but read several times as fast; or None.

    Only for objects that have the same keys and hold nothing but texts, lists of texts, decimal
    fractions and nulls. None where a line holds anything else, or where that is not sure.
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
    # orjson takes a key that stands twice. Without escapes a text stands there as it is, so a key
    # stands once a line, or else twice somewhere, or as a value, too.
    plain = [line for line in lines if "\\" not in line]
    together = "".join(plain)
    once = all(name.isalnum() and together.count(f'"{name}"') == len(plain) for name in names)
    return values if once else None


def _simple(values: Sequence[dict[str, Any]]) -> bool:
    """Whether nothing is nested but lists of texts, and no number was an integer.

    orjson makes a float of an integer of more than 64 bits.
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
