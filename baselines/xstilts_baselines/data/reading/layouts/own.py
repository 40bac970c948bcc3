"""Layouts of user-defined tasks: common column names, labels by name or number."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from xstilts_baselines.data.reading.layouts._layout import all_text, first_text, label_in, label_of
from xstilts_baselines.data.reading.layouts.spans import span
from xstilts_baselines.data.reading.rows import Row, file_rows, squad_rows
from xstilts_baselines.data.samples import ChoiceSample, PairSample, SpanSample, TagSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_kit.storage.text import read_lines

FIRST = ("text_a", "premise", "sentence1", "question1", "first")
SECOND = ("text_b", "hypothesis", "sentence2", "question2", "second")
_LABEL = ("label", "gold_label")
_TAGS = ("tags", "ner_tags", "pos_tags", "labels")
_OPTIONS = ("options", "choices", "endings")
_ANSWER = ("answer", "label")


def own_pair(row: Row, identifier: str, task: TrainingTask) -> PairSample | None:
    """Read two texts and a label."""
    if row.extra or row.absent:
        cells = len(row.values) + len(row.extra)
        raise row.wrong(f"{cells} cells", "expected as many as in the header")
    label = _label(row, label_in(row, *_LABEL), task)
    if label is None:
        return None
    return PairSample(identifier, first_text(row, *FIRST), first_text(row, *SECOND), label)


def own_tags(row: Row, identifier: str, task: TrainingTask) -> TagSample | None:
    """Read tokens and their tags."""
    tokens, tags = row.values.get("tokens"), label_in(row, *_TAGS)
    if not all_text(tokens) or not isinstance(tags, list) or len(tokens) != len(tags):
        raise row.wrong("no tokens with as many tags", "expected two lists of equal length")
    known = [_label(row, tag, task) for tag in tags]
    if not tokens or None in known:
        return None
    return TagSample(identifier, tuple(tokens), tuple(tag for tag in known if tag is not None))


def own_span(row: Row, identifier: str, task: TrainingTask) -> SpanSample:
    """Read a question on a context, as in SQuAD; the row number is the default id."""
    given = row.values.get("id")
    if isinstance(given, str) and given:
        return span(row, identifier, task)
    values = {**row.values, "id": identifier}
    return span(Row(row.place, row.number, values), identifier, task)


def own_choice(row: Row, identifier: str, task: TrainingTask) -> ChoiceSample | None:
    """Read options with one correct answer; context and question are optional."""
    column = next((name for name in _OPTIONS if name in row.values), _OPTIONS[0])
    options: Any = row.values.get(column)
    if not all_text(options) or len(options) != task.choices:
        raise row.wrong(f"not {task.choices} texts in {column!r}", "expected a list of texts")
    answer = label_in(row, *_ANSWER)
    if answer is None or answer in ("", "-", -1, "-1"):
        return None
    number = int(answer) if isinstance(answer, str) and answer.isdecimal() else answer
    if not isinstance(number, int) or isinstance(number, bool) or number not in range(len(options)):
        raise row.wrong(f"the answer {str(answer)[:20]!r}", f"expected 0 to {len(options) - 1}")
    context, question = (
        row.text(name) if name in row.values else "" for name in ("context", "question")
    )
    return ChoiceSample(identifier, context, question, tuple(options), number)


def own_tag_rows(path: Path, name: str) -> Iterator[Row]:
    """Read JSON lines, or one token and tag per line with empty lines between sentences.

    Raises:
        DataError: A line does not contain exactly one tab.
    """
    if path.suffix == ".jsonl":
        yield from file_rows(path, name)
        return
    number, begun = 0, 0
    tokens: list[str] = []
    tags: list[str] = []
    for line, text in [*read_lines(path), (0, "")]:
        if not text.strip():
            if tokens:
                yield Row(f"{name}:{begun}", number, {"tokens": tokens, "tags": tags})
                number, tokens, tags = number + 1, [], []
            continue
        begun = begun if tokens else line
        cells = text.split("\t")
        if len(cells) != 2 or not all(cells):
            raise Row(f"{name}:{line}", number, {}).wrong(
                f"{len(cells)} cells", "expected a token, a tab and its tag"
            )
        tokens.append(cells[0])
        tags.append(cells[1])


def own_span_rows(path: Path, name: str) -> Iterator[Row]:
    """Read SQuAD's JSON from ``.json`` files, else JSON lines."""
    return squad_rows(path, name) if path.suffix == ".json" else file_rows(path, name)


def _label(row: Row, label: object, task: TrainingTask) -> str | None:
    """Return a label by its name, or by its index in the recipe's list."""
    names = {str(number): name for number, name in enumerate(task.labels)}
    return label_of(row, label, names | {name: name for name in task.labels}, task.labels)
