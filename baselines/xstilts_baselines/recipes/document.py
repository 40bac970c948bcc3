"""From a TOML document to frozen dataclasses: unknown keys, wrong types and ``--set``."""

import tomllib
import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from xstilts_kit.diagnostics.errors import UsageError, nearest

EITHER = ("steps", "epochs")
"""Two ways to say how long; whoever says one takes the other back."""


def apply_change(document: dict[str, Any], change: str) -> list[str]:
    """Change a document by ``key=value``; returns the keys that were changed.

    ``targets.xnli.steps`` finds the table by its task; ``targets.*.steps`` means all of them.

    Raises:
        UsageError: There is no ``=``, or the document has no such table.
    """
    key, separator, value = change.partition("=")
    if not separator:
        raise UsageError(f"--set {change}: there is no key=value.", "E.g. phase.steps=100.")
    *parents, last = key.split(".")
    places: list[tuple[str, Any]] = [("", document)]
    for parent in parents:
        places = [
            (f"{before}{name}.", found)
            for before, place in places
            for name, found in _inside(place, parent)
        ]
    if not places or not all(isinstance(place, dict) for _, place in places):
        raise UsageError(f"--set {key}: the recipe has no such key.", "See the recipe's file.")
    for _, place in places:
        if last in EITHER:
            place.pop(EITHER[1 - EITHER.index(last)], None)
        try:
            place[last] = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError:
            place[last] = value
    return [f"{before}{last}" for before, _ in places]


def _inside(place: Any, name: str) -> list[tuple[str, Any]]:
    """What a name means below a table or a list of tables, each with its own name."""
    if isinstance(place, list):
        return [(item["task"], item) for item in place if name in ("*", item.get("task"))]
    return [(name, place[name])] if isinstance(place, dict) and name in place else []


def build(kind: Any, value: Any, where: str) -> Any:
    """A value as a type has it: a dataclass from a table, a tuple from a list, plain values.

    Args:
        kind: A dataclass or an annotation of one of its fields.
        value: Parsed TOML.
        where: Its place, for messages.

    Raises:
        UsageError: A key is unknown or missing, or a value is of another type.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is tuple:
        if not isinstance(value, list):
            raise _wrong(where, "a list", value)
        return tuple(build(arguments[0], item, f"{where}[{i}]") for i, item in enumerate(value))
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_table(kind, value, where)
    if origin in (types.UnionType, typing.Union):
        return build(arguments[0], value, where)
    if origin is typing.Literal:
        if value not in arguments:
            raise _wrong(where, f"one of {', '.join(arguments)}", value)
        return value
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise _wrong(where, "a table", value)
        return {key: build(arguments[1], item, f"{where}: {key}") for key, item in value.items()}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise _wrong(where, f"a value of type {kind.__name__}", value)
    return value


def _build_table(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise _wrong(where, "a table", value)
    hints = typing.get_type_hints(kind)
    check_keys(value, list(hints), where)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    absent = [key for key in needed if key not in value]
    if absent:
        raise UsageError(f"{where}: {', '.join(absent)} is missing.", "Add it to the recipe.")
    return kind(**{key: build(hints[key], item, f"{where}: {key}") for key, item in value.items()})


def check_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Refuse a key that is not known, naming the nearest.

    Raises:
        UsageError: There is one.
    """
    for key in table:
        if key not in known:
            listing = f"The keys are: {', '.join(known)}."
            raise UsageError(
                f"{where}: unknown key {key!r}.", nearest(key, known, otherwise=listing)
            )


def _wrong(where: str, expected: str, value: Any) -> UsageError:
    return UsageError(
        f"{where}: expected {expected}, found {value!r}.", "Mend the recipe, or what --set says."
    )
