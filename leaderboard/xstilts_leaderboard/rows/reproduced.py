"""Rows that maintainers reproduced: a sample of the predictions, made again from the checkpoint."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.submission.strict_json import StrictJSONError, parse
from xstilts_schemas import validator

REPRODUCED = "leaderboard/reproduced"
SCHEMA = "xstilts-reproduction-v1"
PASSED_FROM = 0.99
"""Share of equal records from which a row counts as reproduced."""


@dataclass(frozen=True, slots=True)
class ReproducedCell:
    """One (task, language) that was predicted again."""

    task: str
    language: str
    records: int
    equal: int


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came out when a row's predictions were made again."""

    schema: str
    suite: str
    name: str
    predictions: str
    """SHA-256 of the canonical predictions that were compared with."""
    seed: str
    """What the sample was drawn with: the commit that filed the row."""
    cells: tuple[ReproducedCell, ...]
    share: float
    """Equal records of all that were compared."""

    @property
    def passed(self) -> bool:
        """Whether enough records are equal."""
        return self.share >= PASSED_FROM

    def as_json(self) -> dict[str, Any]:
        """The reproduction as it is written."""
        return json.loads(json.dumps(asdict(self)))  # type: ignore[no-any-return]


def reproduction_path(root: Path, suite: str, name: str) -> Path:
    """Where a row's reproduction lies."""
    return root / REPRODUCED / suite / f"{name}.json"


def read_reproduction(root: Path, suite: str, name: str) -> Reproduction | None:
    """A row's reproduction, or None where it was not tried.

    Raises:
        DataError: The file is none.
    """
    path = reproduction_path(root, suite, name)
    if not path.is_file():
        return None
    try:
        value = parse(path.read_text(encoding="utf-8"))
    except (StrictJSONError, UnicodeDecodeError) as error:
        raise DataError(
            f"{path}: {error}.", "Write it anew: xstilts-leaderboard reproduce."
        ) from error
    for fault in validator("reproduction").iter_errors(value):
        raise DataError(
            f"{path}: {fault.message[:200]}.", "Write it anew: xstilts-leaderboard reproduce."
        )
    cells = tuple(ReproducedCell(**cell) for cell in value["cells"])
    return Reproduction(**value | {"cells": cells})


def is_reproduced(root: Path, suite: str, name: str, predictions: str) -> bool:
    """Whether a row was reproduced with these very predictions."""
    found = read_reproduction(root, suite, name)
    return found is not None and found.passed and found.predictions == predictions
