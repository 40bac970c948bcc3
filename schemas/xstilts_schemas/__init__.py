"""The contract: every file that leaves or enters the project, as JSON Schema 2020-12.

Schemas are resolved from this package alone, never from the network.
"""

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

__all__ = ["BASE", "VERSION", "load", "names", "validator"]

VERSION = "v1"
"""The one version of the contract that this package reads and writes."""

BASE = f"https://xstilts.github.io/schemas/{VERSION}/"
"""Every ``$id`` is this plus ``<name>.schema.json``. It names a schema; nothing is fetched."""

_SUFFIX = ".schema.json"


def names() -> tuple[str, ...]:
    """The schemas' names, sorted, e.g. ``("manifest", "record-classification", …)``."""
    found = (entry.name for entry in (files(__name__) / VERSION).iterdir())
    return tuple(sorted(name.removesuffix(_SUFFIX) for name in found if name.endswith(_SUFFIX)))


@cache
def load(name: str) -> dict[str, Any]:
    """The schema called `name`, as parsed JSON. Treat it as read-only.

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
    """A ready jsonschema validator for the schema called `name`."""
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    resources = [(load(other)["$id"], Resource.from_contents(load(other))) for other in names()]
    registry: Any = Registry().with_resources(resources)
    return Draft202012Validator(load(name), registry=registry)
