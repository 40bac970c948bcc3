"""Matching a head's class indices to a task's labels, by name."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

NEVER = "never"
"""What ``--labels`` calls a class that the task does not have: it is masked before the argmax."""

_NAMELESS = re.compile(r"LABEL_\d+")


class LabelMismatch(ValueError):
    """The head's labels are not the task's; the text says how, `remedy` what to do, if anything."""

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.remedy = remedy


class Nameless(LabelMismatch):
    """The head has as many classes as the task has labels, or more, and does not name them."""


def match_labels(id2label: Mapping[int, str], labels: Sequence[str]) -> tuple[str, ...]:
    """The task's label of each class index: case and separators do not count.

    Args:
        id2label: As in ``config.json``.
        labels: The task's closed label set.

    Raises:
        LabelMismatch: Names without meaning, a missing label, one too many, or one twice.
    """
    names = _in_order(id2label)
    _check_enough(len(names), labels)
    if any(_NAMELESS.fullmatch(name) for name in names):
        raise Nameless(
            f"its labels have no names ({', '.join(names[:4])}{' …' if len(names) > 4 else ''})"
        )
    known = {_fold(label): label for label in labels}
    folded = [_fold(name) for name in names]
    counts = Counter(folded)
    missing = [label for key, label in known.items() if key not in counts]
    extra = [name for name, key in zip(names, folded, strict=True) if key not in known]
    twice = [name for name, key in zip(names, folded, strict=True) if counts[key] > 1]
    if missing or extra or twice:
        parts = [
            f"{what} {_listed(found)}"
            for what, found in (("lacks", missing), ("has also", extra), ("has twice", twice))
            if found
        ]
        remedy = ""
        if not missing and not set(twice) - set(extra):
            remedy = ",".join(known.get(key, NEVER) for key in folded)
        raise LabelMismatch(f"its label set {'; '.join(parts)}", remedy)
    return tuple(known[key] for key in folded)


def check_order(given: Sequence[str], labels: Sequence[str], classes: int) -> tuple[str, ...]:
    """The labels of ``--labels``, in the head's class order, if they fit task and head.

    A class that the task does not have is called ``never``.

    Raises:
        LabelMismatch: They are not the task's labels, or not as many as the head has classes.
    """
    if sorted(label for label in given if label != NEVER) != sorted(labels):
        raise LabelMismatch(
            f"--labels must name each of {', '.join(labels)} once, and {NEVER} for other classes"
        )
    _check_enough(classes, labels)
    if len(given) != classes:
        raise LabelMismatch(
            f"the head has {classes} classes, and --labels names {len(given)} of them"
        )
    return tuple(given)


def contradicted(
    given: Sequence[str], id2label: Mapping[int, str], labels: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Classes whose name means one label while ``--labels`` says another: (name, given)."""
    known = {_fold(label): label for label in labels}
    return tuple(
        (name, label)
        for name, label in zip(_in_order(id2label), given, strict=True)
        if not _NAMELESS.fullmatch(name) and known.get(_fold(name), label) != label
    )


def are_named(id2label: Mapping[int, str]) -> bool:
    """Whether the configuration gives the classes names with a meaning."""
    return not any(_NAMELESS.fullmatch(name) for name in id2label.values())


def _in_order(id2label: Mapping[int, str]) -> list[str]:
    indices = sorted(id2label)
    if indices != list(range(len(indices))):
        raise LabelMismatch("id2label does not number its labels 0, 1, 2 and so on")
    return [id2label[i] for i in indices]


def _check_enough(classes: int, labels: Sequence[str]) -> None:
    if 0 < classes < len(labels):
        outputs = "1 output" if classes == 1 else f"{classes} classes"
        raise LabelMismatch(
            f"it has {outputs}, fewer than the {len(labels)} labels {_listed(labels)}, so it cannot"
            " answer this task",
            "",
        )


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:8]) + (" …" if len(names) > 8 else "")


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
