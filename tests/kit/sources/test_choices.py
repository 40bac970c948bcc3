"""Two choices, as in XCOPA's JSON lines."""

import json
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.multiple_choice.records import ChoiceGold
from xstilts_kit.sources.layouts import LAYOUTS, NoAnswers
from xstilts_kit.tasks import get_task
from xtreme_files import write_lines

LAYOUT, XCOPA = LAYOUTS["two-choices"], get_task("xcopa")
ROW = {
    "premise": "He\u2028fell. ",
    "choice1": "Ice.",
    "choice2": "Sun.",
    "question": "cause",
    "label": 0,
    "idx": 7,
}


def _file(path: Path, *rows: Any) -> Path:
    write_lines(path, [row if isinstance(row, str) else json.dumps(row) for row in rows])
    return path


def test_rows_are_numbered_and_labels_are_not_handed_on(tmp_path: Path) -> None:
    path = _file(tmp_path / "a", ROW, {**ROW, "question": "effect", "label": 1})
    found = LAYOUT.inputs([path])
    assert [row.canonical() for row in found.examples] == [
        {
            "id": str(number),
            "premise": "He\u2028fell. ",
            "choice1": "Ice.",
            "choice2": "Sun.",
            "question": question,
        }
        for number, question in enumerate(("cause", "effect"))
    ]
    assert list(LAYOUT.gold(path, XCOPA)) == [ChoiceGold("0", 0), ChoiceGold("1", 1)]


def test_an_unknown_label_is_kept_as_unknown(tmp_path: Path) -> None:
    gold = list(LAYOUT.gold(_file(tmp_path / "a", ROW, {**ROW, "label": "?"}), XCOPA))
    assert gold == [ChoiceGold("0", 0), ChoiceGold("1", None)]
    assert [answer.known for answer in gold] == [True, False]


@pytest.mark.parametrize(
    "rows", [[ROW, ROW], [{k: v for k, v in ROW.items() if k != "label"}]], ids=["zeros", "none"]
)
def test_placeholders_are_no_answers(tmp_path: Path, rows: list[Any]) -> None:
    with pytest.raises(NoAnswers):
        list(LAYOUT.gold(_file(tmp_path / "a", *rows), XCOPA))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{", "cannot be read as JSON"),
        ("[]", "no JSON object"),
        ({**ROW, "premise": 3}, "no text `premise`"),
        ({k: v for k, v in ROW.items() if k != "choice2"}, "no text `choice2`"),
        ({**ROW, "question": "why"}, "no `question` that is cause or effect"),
        ({**ROW, "choice1": "\ud800"}, "half a surrogate pair"),
    ],
)
def test_other_lines_are_refused_by_their_number(tmp_path: Path, row: Any, said: str) -> None:
    with pytest.raises(DataError, match=said) as caught:
        LAYOUT.inputs([_file(tmp_path / "a", ROW, row)])
    assert f"{tmp_path / 'a'}:" in caught.value.what and "2" in caught.value.what


@pytest.mark.parametrize("label", ["0", 2, 1.0, True, None])
def test_labels_are_the_numbers_0_and_1(tmp_path: Path, label: object) -> None:
    with pytest.raises(DataError, match="a:2: no `label` 0 or 1"):
        list(LAYOUT.gold(_file(tmp_path / "a", ROW, {**ROW, "label": label}), XCOPA))
