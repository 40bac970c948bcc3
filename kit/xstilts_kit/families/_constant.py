"""Predictions that do not depend on their inputs: one answer to every example."""

from collections.abc import Sequence

from xstilts_kit.families._family import Record

FEWEST = 20
"""Minimum number of records for which a single common answer is meaningful."""

_IDENTIFIERS = ("id", "source")


def only_answer(records: Sequence[Record]) -> str | None:
    """The answer shared by all records, if there is one and there are enough records; else None."""
    if len(records) < FEWEST:
        return None
    found: set[str] = set()
    for record in records:
        for name, value in record.as_json().items():
            if name not in _IDENTIFIERS:
                parts = value if isinstance(value, list | tuple) else (value,)
                found.update(map(str, parts))
        if len(found) > 1:
            return None
    return next(iter(found), None)
