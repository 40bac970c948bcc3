"""Rows of XTREME's labelled files, read by the kit, with the Hub's column names."""

from collections.abc import Callable, Iterator
from pathlib import Path

from xstilts_baselines.data.reading.rows import Row
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task


def pair_rows(task_name: str, first: str, second: str) -> Callable[[Path, str], Iterator[Row]]:
    """Return a reader of a task's sentence pairs; errors are the kit's, with file and line."""

    def rows(path: Path, name: str) -> Iterator[Row]:
        task = get_task(task_name)
        layout = LAYOUTS[task.layout]
        both = zip(layout.inputs([path]).examples, layout.gold(path, task), strict=True)
        for number, (pair, gold) in enumerate(both):
            values = {first: pair.text_a, second: pair.text_b, "label": gold.label}  # type: ignore[attr-defined]
            yield Row(f"{name}, row {number}", number, values)

    return rows


def tag_rows(task_name: str, column: str) -> Callable[[Path, str], Iterator[Row]]:
    """Return a reader of a task's tagged sentences; errors are the kit's, with file and line."""

    def rows(path: Path, name: str) -> Iterator[Row]:
        task = get_task(task_name)
        layout = LAYOUTS[task.layout]
        both = zip(layout.inputs([path]).examples, layout.gold(path, task), strict=True)
        for number, (sentence, gold) in enumerate(both):
            tags = gold.tags  # type: ignore[attr-defined]
            values = {
                "tokens": list(sentence.tokens),
                column: list(tags) if tags is not None else [None] * len(sentence.tokens),
            }
            yield Row(f"{name}, sentence {number}", number, values)

    return rows
