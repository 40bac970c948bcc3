"""Small invented data of every intermediate task: the publishers' files, and the Hub's tables.

`write_original` writes the one, `add_to_hub` puts the other on a loopback Hub; both have the same
samples. `write_download` writes what targets are trained on.
"""

from intermediate_data.originals import (
    MNLI_HEADER,
    NAMES,
    QQP_HEADER,
    SNLI_HEADER,
    squad_document,
    write_original,
)
from intermediate_data.rows import CONTEXT, NLI, TAGS, hub_rows
from intermediate_data.tables import HUB, add_to_hub, parquet, table_files
from intermediate_data.targets import write_download

__all__ = [
    "CONTEXT",
    "HUB",
    "MNLI_HEADER",
    "NAMES",
    "NLI",
    "QQP_HEADER",
    "SNLI_HEADER",
    "TAGS",
    "add_to_hub",
    "hub_rows",
    "parquet",
    "squad_document",
    "table_files",
    "write_download",
    "write_original",
]
