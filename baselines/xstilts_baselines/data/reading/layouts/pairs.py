"""Layouts of sentence pairs."""

import re

from xstilts_baselines.data.reading.layouts._layout import first_text, label_in, label_of
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import PairSample
from xstilts_baselines.data.task import TrainingTask

_NLI = ("entailment", "neutral", "contradiction")
_NLI_NAMES = {
    **{name: name for name in _NLI},
    **dict(zip("enc", _NLI, strict=True)),
    # In XNLI's own training file.
    "contradictory": "contradiction",
}
_ANNOTATOR = re.compile(r"label[2-5]")


def nli(row: Row, identifier: str, task: TrainingTask) -> PairSample | None:
    """Read premise and hypothesis from MNLI, SNLI, ANLI or XNLI."""
    if any(_ANNOTATOR.fullmatch(column) is None for column in row.absent):
        raise row.wrong(*_cells(row))
    if row.extra:
        # GLUE's SNLI has 11 header columns, but rows that also contain five annotators' labels.
        if len(row.extra) != 4 or list(row.values)[-1] != "gold_label":
            raise row.wrong(*_cells(row))
        label: object = row.extra[-1]
    else:
        label = label_in(row, "gold_label", "label")
    name = label_of(row, label, _NLI_NAMES, _NLI)
    if name is None:
        return None
    return PairSample(
        identifier,
        first_text(row, "premise", "sentence1", "context"),
        first_text(row, "hypothesis", "sentence2"),
        name,
    )


def _cells(row: Row) -> tuple[str, str]:
    found = len(row.values) + len(row.extra)
    return f"{found} cells", f"the header has {len(row.values) + len(row.absent)} columns"


_QQP = ("not_duplicate", "duplicate")
_QQP_NAMES = {"0": _QQP[0], "1": _QQP[1], _QQP[0]: _QQP[0], _QQP[1]: _QQP[1]}


def qqp(row: Row, identifier: str, task: TrainingTask) -> PairSample | None:
    """Read two questions from GLUE's table, or from a table with the same column names."""
    if row.extra or row.absent:
        raise row.wrong(*_cells(row))
    name = label_of(row, label_in(row, "is_duplicate", "label"), _QQP_NAMES, _QQP)
    if name is None:
        return None
    return PairSample(identifier, row.text("question1"), row.text("question2"), name)


def pawsx(row: Row, identifier: str, task: TrainingTask) -> PairSample | None:
    """Read two sentences and a label, as text or number."""
    names = {label: label for label in task.labels}
    name = label_of(row, label_in(row, "label"), names, task.labels)
    if name is None:
        return None
    return PairSample(identifier, row.text("sentence1"), row.text("sentence2"), name)
