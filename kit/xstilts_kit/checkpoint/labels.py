"""Matching a head's class indices to a task's labels, by name."""

import re
from collections.abc import Mapping, Sequence

_NAMELESS = re.compile(r"LABEL_\d+")


class LabelMismatch(ValueError):
    """The head's labels are not the task's; the text says how."""


def match_labels(id2label: Mapping[int, str], labels: Sequence[str]) -> tuple[str, ...]:
    """The task's label of each class index: case and separators do not count.

    Args:
        id2label: As in ``config.json``.
        labels: The task's closed label set.

    Raises:
        LabelMismatch: Names without meaning, a missing label, one too many, or one twice.
    """
    indices = sorted(id2label)
    if indices != list(range(len(indices))):
        raise LabelMismatch("id2label does not number its labels 0, 1, 2 and so on")
    names = [id2label[i] for i in indices]
    if any(_NAMELESS.fullmatch(name) for name in names):
        raise LabelMismatch(
            f"its labels have no names ({', '.join(names[:4])}{' …' if len(names) > 4 else ''})"
        )
    known = {_fold(label): label for label in labels}
    folded = [_fold(name) for name in names]
    missing = [label for key, label in known.items() if key not in folded]
    extra = [name for name, key in zip(names, folded, strict=True) if key not in known]
    twice = [name for name, key in zip(names, folded, strict=True) if folded.count(key) > 1]
    if missing or extra or twice:
        parts = [
            f"{what} {', '.join(found[:8])}"
            for what, found in (("lacks", missing), ("has also", extra), ("has twice", twice))
            if found
        ]
        raise LabelMismatch(f"its label set {'; '.join(parts)}")
    return tuple(known[key] for key in folded)


def check_order(given: Sequence[str], labels: Sequence[str], classes: int) -> tuple[str, ...]:
    """The labels of ``--labels``, in the head's class order, if they fit task and head.

    Raises:
        LabelMismatch: They are not the task's labels, or not as many as the head has classes.
    """
    if sorted(given) != sorted(labels):
        raise LabelMismatch(f"--labels must name each of {', '.join(labels)} once")
    if len(given) != classes:
        raise LabelMismatch(f"the head has {classes} classes, the task {len(given)} labels")
    return tuple(given)


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
