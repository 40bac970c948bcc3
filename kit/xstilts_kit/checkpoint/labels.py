"""Match a head's class indices to a task's labels by name."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

NEVER = "never"
"""Label in ``--labels`` for a class that the task does not have, masked before the argmax."""

_NAMELESS = re.compile(r"LABEL_\d+")
_LONGEST_SHOWN = 100


class LabelMismatch(ValueError):
    """The head's labels differ from the task's; `remedy` suggests a fix, if there is one."""

    def __init__(self, text: str, remedy: str = "") -> None:
        super().__init__(text)
        self.remedy = remedy


class Nameless(LabelMismatch):
    """The head has enough classes for the task's labels, but does not name them."""


def match_labels(id2label: Mapping[int, str], labels: Sequence[str]) -> tuple[str, ...]:
    """Return the task's label of each class index, ignoring case and separators.

    Args:
        id2label: As in ``config.json``.
        labels: The task's closed label set.

    Raises:
        LabelMismatch: Names are meaningless, or a label is missing, unknown or duplicated.
    """
    names = _in_order(id2label)
    _check_enough(len(names), labels)
    if any(_NAMELESS.fullmatch(name) for name in names):
        raise Nameless(f"its labels have no names ({_listed(names)})")
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
    """Check that the labels of ``--labels``, in class order, fit task and head.

    A class that the task does not have is called ``never``.

    Raises:
        LabelMismatch: They differ from the task's labels, or do not fit the number of classes.
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
    """Return classes whose name contradicts ``--labels``, as (name, given label)."""
    known = {_fold(label): label for label in labels}
    return tuple(
        (name, label)
        for name, label in zip(_in_order(id2label), given, strict=True)
        if not _NAMELESS.fullmatch(name) and known.get(_fold(name), label) != label
    )


def are_named(id2label: Mapping[int, str]) -> bool:
    """Whether the configuration has meaningful class names."""
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


def clipped(name: str) -> str:
    """Shorten a name from a checkpoint's file for a message."""
    return name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(clipped, names[:8])) + (" …" if len(names) > 8 else "")


def _fold(name: str) -> str:
    return re.sub(r"[\W_]+", "", name).casefold()
