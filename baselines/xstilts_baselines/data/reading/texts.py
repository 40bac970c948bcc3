"""Unlabelled text in many languages, for masked language modelling."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from math import ceil
from pathlib import Path

from xstilts_baselines.data.reading.digests import digest_of
from xstilts_baselines.data.reading.hub import pin_table, place_of, table_files, table_rows
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import Sample, TextSample
from xstilts_baselines.data.task import (
    TEXT,
    Provenance,
    Split,
    TrainingData,
    TrainingTask,
)
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.storage.text import read_lines

WIKIPEDIA = HubTable(
    "wikimedia/wikipedia", "20231101.{code}", {"train": ("train",), "dev": ("train",)}
)
"""One configuration per language; the first file of larger ones is enough."""
WIKIPEDIA_LICENCE = "CC BY-SA 4.0 and GFDL (Wikipedia)"
OWN_LICENCE = "that of the user's own text"
_EVERY = 20
"""One text in this many goes to the dev set."""
DEV = 100
"""Number of texts per language in the dev set."""


def text_task(licence: str) -> TrainingTask:
    """Return masked language modelling as a task."""
    return TrainingTask(
        name=TEXT,
        title="masked language modelling",
        kind="text",
        metric="none",
        licence=licence,
        citation="",
        max_length=256,
    )


def text_from_hub(languages: Sequence[str], revision: str | None) -> TrainingData:
    """Return Wikipedia articles from the first file of every language.

    Raises:
        DataError: A language has no Wikipedia in the data set.
        NetworkError: The Hub cannot be reached, or a file cannot be fetched.
    """
    rows, digests = {}, []
    for language in languages:
        pinned = pin_table(WIKIPEDIA, revision, language)
        files = table_files(pinned, WIKIPEDIA, "train", language, first_only=True)
        digests += [digest_of(path, name) for path, name in files]
        place = place_of(pinned, WIKIPEDIA, "train", language)
        rows[language] = partial(table_rows, files, ("text",), place)

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        each = share_of(limit, split, languages)
        return [
            sample
            for language, opened in rows.items()
            for sample in _texts(_column(opened()), language, split, each)
        ][:limit]

    task = text_task(WIKIPEDIA_LICENCE)
    files_read = tuple(digests)
    provenance = Provenance("hub", pinned.id, pinned.commit, files_read, tuple(languages))
    return TrainingData(task, provenance, read)


def text_from_folder(root: Path, languages: Sequence[str]) -> TrainingData:
    """Return texts from a file ``<language>.txt`` for every language, one per line.

    Raises:
        DataError: The file of a language does not exist.
        StorageError: A file cannot be read.
    """
    paths = {language: root / f"{language}.txt" for language in languages}
    for language, path in paths.items():
        if not path.is_file():
            raise DataError(
                f"There is no text in {language!r}: no file {path}.",
                "Create it with one text per line, or remove the language from masked.languages.",
            )
    digests = tuple(digest_of(path, path.name) for path in paths.values())

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        each = share_of(limit, split, languages)
        return [
            sample
            for language, path in paths.items()
            for sample in _texts((text for _, text in read_lines(path)), language, split, each)
        ][:limit]

    provenance = Provenance("folder", None, None, digests, tuple(languages))
    return TrainingData(text_task(OWN_LICENCE), provenance, read)


def share_of(limit: int | None, split: Split, languages: Sequence[str]) -> int | None:
    """Return the number of texts per language for a total limit."""
    each = None if limit is None else ceil(limit / len(languages))
    return each if split == "train" else min(DEV, each or DEV)


def _column(rows: Iterator[Row]) -> Iterator[str]:
    return (row.text("text") for row in rows)


def _texts(
    texts: Iterator[str], language: str, split: Split, limit: int | None
) -> Iterator[TextSample]:
    """Yield the non-blank texts of a split; every twentieth text belongs to dev."""
    numbered = ((number, text) for number, text in enumerate(texts) if text.strip())
    chosen = (
        TextSample(f"{language}/{number}", text, language)
        for number, text in numbered
        if (number % _EVERY == _EVERY - 1) == (split == "dev")
    )
    return islice(chosen, limit)
