"""Read the samples of a split from files or tables, with checks on the split as a whole."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256

from xstilts_baselines.data.reading.layouts import Layout
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import Sample
from xstilts_baselines.data.task import Split, TrainingTask
from xstilts_kit.diagnostics.errors import DataError

_WHOLE = 100_000
"""Files with fewer rows are not the published one, so they must not contain broken rows."""


def samples_of(
    groups: Iterable[tuple[str, Iterable[Row]]],
    layout: Layout,
    task: TrainingTask,
    limit: int | None,
    keep: Callable[[Row], bool] = lambda row: True,
) -> list[Sample]:
    """Read the labelled samples of a split.

    Args:
        groups: (prefix of the ids, rows) of each file or table.
        layout: The row layout.
        task: The task of the samples.
        limit: Maximum number of samples.
        keep: Whether a row belongs to the split.

    Raises:
        DataError: A row is malformed, no row has a label, or an id is not unique.
    """
    found: list[Sample] = []
    broken: list[DataError] = []
    rows, seen, place = 0, set[str](), ""
    for prefix, group in groups:
        for row in group:
            if limit is not None and len(found) >= limit:
                return found
            rows, place = rows + 1, row.place
            if not keep(row):
                continue
            try:
                sample = layout.sample(row, f"{prefix}{row.number}", task)
            except DataError as error:
                broken.append(error)
                if len(broken) > layout.broken:
                    raise broken[0] from None
                continue
            if sample is None:
                continue
            if sample.id in seen:
                raise row.wrong(f"the id {sample.id[:60]!r} occurs twice", "ids must be unique")
            seen.add(sample.id)
            found.append(sample)
    if broken and rows < _WHOLE:
        raise broken[0]
    if not found:
        raise DataError(
            f"{task.title}: no row with a label{f' up to {place}' if place else ''}.",
            "Published test sets hide their labels: give the training and dev sets.",
        )
    return found


def dev_groups(rows: Iterable[Row], group: Callable[[Row], str], of: str) -> frozenset[str]:
    """Choose a tenth of the groups as the dev set of a divided file.

    The groups with the smallest SHA-256 are chosen, so the choice depends only on the content.

    Raises:
        DataError: There are fewer than two groups.
    """
    names = {group(row) for row in rows}
    if len(names) < 2:
        raise DataError(
            f"{of}: {len(names)} group of rows cannot be divided into train and dev.",
            "Give a file with more rows, or two files by files:TRAIN,DEV.",
        )
    ordered = sorted(names, key=lambda name: sha256(name.encode()).digest())
    return frozenset(ordered[: max(1, len(ordered) // 10)])


def divider(
    rows: Iterator[Row], layout: Layout, of: str, keep: Callable[[Row], bool] = lambda row: True
) -> Callable[[Split], Callable[[Row], bool]]:
    """Return, for each split, a predicate for rows of the divided file."""
    dev = dev_groups((row for row in rows if keep(row)), layout.group, of)

    def of_split(split: Split) -> Callable[[Row], bool]:
        return lambda row: keep(row) and (layout.group(row) in dev) == (split == "dev")

    return of_split


def with_prefix(samples: Sequence[Sample], prefix: str) -> list[Sample]:
    """Prefix the ids of samples, so that several sets can be joined."""
    return [replace(sample, id=f"{prefix}/{sample.id}") for sample in samples]
