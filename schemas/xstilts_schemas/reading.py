"""Parsed files in any version that this release knows, checked and converted to the current one."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from xstilts_schemas.converters import Converter, path_to

if TYPE_CHECKING:
    from jsonschema import ValidationError


class Checked(NamedTuple):
    """A document after its check."""

    value: Any
    """The document in the current version; as it was given if it has faults."""
    faults: "Iterator[ValidationError]"
    """What does not fit the schema of the document's own version, or of the current one."""


def version_of(name: str) -> str:
    """The value of ``schema`` in the current version of the files that `name` describes."""
    from xstilts_schemas import VERSION, load

    fixed = load(name).get("properties", {}).get("schema", {})
    version: str = fixed.get("const", f"xstilts-{name}-{VERSION}")
    return version


def steps_for(name: str, value: Any) -> tuple[Converter, ...]:
    """The converters that a parsed file needs; empty if it is current, or not convertible."""
    version = value.get("schema") if isinstance(value, dict) else None
    return path_to(version_of(name), version) if isinstance(version, str) else ()


def checked(name: str, value: Any) -> Checked:
    """Check a parsed file, converting it first if an earlier release wrote it.

    Args:
        name: The schema, e.g. ``study``.
        value: The parsed JSON, untrusted: only what fits the schema of its version is converted.
    """
    from xstilts_schemas import validator

    for step in steps_for(name, value):
        old = validator_of(step)
        if not old.is_valid(value):
            return Checked(value, old.iter_errors(value))
        value = step.convert(value)
    return Checked(value, validator(name).iter_errors(value))


def validator_of(step: Converter) -> Any:
    """A validator of the older version of a converter."""
    from xstilts_schemas import checking

    return checking(step.schema)
