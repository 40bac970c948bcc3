"""Scored rows on disk: the files of the branch ``scored``, so that nothing is scored twice.

The name of a row's folder is a digest of everything its scores depend on: its manifest (with the
digests of data and predictions), the gold, the bootstrap scheme and the version of the scorer. Only
the publishing workflow writes to the branch.
"""

import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.results import Scores
from xstilts_kit.scoring.scoring import score_fully
from xstilts_kit.sources.packs import Lock
from xstilts_kit.statistics.poisson import REPLICATES, SCHEME
from xstilts_kit.storage import write_atomically, write_json
from xstilts_kit.submission.defined import definitions_of
from xstilts_kit.suites import find_suite
from xstilts_kit.transforms import answered_by
from xstilts_leaderboard.rows.arrays import Arrays, read_arrays, write_arrays
from xstilts_leaderboard.rows.copies import CellAnswers, Likeness, likeness_of
from xstilts_leaderboard.rows.failing import OnFailure, kept_apart
from xstilts_leaderboard.rows.items import Items, write_items
from xstilts_leaderboard.rows.numbers import numbers_of
from xstilts_leaderboard.rows.perturbed import write_perturbed
from xstilts_leaderboard.rows.row import Numbers, layout_of
from xstilts_leaderboard.store.fetching import whole_folder
from xstilts_leaderboard.store.submissions import Entry

SCORER = 1
"""Version of the scorer, increased whenever the scores of existing predictions could change."""

_SCORES = "scores.json"
_LIKENESS = "likeness.npz"
_DONE = "row.json"


def scored_folder(scored: Path, entry: Entry, lock: Lock) -> Path:
    """Return the folder of a row's scores, named by a digest of everything they depend on.

    Args:
        scored: The checkout of the branch ``scored``.
        entry: The submission, not withdrawn.
        lock: The gold accepted by the boards.
    """
    parts: list[Any] = [entry.suite, entry.manifest_digest, lock.digest, SCHEME, SCORER]
    suite = find_suite(entry.suite)
    own = definitions_of(suite.task_names) if suite is not None else None
    if own is not None:  # other definitions, other scores
        parts.append(own)
    return scored / sha256(json.dumps(parts).encode()).hexdigest()


def is_scored(folder: Path) -> bool:
    """Whether a row's folder is complete, i.e. its last file exists."""
    return (folder / _DONE).is_file()


def score_entry(entry: Entry, folder: Path, lock: Lock, gold: Sequence[Path]) -> Scores:
    """Fetch, validate and score a submission, and write its scores.

    Args:
        entry: The submission, not withdrawn.
        folder: From `scored_folder`.
        lock: The gold accepted by the boards.
        gold: Folders of gold packs; the miniature's gold is bundled.

    Raises:
        Invalid: The submission has errors.
        DataError: Its predictions or the gold are missing, or no board accepts the gold.
        NetworkError: The Hub cannot be reached.
    """
    items = Items()
    with whole_folder(entry) as whole:
        found = score_fully(whole, gold=gold, on_items=items.take)
        refuse_other_gold(found.scores, lock)
        likeness = likeness_of(whole, found.manifest)
    numbers = {
        board.name: numbers_of(board.name, found.vectors)
        for board in BOARDS.values()
        if entry.suite in board.takes
    }
    write_perturbed(folder, found.manifest, found.vectors)
    write_row(folder, numbers, likeness, found.scores.as_json(), entry, items)
    return found.scores


def write_row(
    folder: Path,
    numbers: Mapping[str, Numbers],
    likeness: Likeness | None,
    scores: Mapping[str, Any],
    entry: Entry,
    items: Items | None = None,
) -> None:
    """Write the files of a scored row; the last one marks it as complete.

    Args:
        folder: From `scored_folder`.
        numbers: The row's numbers for each board.
        likeness: Digests of the predictions; None if they will not be compared.
        scores: The complete scores as JSON.
        entry: The submission.
        items: Which examples it answers right; None if they will not be shown.
    """
    for board, one in numbers.items():
        write_atomically(folder / f"{board}.numbers", _packed(one))
    if likeness is not None:
        write_likeness(folder, likeness)
    if items is not None:
        write_items(folder, items)
    write_json(folder / _SCORES, scores)
    digest = likeness.digest if likeness is not None else folder.name
    write_json(folder / _DONE, {"predictions": digest, "row": entry.key})


def refuse_other_gold(scores: Scores, lock: Lock) -> None:
    """Reject scores on inputs or gold that the boards do not know.

    Raises:
        DataError: A cell's fingerprints are unknown or not in the list.
    """
    known = {(one.cell, one.inputs, one.gold) for one in lock.packs if one.inputs is not None}
    inputs = {(cell, fingerprint) for cell, fingerprint, _ in known}
    for one in scores.cells:
        made_on = (one.cell.clean, one.inputs_fingerprint, one.gold_fingerprint)
        # Inputs joined with another language's are answered by that language's gold.
        joined = answered_by(one.cell) != one.cell.clean and made_on[:2] in inputs
        if one.metrics is not None and made_on not in known and not joined:
            raise DataError(
                f"{one.cell} was scored on inputs or gold that no board accepts.",
                "Predict the official edition, and score with the gold listed in gold.lock.",
            )


