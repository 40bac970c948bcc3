"""Layouts of tagging data."""

from collections.abc import Callable

from xstilts_baselines.data.reading.layouts._layout import all_text, label_of
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import TagSample
from xstilts_baselines.data.task import TrainingTask


def tagged(column: str) -> Callable[[Row, str, TrainingTask], TagSample | None]:
    """Return a reader of tokens with the tags in a column, given by name or number."""

    def sample(row: Row, identifier: str, task: TrainingTask) -> TagSample | None:
        tokens, tags = row.values.get("tokens"), row.values.get(column)
        if not all_text(tokens) or not isinstance(tags, list) or len(tokens) != len(tags):
            raise row.wrong(f"no tokens with as many {column}", "expected two lists")
        names = [
            label_of(row, tag, {label: label for label in task.labels}, task.labels) for tag in tags
        ]
        known = tuple(name for name in names if name is not None)
        # Skip sentences without tokens or with hidden tags.
        if not tokens or len(known) != len(names):
            return None
        return TagSample(identifier, tuple(tokens), known)

    return sample


def joined_tokens(row: Row) -> str:
    """Return the sentence as text."""
    return " ".join(map(str, row.values.get("tokens") or ()))
