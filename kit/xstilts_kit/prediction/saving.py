"""Scores beside the predictions: one Parquet file for each cell.

The columns are described by the schema ``prediction-scores``; boards do not accept these files.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.storage import write_atomically
from xstilts_kit.submission.manifest import PredictionFile


@cache
def _types() -> Mapping[str, Any]:
    """The type of every column."""
    import pyarrow as pa

    number, text = pa.float32(), pa.string()
    span = {"start": pa.int32(), "end": pa.int32(), "text": text, "score": number}
    return {
        "id": text,
        "labels": pa.list_(text),
        "probabilities": pa.list_(number),
        "token_probabilities": pa.list_(pa.list_(number)),
        "scores": pa.list_(number),
        "spans": pa.list_(pa.struct(list(span.items()))),
        "match": text,
        "cosine": number,
        "ranking": pa.list_(text),
        "cosines": pa.list_(number),
        "source": text,
        "target": text,
        "margin": pa.float64(),
        "kept": pa.bool_(),
    }


def write_scores(out: Path, cell: Cell, rows: Sequence[Mapping[str, Any]]) -> PredictionFile:
    """Write the scores of a cell atomically.

    Raises:
        StorageError: They cannot be written.
    """
    import pyarrow as pa
    from pyarrow import parquet

    names = list(rows[0]) if rows else ["id"]
    columns = {name: pa.array([row[name] for row in rows], type=_types()[name]) for name in names}
    sink = pa.BufferOutputStream()
    parquet.write_table(pa.table(columns), sink, compression="zstd")
    content = sink.getvalue().to_pybytes()
    write_atomically(out / cell.scores_path, content)
    return PredictionFile(cell.scores_path, sha256(content).hexdigest(), len(content), len(rows))
