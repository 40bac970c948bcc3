"""Scores on perturbed inputs: a scored row keeps them beside the clean ones, with replicates.

Boards rank clean inputs only. Two files of a row's folder, which rows without transformed cells do
not have, keep what it scored on the others: ``perturbed.json`` describes the cells,
``perturbed.npz`` has a vector for each.
"""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.averages import Vector, Vectors
from xstilts_kit.storage import write_json
from xstilts_kit.submission.manifest import DataEntry, Manifest, Realised
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.arrays import read_arrays, write_arrays

_ABOUT, _ARRAYS = "perturbed.json", "perturbed.npz"


@dataclass(frozen=True, slots=True, eq=False)
class PerturbedCell:
    """One task and language, with clean or transformed inputs."""

    cell: Cell
    edition: str | None
    inputs: str | None
    """Fingerprint of the clean inputs."""
    transformed: str | None
    """Fingerprint of the transformed inputs; None for clean ones."""
    resources: str | None
    """Fingerprint of the files that the transform read, e.g. lexicons."""
    realised: Realised | None
    """How much the transform changed; None for clean inputs."""
    vector: Vector
    """Score, then its replicates: float64, (1 + replicates,)."""

    @property
    def words(self) -> float | None:
        """Share of words that the transform changed."""
        return None if self.realised is None else self.realised.shares.word_share


def write_perturbed(folder: Path, manifest: Manifest, vectors: Vectors) -> None:
    """Write the transformed cells that have gold and a clean cell beside them, if there are any.

    Args:
        folder: The row's folder.
        manifest: The submission's manifest.
        vectors: Its scores with replicates.
    """
    kept = list(_kept(manifest.data, vectors.cells))
    if not kept:
        return
    write_json(folder / _ABOUT, {"cells": [_about(entry, vector) for entry, vector in kept]})
    vectors_of = np.stack([vector[1:].astype("<f4") for _, vector in kept])
    write_arrays(folder / _ARRAYS, {"replicates": vectors_of})


def _kept(
    entries: Sequence[DataEntry], vectors: Mapping[Cell, Mapping[str, Vector]]
) -> Iterator[tuple[DataEntry, Vector]]:
    known = [entry for entry in entries if entry.cell in vectors]
    clean = {entry.cell for entry in known if entry.transform is None}
    changed = [one for one in known if one.transform is not None and one.cell.clean in clean]
    wanted = {entry.cell.clean for entry in changed}
    for entry in known:
        if entry.cell in wanted or (entry.transform is not None and entry.cell.clean in wanted):
            yield entry, vectors[entry.cell][get_task(entry.task).metric]


def _about(entry: DataEntry, vector: Vector) -> dict[str, Any]:
    return {
        "cell": entry.cell.key,
        "edition": entry.edition,
        "inputs": entry.inputs_fingerprint,
        "transformed": entry.transformed_fingerprint,
        "resources": entry.resources_fingerprint,
        "realised": None if entry.realised is None else asdict(entry.realised),
        "score": float(vector[0]),
    }


def read_perturbed(folder: Path) -> tuple[PerturbedCell, ...]:
    """Read the clean and transformed cells of a scored row; empty if it has no transformed ones.

    Raises:
        DataError: A file is missing or damaged.
    """
    about = folder / _ABOUT
    if not about.is_file():
        return ()
    try:
        value = json.loads(about.read_text(encoding="utf-8"))
        replicates = read_arrays(folder / _ARRAYS)["replicates"].astype(np.float64)
        cells = zip(value["cells"], replicates, strict=True)
        return tuple(_cell(one, drawn) for one, drawn in cells)
    except (OSError, EOFError, ValueError, KeyError, TypeError, zipfile.BadZipFile, zlib.error):
        remedy = "Remove its folder, then score again."
        raise DataError(f"{about} or {_ARRAYS} is damaged.", remedy) from None


def _cell(value: Mapping[str, Any], replicates: NDArray[np.float64]) -> PerturbedCell:
    realised = value["realised"]
    return PerturbedCell(
        Cell.parse(value["cell"]),
        value["edition"],
        value["inputs"],
        value["transformed"],
        value["resources"],
        None if realised is None else Realised(**realised),
        np.concatenate([[value["score"]], replicates]),
    )
