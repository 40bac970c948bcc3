"""A step from one version of a file to the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Converter:
    """Converts a JSON document from one version to the next."""

    before: str
    """The value of ``schema`` in the older version, e.g. ``xstilts-study-v1``."""
    after: str
    """The value of ``schema`` in the next version, e.g. ``xstilts-study-v2``."""
    schema: Mapping[str, Any]
    """JSON Schema of the older version; nothing else is converted."""
    convert: Callable[[dict[str, Any]], dict[str, Any]]
    """The document in the next version; must not change its argument."""
    record: Callable[[str, dict[str, Any]], dict[str, Any]] | None = None
    """For manifests: (family, record) → record, if the lines of the predictions change as well.

    Such a submission is read only after ``xstilts-submit upgrade`` has written it anew.
    """
