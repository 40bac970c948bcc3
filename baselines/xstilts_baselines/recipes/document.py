"""Convert a TOML document to frozen dataclasses: unknown keys, wrong types and ``--set``.

All faults of a document are collected and reported together.
"""

import tomllib
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from xstilts_baselines.regimes import Regime, all_regimes
from xstilts_kit.diagnostics.errors import UsageError, nearest

EITHER = ("steps", "epochs")
"""Alternative keys for the duration; setting one removes the other."""


_MAY_BEGIN = ("settings", "regime", "trainer", "lora", "switch", "paraphrase", "data")
"""Tables that a change may create."""


def apply_change(document: dict[str, Any], change: str) -> list[str]:
    """Change a document by ``key=value`` and return the changed keys.

    ``targets.xnli.steps`` finds the table by its task; ``targets.*.steps`` means all of them.

    Raises:
        UsageError: The ``=`` is missing, or the document has no such table.
    """
    key, separator, value = change.partition("=")
    if not separator:
        raise UsageError(f"--set {change}: expected key=value.", "E.g. phase.steps=100.")
    *parents, last = key.split(".")
    if parents and parents[0] in _MAY_BEGIN and parents[0] not in document:
        document[parents[0]] = {}
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
    """Resolve a name below a table or a list of tables to (name, value) pairs."""
    if isinstance(place, list):
        tables = [(str(item.get("task", "?")), item) for item in place if isinstance(item, dict)]
        return [(task, item) for task, item in tables if name in ("*", task)]
    return [(name, place[name])] if isinstance(place, dict) and name in place else []


ABSENT: Any = object()
"""Placeholder for a value that could not be read."""


def build(kind: Any, value: Any, where: str) -> Any:
    """Convert a value to a type; see `read`.

    Raises:
        UsageError: With every fault.
    """
    faults: list[UsageError] = []
    found = read(kind, value, where, faults)
    raise_all(faults, where)
    return found


def raise_all(faults: Sequence[UsageError], where: str) -> None:
    """Raise one error for all faults of a document, if there are any.

    Args:
        faults: Faults in document order; each begins with `where`.
        where: Name of the document.

    Raises:
        UsageError: There is at least one fault.
    """
    if len(faults) == 1:
        raise faults[0]
    if faults:
        lines = "".join(f"\n  {f.what.removeprefix(f'{where}: ')}{_hint(f)}" for f in faults)
        raise UsageError(
            f"{where} has {len(faults)} faults:{lines}",
            "Correct the file, or change values by --set.",
        )


def _hint(fault: UsageError) -> str:
    """Shorten the remedy of one fault among several: the nearest names, without the full list."""
    if fault.remedy.startswith(CORRECT):
        return ""
    suggestion, separator, _ = fault.remedy.partition("? ")
    return f" {suggestion}?" if separator else f" {fault.remedy}"


CORRECT = "Correct the recipe"
"""Beginning of remedies that need no further explanation."""


def read(kind: Any, value: Any, where: str, faults: list[UsageError]) -> Any:
    """Convert a value to a type: tables to dataclasses, lists to tuples, plain values as is.

    Args:
        kind: A dataclass or an annotation of one of its fields.
        value: Parsed TOML.
        where: Its location, for messages.
        faults: Collects unknown and missing keys and values of the wrong type.

    Returns:
        The value without its faulty parts; `ABSENT` if nothing is left.
    """
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if kind is Any:
        return value
    if origin is tuple:
        if not isinstance(value, list):
            return _wrong(where, "a list", value, faults)
        items = (read(arguments[0], v, f"{where}[{i}]", faults) for i, v in enumerate(value))
        return tuple(item for item in items if item is not ABSENT)
    if kind is Regime:
        return _read_regime(value, where, faults)
    if isinstance(kind, type) and is_dataclass(kind):
        return _read_table(kind, value, where, faults)
    if origin in (types.UnionType, typing.Union):
        return read(arguments[0], value, where, faults)
    if origin is typing.Literal:
        if value not in arguments:
            return _wrong(where, f"one of {', '.join(arguments)}", value, faults)
        return value
    if isinstance(origin, type) and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            return _wrong(where, "a table", value, faults)
        table = {k: read(arguments[1], v, f"{where}: {k}", faults) for k, v in value.items()}
        return {key: item for key, item in table.items() if item is not ABSENT}
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        return _wrong(where, f"a value of type {kind.__name__}", value, faults)
    return value


def _read_table(kind: type, value: Any, where: str, faults: list[UsageError]) -> Any:
    if not isinstance(value, Mapping):
        return _wrong(where, "a table", value, faults)
    hints = {
        name: hint
        for name, hint in typing.get_type_hints(kind).items()
        if typing.get_origin(hint) is not typing.ClassVar
    }
    known = only_known(value, list(hints), where, faults)
    needed = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    absent = [key for key in needed if key not in value]
    if absent:
        verb = "is" if len(absent) == 1 else "are"
        add = "Add it" if len(absent) == 1 else "Add them"
        faults.append(
            UsageError(f"{where}: {', '.join(absent)} {verb} missing.", f"{add} to the recipe.")
        )
    found = {key: read(hints[key], item, f"{where}: {key}", faults) for key, item in known.items()}
    found = {key: item for key, item in found.items() if item is not ABSENT}
    return kind(**found) if all(key in found for key in needed) else ABSENT


def _read_regime(value: Any, where: str, faults: list[UsageError]) -> Any:
    """Read the regime named by a table's ``kind``."""
    if not isinstance(value, Mapping):
        return _wrong(where, "a table", value, faults)
    known = all_regimes()
    name = value.get("kind", "plain")
    if name not in known:
        listing = f"The kinds are: {', '.join(known)}."
        faults.append(
            UsageError(
                f"{where}: there is no kind {name!r}.",
                nearest(str(name), known, otherwise=listing),
            )
        )
        return ABSENT
    deprecation = known[name].deprecation
    if deprecation is not None:
        deprecation.warn()
    own = {key: item for key, item in value.items() if key != "kind"}
    return _read_table(known[name], own, where, faults)


def only_known(
    table: Mapping[str, Any], known: Iterable[str], where: str, faults: list[UsageError]
) -> dict[str, Any]:
    """Remove unknown keys from a table, and add a fault with the nearest name for each."""
    names = list(known)
    for key in table:
        if key not in names:
            listing = f"The keys are: {', '.join(names)}."
            faults.append(
                UsageError(f"{where}: unknown key {key!r}.", nearest(key, names, otherwise=listing))
            )
    return {key: value for key, value in table.items() if key in names}


def check_keys(table: Mapping[str, Any], known: Sequence[str], where: str) -> None:
    """Reject unknown keys, suggesting the nearest.

    Raises:
        UsageError: The table has unknown keys.
    """
    faults: list[UsageError] = []
    only_known(table, known, where, faults)
    raise_all(faults, where)


def _wrong(where: str, expected: str, value: Any, faults: list[UsageError]) -> Any:
    faults.append(
        UsageError(
            f"{where}: expected {expected}, found {value!r}.",
            f"{CORRECT}, or the value of --set.",
        )
    )
    return ABSENT