def read_numbers(folder: Path, board: str) -> Numbers:
    """Read the numbers of a scored row on one board.

    Raises:
        DataError: The file is missing, truncated, or belongs to another board.
    """
    path, layout = folder / f"{board}.numbers", layout_of(board)
    content = path.read_bytes() if path.is_file() else b""
    cells, means = len(layout.cells), len(layout.means)
    if len(content) != 24 * (cells + means) + 4 * means * REPLICATES:
        raise _damaged(path)
    triples = np.frombuffer(content, "<f8", 3 * (cells + means)).reshape(-1, 3)
    replicates = np.frombuffer(content, "<f4", offset=24 * (cells + means))
    return Numbers(triples[:cells], triples[cells:], replicates.reshape(means, REPLICATES))


def _damaged(path: Path) -> DataError:
    return DataError(f"{path} is incomplete.", "Remove its folder, then score again.")


def _packed(numbers: Numbers) -> bytes:
    """Serialise cells and means as float64, then replicates as float32, little-endian."""
    parts = (numbers.cells.astype("<f8"), numbers.means.astype("<f8"))
    return b"".join(part.tobytes() for part in (*parts, numbers.replicates.astype("<f4")))


def read_predictions_digest(folder: Path) -> str:
    """Read the SHA-256 of a scored row's canonical predictions.

    Raises:
        DataError: The row's last file is damaged.
    """
    path = folder / _DONE
    try:
        return str(json.loads(path.read_text(encoding="utf-8"))["predictions"])
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(path) from error


def write_likeness(folder: Path, likeness: Likeness) -> None:
    """Write the digests of a scored row's predictions."""
    write_arrays(folder / _LIKENESS, _arrays_of(likeness))


def read_likeness(folder: Path) -> Likeness:
    """Read the digests that a scored row stores of its predictions.

    Rows scored before answers were stored only have the overall digest; see `rows.keeping`.

    Raises:
        DataError: The file is missing or damaged.
    """
    path = folder / _LIKENESS
    try:
        arrays = read_arrays(path)
        digest = read_predictions_digest(folder)
        return Likeness(digest, {} if "cells" not in arrays else dict(_cells_in(arrays)))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path) from error


def scored_before(scored: Path) -> Iterator[tuple[str, Path]]:
    """Yield ``suite/name`` and folder of every row ever scored, with old and withdrawn versions.

    Damaged folders are skipped.
    """
    for path in sorted(scored.glob(f"*/{_DONE}")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            yield str(json.loads(path.read_text(encoding="utf-8"))["row"]), path.parent


def _arrays_of(likeness: Likeness) -> Arrays:
    cells = list(likeness.cells.values())
    return {
        "cells": np.array(list(likeness.cells), dtype=np.str_),
        "digests": np.array([cell.digest for cell in cells], dtype="U64"),
        "counts": np.array([(len(cell.answers), len(cell.pairs)) for cell in cells], dtype="<i8"),
        "answers": np.concatenate([np.empty(0, "<u2"), *(cell.answers for cell in cells)]),
        "pairs": np.concatenate([np.empty(0, "<u4"), *(cell.pairs for cell in cells)]),
    }


def _cells_in(arrays: Arrays) -> Iterator[tuple[str, CellAnswers]]:
    answers = pairs = 0
    for name, digest, (more, more_pairs) in zip(
        arrays["cells"].tolist(), arrays["digests"].tolist(), arrays["counts"].tolist(), strict=True
    ):
        yield (
            name,
            CellAnswers(
                digest,
                arrays["answers"][answers : answers + more],
                arrays["pairs"][pairs : pairs + more_pairs],
            ),
        )
        answers, pairs = answers + more, pairs + more_pairs


def scores_path(folder: Path) -> Path:
    """Return the path of the row's complete scores."""
    return folder / _SCORES


def entries_to_score(
    entries: Iterable[Entry], scored: Path, lock: Lock, failed: OnFailure | None = None
) -> tuple[tuple[Entry, Path], ...]:
    """Return the submissions that are not scored yet, each with its folder.

    Args:
        entries: From `read_store`.
        scored: The folder of scored rows.
        lock: The gold accepted by the boards.
        failed: Called for each row whose manifest cannot be read; None raises the error.
    """
    wanted = []
    for entry in entries:
        if not entry.withdrawn:
            with kept_apart(entry, failed):
                folder = scored_folder(scored, entry, lock)
                if not is_scored(folder):
                    wanted.append((entry, folder))
    return tuple(wanted)
