"""Meaning of a head's classes: names in the configuration, or ``--labels``."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xstilts_kit.checkpoint.folder import CONFIG, CheckpointFolder
from xstilts_kit.checkpoint.labels import (
    NEVER,
    LabelMismatch,
    Nameless,
    check_order,
    contradicted,
    match_labels,
)
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family
from xstilts_kit.tasks import Task

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.head import Head


class NamelessHead(ModelError):
    """The head has enough classes for the task, but they have no names."""

    head: "Head | None" = None
    """The head with numbered classes, if its weights are available."""


def labels_of(
    folder: CheckpointFolder, task: Task, order: Sequence[str] | None, override: bool
) -> tuple[str, ...]:
    """Return the task's label of each class, from the configuration or from ``--labels``."""
    wanted = get_family(task.family).class_names(task)
    if not wanted:
        if order is not None:
            raise ModelError(
                f"--labels {task.name} is given, but the outputs of its head are not labels.",
                f"Leave --labels {task.name} out.",
            )
        return ()
    names = folder.id2label()
    try:
        if order is None:
            return match_labels(names, wanted)
        labels = check_order(order, wanted, len(names))
        contradictions = contradicted(labels, names, wanted)
    except LabelMismatch as error:
        kind = NamelessHead if isinstance(error, Nameless) else ModelError
        raise kind(
            f"{folder.where}: the head does not fit {task.name}: {error}.",
            _what_to_do(error, task, len(names)),
        ) from error
    if contradictions and not override:
        name, label = contradictions[0]
        raise ModelError(
            f"{folder.where}/{CONFIG} calls a class {name}, and --labels {task.name}=… calls it"
            f" {label}.",
            "Leave --labels out; or add --override-labels if the names in config.json are wrong.",
        )
    return labels


def _what_to_do(error: LabelMismatch, task: Task, classes: int) -> str:
    if error.remedy:
        return (
            f"Say --labels {task.name}={error.remedy} ({NEVER}: a class that the task does not"
            " have; it is left out of the choice)."
        )
    if 0 < classes < len(task.labels):
        return f"Fine-tune a head on {task.name}'s own labels."
    labels = ", ".join(sorted(task.labels)[:8]) + (" …" if len(task.labels) > 8 else "")
    return (
        f"Find out in which order it was trained, and name each class, in that order, in --labels"
        f" {task.name}=… ({labels}; {NEVER} for any other). `predict --dry-run` tries the orders on"
        " English validation data, where they are at hand."
    )
