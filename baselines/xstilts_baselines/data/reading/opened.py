"""Training data from files and from the Hub, with provenance."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache, partial

from xstilts_baselines.data.reading.digests import digest_of
from xstilts_baselines.data.reading.hub import pin_table, place_of, table_files, table_rows
from xstilts_baselines.data.reading.hub_table import HubTable
from xstilts_baselines.data.reading.layouts import Layout
from xstilts_baselines.data.reading.places import Files
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.reading.samples_of import divider, samples_of, with_prefix
from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import Provenance, Split, TrainingData, TrainingTask
from xstilts_kit.submission.manifest import FileDigest

DIVIDED = "train and dev are cut out of one published split, a tenth of its groups for dev"


def from_files(
    task: TrainingTask,
    layout: Layout,
    files: Files,
    source: str,
    *,
    divided: bool = False,
    languages: Sequence[str] = ("en",),
) -> TrainingData:
    """Return training data from local files.

    Args:
        task: The task to train.
        layout: Their row layout.
        files: The files of each split; only ``dev`` if it is split into train and dev.
        source: Source named in the provenance.
        divided: Whether the dev files are split into train and dev.
        languages: Languages of the files.

    Raises:
        StorageError: A file cannot be read.
    """
    listed = dict.fromkeys(entry for entries in files.values() for entry in entries)
    digests = tuple(digest_of(path, name) for path, name in listed)
    provenance = Provenance(source, None, None, digests, tuple(languages), _notes(layout, divided))

    def rows_of(split: Split) -> list[tuple[str, Iterator[Row]]]:
        entries = files["dev" if divided else split]
        many = len(entries) > 1
        return [
            (f"{i}." if many else "", layout.rows(path, str(path)))
            for i, (path, _) in enumerate(entries)
        ]

    return TrainingData(task, provenance, _reader(task, layout, rows_of, divided))


def _reader(
    task: TrainingTask,
    layout: Layout,
    rows_of: Callable[[Split], Iterable[tuple[str, Iterator[Row]]]],
    divided: bool,
) -> Callable[[Split, int | None], Sequence[Sample]]:
    """Return a reader of a split's samples; divided data are read from ``dev``."""

    @cache
    def side() -> Callable[[Split], Callable[[Row], bool]]:
        rows = (row for _, part in rows_of("dev") for row in part)
        return divider(rows, layout, task.title, layout.keep)

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        keep = side()(split) if divided else layout.keep
        return samples_of(rows_of(split), layout, task, limit, keep)

    return read


def from_hub(
    task: TrainingTask,
    layout: Layout,
    table: HubTable,
    revision: str | None,
    languages: Sequence[str] = ("en",),
) -> TrainingData:
    """Return training data from the Hub, after resolving the commit and verifying its files.

    If train and dev are the same split of the data set, a tenth is held out for dev.

    Raises:
        DataError: A data set, revision or file does not exist, or a file fails verification.
        NetworkError: The Hub cannot be reached, or a file cannot be fetched.
    """
    divided = table.splits["train"] == table.splits["dev"]
    digests: dict[str, FileDigest] = {}
    tables: dict[Split, list[tuple[str, Callable[[], Iterator[Row]]]]] = {"train": [], "dev": []}
    for language in languages:
        pinned = pin_table(table, revision, language)
        prefix = table.prefix.format(code=table.code(language))
        for split, names in table.splits.items():
            for name in names:
                found = table_files(pinned, table, name, language)
                place = place_of(pinned, table, name, language)
                digests |= {relative: digest_of(path, relative) for path, relative in found}
                before = f"{language}/" if len(languages) > 1 else ""
                before += f"{name}." if len(names) > 1 else ""
                rows = partial(table_rows, found, layout.columns, place, prefix)
                tables[split].append((before, rows))
    provenance = Provenance(
        "hub",
        pinned.id,
        pinned.commit,
        tuple(digests[name] for name in sorted(digests)),
        tuple(languages),
        _notes(layout, divided),
    )

    def rows_of(split: Split) -> Iterator[tuple[str, Iterator[Row]]]:
        return ((before, rows()) for before, rows in tables[split])

    return TrainingData(task, provenance, _reader(task, layout, rows_of, divided))


def joined(task: TrainingTask, parts: Sequence[TrainingData]) -> TrainingData:
    """Concatenate several sets into one task, with ids prefixed by the set's name.

    A limit is divided among the sets, so that none is left out.
    """
    provenance = Provenance("parts", None, None, (), parts=tuple(part.provenance for part in parts))

    def read(split: Split, limit: int | None) -> Sequence[Sample]:
        each = None if limit is None else -(-limit // len(parts))
        found = [
            sample
            for part in parts
            for sample in with_prefix(part.samples(split, each), part.task.name)
        ]
        return found[:limit]

    return TrainingData(task, provenance, read)


def _notes(layout: Layout, divided: bool) -> tuple[str, ...]:
    return (*((DIVIDED,) if divided else ()), *((layout.note,) if layout.note else ()))
