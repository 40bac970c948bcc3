"""Scored rows on disk: the files of the branch ``scored``, so that nothing is scored twice.

The name of a row's folder is a digest of everything its scores depend on: its manifest (with the
digests of data and predictions), the gold, the bootstrap scheme and the version of the scorer. Only
the publishing workflow writes to the branch.
"""

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.boards import BOARDS
from xstilts_kit.diagnostics.errors import DataError, NetworkError, SubmissionError
from xstilts_kit.scoring.results import Scores
from xstilts_kit.scoring.scoring import score_fully
from xstilts_kit.sources.packs import Lock
from xstilts_kit.statistics.poisson import REPLICATES, SCHEME
from xstilts_kit.storage import write_atomically, write_json
from xstilts_leaderboard.rows.copies import CellAnswers, Likeness, likeness_of
from xstilts_leaderboard.rows.failing import OnFailure, kept_apart
from xstilts_leaderboard.rows.numbers import numbers_of
from xstilts_leaderboard.rows.row import Numbers, layout_of
from xstilts_leaderboard.store.fetching import whole_folder
from xstilts_leaderboard.store.submissions import Entry

SCORER = 1
"""Version of the scorer, increased whenever the scores of existing predictions could change."""

_SCORES = "scores.json"
_LIKENESS = "likeness.npz"
_DONE = "row.json"
_Arrays = Mapping[str, NDArray[Any]]


def scored_folder(scored: Path, entry: Entry, lock: Lock) -> Path:
    """Return the folder of a row's scores, named by a digest of everything they depend on.

    Args:
        scored: The checkout of the branch ``scored``.
        entry: The submission, not withdrawn.
        lock: The gold accepted by the boards.
    """
    parts = [entry.suite, entry.manifest_digest, lock.digest, SCHEME, SCORER]
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
    with whole_folder(entry) as whole:
        found = score_fully(whole, gold=gold)
        refuse_other_gold(found.scores, lock)
        likeness = likeness_of(whole, found.manifest)
    numbers = {
        board.name: numbers_of(board.name, found.vectors)
        for board in BOARDS.values()
        if entry.suite in board.takes
    }
    write_row(folder, numbers, likeness, found.scores.as_json(), entry)
    return found.scores


def write_row(
    folder: Path,
    numbers: Mapping[str, Numbers],
    likeness: Likeness | None,
    scores: Mapping[str, Any],
    entry: Entry,
) -> None:
    """Write the files of a scored row; the last one marks it as complete.

    Args:
        folder: From `scored_folder`.
        numbers: The row's numbers for each board.
        likeness: Digests of the predictions; None if they will not be compared.
        scores: The complete scores as JSON.
        entry: The submission.
    """
    for board, one in numbers.items():
        write_atomically(folder / f"{board}.numbers", _packed(one))
    if likeness is not None:
        _write_arrays(folder / _LIKENESS, _arrays_of(likeness))
    write_json(folder / _SCORES, scores)
    digest = likeness.digest if likeness is not None else folder.name
    write_json(folder / _DONE, {"predictions": digest, "row": entry.key})


def refuse_other_gold(scores: Scores, lock: Lock) -> None:
    """Reject scores on inputs or gold that the boards do not know.

    Raises:
        DataError: A cell's fingerprints are unknown or not in the list.
    """
    known = {(one.cell, one.inputs, one.gold) for one in lock.packs if one.inputs is not None}
    for one in scores.cells:
        made_on = (one.cell, one.inputs_fingerprint, one.gold_fingerprint)
        if one.metrics is not None and made_on not in known:
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


def read_likeness(folder: Path) -> Likeness:
    """Read the digests that a scored row stores of its predictions.

    Rows scored before answers were stored only have the overall digest; see `keep_answers`.

    Raises:
        DataError: The file is missing or damaged.
    """
    path = folder / _LIKENESS
    try:
        arrays = _read_arrays(path)
        digest = read_predictions_digest(folder)
        return Likeness(digest, {} if "cells" not in arrays else dict(_cells_in(arrays)))
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise _damaged(path) from error


def keep_answers(entries: Iterable[Entry], scored: Path, lock: Lock) -> tuple[Entry, ...]:
    """Store the answers of rows that were scored before answers were stored.

    Rows whose predictions cannot be fetched are not changed.

    Returns:
        The rows whose answers have been added.
    """
    done = []
    for entry in entries:
        with suppress(DataError, NetworkError, SubmissionError):
            if entry.withdrawn or not is_scored(folder := scored_folder(scored, entry, lock)):
                continue
            if read_likeness(folder).cells:
                continue
            with whole_folder(entry) as whole:
                likeness = likeness_of(whole, entry.manifest)
            if likeness.digest == read_predictions_digest(folder):
                _write_arrays(folder / _LIKENESS, _arrays_of(likeness))
                done.append(entry)
    return tuple(done)


def scored_before(scored: Path) -> Iterator[tuple[str, Path]]:
    """Yield ``suite/name`` and folder of every row ever scored, with old and withdrawn versions.

    Damaged folders are skipped.
    """
    for path in sorted(scored.glob(f"*/{_DONE}")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            yield str(json.loads(path.read_text(encoding="utf-8"))["row"]), path.parent


def _arrays_of(likeness: Likeness) -> _Arrays:
    cells = list(likeness.cells.values())
    return {
        "cells": np.array(list(likeness.cells), dtype=np.str_),
        "digests": np.array([cell.digest for cell in cells], dtype="U64"),
        "counts": np.array([(len(cell.answers), len(cell.pairs)) for cell in cells], dtype="<i8"),
        "answers": np.concatenate([np.empty(0, "<u2"), *(cell.answers for cell in cells)]),
        "pairs": np.concatenate([np.empty(0, "<u4"), *(cell.pairs for cell in cells)]),
    }


def _cells_in(arrays: _Arrays) -> Iterator[tuple[str, CellAnswers]]:
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


def _write_arrays(path: Path, arrays: _Arrays) -> None:
    """Write an ``.npz`` file whose bytes depend only on the arrays, not on the time."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, array in sorted(arrays.items()):
            content = io.BytesIO()
            np.lib.format.write_array(content, np.ascontiguousarray(array), allow_pickle=False)
            info = zipfile.ZipInfo(f"{name}.npy")
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content.getvalue())
    write_atomically(path, packed.getvalue())


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


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
