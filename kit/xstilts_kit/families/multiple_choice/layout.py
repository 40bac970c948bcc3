"""Two choices: JSON lines as in COPA, ``premise choice1 choice2 question label``."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families._family import Gold, Inputs
from xstilts_kit.families._layout import UNKNOWN, NoAnswers
from xstilts_kit.families._squad import refuse_half_pair
from xstilts_kit.families.multiple_choice.records import ChoiceGold, Choices
from xstilts_kit.storage.text import read_lines
from xstilts_kit.tasks import Task

_TEXTS = ("premise", "choice1", "choice2", "question")
_QUESTIONS = ("cause", "effect")


def inputs(paths: Sequence[Path]) -> Inputs:
    """Read the examples of one file, without labels."""
    (path,) = paths
    found = []
    for row, (line, entry) in enumerate(_entries(path)):
        texts = {name: _text(entry, name, path, line) for name in _TEXTS}
        choices = (texts["choice1"], texts["choice2"])
        found.append(Choices(str(row), texts["premise"], texts["question"], choices))
    return Inputs(tuple(found))


def gold(path: Path, task: Task) -> Iterator[Gold]:
    """Read the labels of one file; if all are 0, as in XTREME's test files, they are placeholders.

    Raises:
        NoAnswers: No line has a label, or all are 0.
        DataError: The layout is wrong.
    """
    found: list[ChoiceGold] = []
    for row, (line, entry) in enumerate(_entries(path)):
        label = entry.get("label")
        if label is None and not found:
            raise NoAnswers(f"{path}:{line}: no `label`.", "Give a file that holds the labels.")
        if label == UNKNOWN:
            found.append(ChoiceGold(str(row), None))
            continue
        # In Python, True and 1.0 equal 1, but they are not labels.
        if type(label) is not int or str(label) not in task.labels:
            raise _wrong(path, line, "`label` 0 or 1")
        found.append(ChoiceGold(str(row), label))
    if all(answer.choice == 0 for answer in found):
        raise NoAnswers(
            f"{path}: every label is 0, as in XTREME's download; these are placeholders, not gold.",
            f"Give a folder with the answers; the data come from {task.source}.",
        )
    yield from found


def _entries(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, text in read_lines(path):
        try:
            entry = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise DataError(
                f"{path}:{line}: cannot be read as JSON ({error}).", "Fetch the file again."
            ) from error
        if not isinstance(entry, dict):
            raise _wrong(path, line, "JSON object")
        yield line, entry


def _text(entry: dict[str, Any], name: str, path: Path, line: int) -> str:
    found = entry.get(name)
    if not isinstance(found, str):
        raise _wrong(path, line, f"text `{name}`")
    refuse_half_pair(found, path, f"line {line}, {name},")
    if name == "question" and found not in _QUESTIONS:
        raise _wrong(path, line, "`question` that is cause or effect")
    return found


def _wrong(path: Path, line: int, expected: str) -> DataError:
    return DataError(f"{path}:{line}: no {expected}, unlike XCOPA.", "Fetch the file again.")
