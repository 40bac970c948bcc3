"""Scored rows on disk: what the branch ``scored`` holds, so that nothing is scored twice.

A row's folder is named by what its numbers depend on: predictions, data, gold, the bootstrap's
scheme and the version of the scorer. Only the publishing workflow writes that branch.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scores import Scores
from xstilts_kit.scoring import score_fully
from xstilts_kit.sources.packs import Lock
from xstilts_kit.statistics.poisson import SCHEME
from xstilts_kit.storage import write_atomically, write_json
from xstilts_leaderboard.copies import Likeness, likeness_of
from xstilts_leaderboard.fetching import whole_folder
from xstilts_leaderboard.numbers import numbers_of
from xstilts_leaderboard.rows import Numbers
from xstilts_leaderboard.store import Entry

SCORER = 1
"""Raised whenever the same predictions could come out with other numbers."""

_SCORES = "scores.json"
_LIKENESS = "likeness.npz"
_DONE = "row.json"
_Arrays = Mapping[str, NDArray[Any]]


def scored_folder(scored: Path, entry: Entry, lock: Lock) -> Path:
    """Where a row's numbers lie: a digest of everything that they depend on.

    Args:
        scored: The checkout of the branch ``scored``.
        entry: The submission, not withdrawn.
        lock: The gold that the boards accept.
    """
    assert entry.manifest is not None
    parts = {
        "suite": entry.suite,
        "data": [asdict(one) for one in entry.manifest.data],
        "files": [asdict(one) for one in entry.manifest.files],
        "gold": lock.digest,
        "scheme": SCHEME,
        "scorer": SCORER,
    }
    return scored / sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def is_scored(folder: Path) -> bool:
    """Whether a row's folder is whole: its last file is there."""
    return (folder / _DONE).is_file()


def score_entry(entry: Entry, folder: Path, lock: Lock, gold: Sequence[Path]) -> Scores:
    """Fetch, validate and score a submission, and write its numbers.

    Args:
        entry: The submission, not withdrawn.
        folder: From `scored_folder`.
        lock: The gold that the boards accept.
        gold: Folders of gold packs; the miniature's gold is bundled.

    Raises:
        Invalid: It has errors.
        DataError: Its predictions or the gold are not there, or no board accepts the gold.
        NetworkError: The Hub cannot be asked.
    """
    with whole_folder(entry) as whole:
        found = score_fully(whole, gold=gold)
        refuse_other_gold(found.scores, lock)
        likeness = likeness_of(whole, found.manifest)
    assert found.replicates is not None
    for board in BOARDS.values():
        if entry.suite in board.takes:
            numbers = numbers_of(board.name, found.scores, found.replicates)
            arrays: _Arrays = {
                "cells": numbers.cells,
                "means": numbers.means,
                "replicates": numbers.replicates,
            }
            _write_arrays(folder / f"{board.name}.npz", arrays)
    _write_arrays(folder / _LIKENESS, {"examples": likeness.examples, "answers": likeness.answers})
    write_json(folder / _SCORES, found.scores.as_json())
    write_json(
        folder / _DONE, {"predictions": likeness.digest, "signature": found.scores.signature}
    )
    return found.scores


def refuse_other_gold(scores: Scores, lock: Lock) -> None:
    """Refuse a score on inputs or gold that the boards do not know.

    Raises:
        DataError: A cell's fingerprints are not those of the list; unknown ones never are.
    """
    known = {(*one.key, one.inputs, one.gold) for one in lock.packs if one.inputs is not None}
    for cell in scores.cells:
        prints = (cell.inputs_fingerprint, cell.gold_fingerprint)
        if (
            cell.metrics is not None
            and (cell.task, cell.language, cell.split, *prints) not in known
        ):
            raise DataError(
                f"{cell.task}/{cell.language} ({cell.split}) was scored on data or gold that no"
                " board accepts.",
                "Predict the official edition, and score with the gold that gold.lock lists.",
            )


def read_numbers(folder: Path, board: str) -> Numbers:
    """The numbers of a scored row on one board."""
    arrays = _read_arrays(folder / f"{board}.npz")
    return Numbers(arrays["cells"], arrays["means"], arrays["replicates"])


def read_predictions_digest(folder: Path) -> str:
    """SHA-256 of a scored row's canonical predictions."""
    return str(json.loads((folder / _DONE).read_text(encoding="utf-8"))["predictions"])


def read_likeness(folder: Path) -> Likeness:
    """What a scored row keeps of its predictions."""
    arrays = _read_arrays(folder / _LIKENESS)
    return Likeness(read_predictions_digest(folder), arrays["examples"], arrays["answers"])


def scores_path(folder: Path) -> Path:
    """The row's whole scores."""
    return folder / _SCORES


def _write_arrays(path: Path, arrays: _Arrays) -> None:
    """An ``.npz`` file whose bytes depend on the arrays alone, without the time of day."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), content.getvalue())
    write_atomically(path, packed.getvalue())


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def entries_to_score(
    entries: Iterable[Entry], scored: Path, lock: Lock
) -> tuple[tuple[Entry, Path], ...]:
    """The submissions whose numbers are not there yet, each with its folder."""
    wanted = [
        (entry, scored_folder(scored, entry, lock)) for entry in entries if entry.withdrawal is None
    ]
    return tuple((entry, folder) for entry, folder in wanted if not is_scored(folder))
