"""Layouts of multiple-choice data."""

import re
from typing import Any

from xstilts_baselines.data.reading.layouts._layout import all_text, label_in
from xstilts_baselines.data.reading.rows import Row
from xstilts_baselines.data.samples import ChoiceSample
from xstilts_baselines.data.task import TrainingTask

_TITLE = re.compile(r"\s*\[title\]\s*")
_MARKER = re.compile(r"\[(?:header|step|substeps)\]\s*")


def _without_markers(text: str) -> str:
    """Remove WikiHow's markers from a HellaSwag text; other texts are returned unchanged."""
    if "[" not in text:
        return text
    plain = _MARKER.sub("", _TITLE.sub(". ", text))
    return plain.removeprefix(". ") if text != plain else text


def hellaswag(row: Row, identifier: str, task: TrainingTask) -> ChoiceSample | None:
    """Read a story without its last sentence, and that sentence with each of four endings."""
    endings = _texts(row, "endings", task.choices)
    if "ctx_a" in row.values:
        story, begun = row.text("ctx_a"), row.text("ctx_b")
    else:
        story, begun = row.text("ctx"), ""
    answer = _number(row, label_in(row, "label"), len(endings))
    if answer is None:
        return None
    # Some endings begin with a comma, which follows the word without a space.
    options = (f"{begun}{'' if not begun or e[:1] in ',.;:' else ' '}{e}" for e in endings)
    return ChoiceSample(
        identifier,
        _without_markers(story),
        "",
        tuple(_without_markers(option) for option in options),
        answer,
    )


def copa(row: Row, identifier: str, task: TrainingTask) -> ChoiceSample | None:
    """Read a premise, its question type (cause or effect) and two sentences."""
    options = tuple(row.text(f"choice{n}") for n in range(1, 1 + (task.choices or 0)))
    answer = _number(row, label_in(row, "label"), len(options))
    if answer is None:
        return None
    return ChoiceSample(identifier, row.text("premise"), row.text("question"), options, answer)


def cosmos(row: Row, identifier: str, task: TrainingTask) -> ChoiceSample | None:
    """Read a story, a question and four answers; ``None of the above`` is an ordinary answer."""
    options = tuple(row.text(f"answer{n}") for n in range(task.choices or 0))
    answer = _number(row, label_in(row, "label"), len(options))
    if answer is None:
        return None
    return ChoiceSample(identifier, row.text("context"), row.text("question"), options, answer)


def commonsense(row: Row, identifier: str, task: TrainingTask) -> ChoiceSample | None:
    """Read a question with choices; the answer is identified by letter, as texts may be equal."""
    question, choices = row.values.get("question"), row.values.get("choices")
    if isinstance(question, dict):
        stem, choices = question.get("stem"), question.get("choices")
    else:
        stem = question
    if isinstance(choices, list) and all(isinstance(choice, dict) for choice in choices):
        choices = {key: [choice.get(key) for choice in choices] for key in ("label", "text")}
    letters, texts = (
        (choices.get("label"), choices.get("text")) if isinstance(choices, dict) else (None, None)
    )
    if not isinstance(stem, str) or not all_text(letters) or not all_text(texts):
        raise row.wrong("no question with choices", "expected a stem, letters and texts")
    if len(texts) != task.choices or len(set(letters)) != len(texts):
        raise row.wrong(f"{len(texts)} choices", f"expected {task.choices} with different letters")
    key = label_in(row, "answerKey")
    if key is None or key == "":
        return None
    if key not in letters:
        raise row.wrong(f"the answer {str(key)[:20]!r}", f"expected one of {', '.join(letters)}")
    return ChoiceSample(identifier, "", stem, tuple(texts), letters.index(key))


def _texts(row: Row, column: str, count: int | None) -> list[str]:
    found: Any = row.values.get(column)
    if not all_text(found) or len(found) != count:
        raise row.wrong(f"not {count} texts in {column!r}", f"expected a list of {count}")
    return list(found)


def _number(row: Row, label: object, options: int) -> int | None:
    """Return the correct option's index; the Hub stores some as text, and hidden ones as ``""``."""
    if label is None or label in ("", -1, "-1"):
        return None
    digits = str(label)
    right = isinstance(label, int | str) and not isinstance(label, bool)
    if not right or not (digits.isascii() and digits.isdecimal() and int(digits) < options):
        raise row.wrong(f"the label {digits[:20]!r}", f"expected 0 to {options - 1}")
    return int(digits)
