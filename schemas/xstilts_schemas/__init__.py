"""The contract: JSON Schemas (2020-12) of every file that the project reads or writes.

Schemas are resolved from this package only, never over the network.
"""

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from xstilts_schemas.reading import Checked, checked, steps_for, version_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from jsonschema import Draft202012Validator, ValidationError

__all__ = [
    "BASE",
    "VERSION",
    "Checked",
    "checked",
    "checking",
    "load",
    "names",
    "steps_for",
    "validator",
    "version_of",
]

VERSION = "v1"
"""The version of the contract that this package writes; `checked` also reads earlier ones."""

BASE = f"https://xstilts.github.io/schemas/{VERSION}/"
"""Prefix of every ``$id``, followed by ``<name>.schema.json``. It is never fetched."""

_SUFFIX = ".schema.json"


def names() -> tuple[str, ...]:
    """Names of all schemas, sorted, e.g. ``("manifest", "record-classification", …)``."""
    found = (entry.name for entry in (files(__name__) / VERSION).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


@cache
def load(name: str) -> dict[str, Any]:
    """Load the schema called `name` as parsed JSON, to be treated as read-only.

    Raises:
        KeyError: There is no such schema.
    """
    if name not in names():
        raise KeyError(name)
    text = (files(__name__) / VERSION / f"{name}{_SUFFIX}").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def validator(name: str) -> "Draft202012Validator":
    """A jsonschema validator for the schema called `name`."""
    return checking(load(name))


def checking(schema: "Mapping[str, Any]") -> "Draft202012Validator":
    """A jsonschema validator for a schema, which may refer to those of this package."""
    from jsonschema import Draft202012Validator, validators
    from referencing import Registry, Resource

    extend: Any = validators.extend
    checking_patterns = extend(Draft202012Validator, {"pattern": _ecma_pattern})
    resources = [(load(other)["$id"], Resource.from_contents(load(other))) for other in names()]
    registry: Any = Registry().with_resources(resources)
    ready: Draft202012Validator = checking_patterns(schema, registry=registry)
    return ready


def _ecma_pattern(_: Any, pattern: str, value: Any, schema: Any) -> "Iterator[ValidationError]":
    """Match patterns as in ECMA-262: ``$`` never matches before a trailing newline."""
    from jsonschema import ValidationError

    ending = pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else "")
    if isinstance(value, str) and re.search(ending, value) is None:
        yield ValidationError(f"{value[:200]!r} does not match {pattern!r}")
