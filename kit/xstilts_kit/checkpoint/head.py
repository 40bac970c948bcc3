"""Which checkpoint answers which task, and whether it really can."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from hashlib import sha256

from xstilts_kit.checkpoint.folder import (
    CONFIG,
    CheckpointFolder,
    files_to_judge,
    read_folder,
    read_headers,
)
from xstilts_kit.checkpoint.labels import LabelMismatch, check_order, match_labels
from xstilts_kit.checkpoint.spec import Repositories, Repository
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.manifest import FileDigest
from xstilts_kit.tasks import Task

_HEAD_TENSORS = (
    "classifier",
    "classification_head",
    "logits_proj",
    "score",
    "sequence_summary",
    "pred_layer",
    "qa_outputs",
)
"""First components of the names of head tensors in transformers' encoder classes."""

_POSITIONS_FROM_PADDING = (
    "camembert",
    "roberta",
    "roberta-prelayernorm",
    "xlm-roberta",
    "xlm-roberta-xl",
    "xmod",
)
"""Model types that number positions from the padding index on, so lose that many."""


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint folder that fits a task: with its head, or an encoder where none is needed."""

    task: Task
    repository: Repository
    folder: CheckpointFolder
    labels: tuple[str, ...]
    """The task's label of each class index; empty where the head's outputs are no classes."""
    limit: int | None
    """Sub-words the model can take, special tokens included; None where it sets no limit."""

    def digests(self) -> tuple[FileDigest, ...]:
        """Size and SHA-256 of weights, configuration and tokenizer files, by name."""
        top = self.repository.folder
        paths = (self.folder.path / name for name in self.folder.files)
        return tuple(digest_file(path, path.relative_to(top).as_posix()) for path in paths)


def combined_digest(files: Iterable[FileDigest]) -> str:
    """One SHA-256 over several files' names and digests."""
    lines = sorted(f"{file.sha256}  {file.path}\n" for file in files)
    return sha256("".join(lines).encode()).hexdigest()


def find_heads(
    repositories: Repositories, tasks: Sequence[Task], orders: Mapping[str, Sequence[str]]
) -> tuple[dict[str, Head], dict[str, ModelError]]:
    """The head of every task, and why some tasks have none.

    Args:
        repositories: Where to look.
        tasks: The tasks asked for.
        orders: From ``--labels``: task → labels in the head's class order.
    """
    heads: dict[str, Head] = {}
    refused: dict[str, ModelError] = {}
    for task in tasks:
        repository = repositories.of(task.name)
        if repository is None:
            refused[task.name] = ModelError(
                f"No checkpoint is given for {task.name}.", f"Add --model {task.name}=CHECKPOINT."
            )
            continue
        try:
            heads[task.name] = _find(repository, task, orders.get(task.name))
        except ModelError as error:
            refused[task.name] = error
    return heads, refused


def _find(repository: Repository, task: Task, order: Sequence[str] | None) -> Head:
    sub = folder_for(repository.names, task)
    names = repository.names_in(sub)
    where = repository.called(sub)
    repository.ensure(sub, files_to_judge(where, names))
    folder = read_folder(where, repository.folder / sub, names)
    labels = _labels(folder, task, order)
    repository.ensure(sub, folder.weights)
    folder = read_headers(folder)
    family = get_family(task.family)
    if family.heads:
        _check_head_tensors(folder, task, family.outputs or len(labels))
    return Head(task, repository, folder, labels, _limit(folder))


def _labels(folder: CheckpointFolder, task: Task, order: Sequence[str] | None) -> tuple[str, ...]:
    """The task's label of each class, from a configuration whose head is the right one."""
    family = get_family(task.family)
    if not family.heads:
        return ()
    if not folder.architecture.endswith(family.heads):
        found = folder.architecture or "no class"
        raise ModelError(
            f"{folder.where}/{CONFIG} names {found}; {task.name} needs a head …{family.heads[0]}.",
            f"Fine-tune the encoder on English {task.name} data, put the result in a sub-folder"
            f" {task.name}/ or give --model {task.name}=CHECKPOINT.",
        )
    wanted = family.class_names(task)
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
        return check_order(order, wanted, len(names))
    except LabelMismatch as error:
        example = ",".join(wanted[:3]) + (",…" if len(wanted) > 3 else "")
        raise ModelError(
            f"{folder.where}: the head does not fit {task.name}: {error}.",
            f"If you know the order of its classes, say --labels {task.name}={example}.",
        ) from error


def folder_for(names: AbstractSet[str], task: Task) -> str:
    """The sub-folder of a repository that holds the task's head, or an empty string for its top.

    Args:
        names: Paths of all files of the repository.
        task: The task; a bare encoder is looked for on top first.

    Raises:
        ModelError: There are sub-folders with heads, but none for this task.
    """
    bare = not get_family(task.family).heads
    if bare and CONFIG in names:
        return ""
    for name in (task.name, *task.heads):
        if f"{name}/{CONFIG}" in names:
            return name
    parts = [name.split("/") for name in names]
    heads = sorted(part[0] for part in parts if len(part) == 2 and part[1] == CONFIG)
    if CONFIG not in names and heads:
        what = "no encoder on top for" if bare else "no head for"
        remedy = "its encoder on top" if bare else f"a sub-folder {task.name}/"
        raise ModelError(
            f"The checkpoint has {what} {task.name}; it has {', '.join(heads)}.",
            f"Add {remedy}, or give --model {task.name}=CHECKPOINT.",
        )
    return ""


def _check_head_tensors(folder: CheckpointFolder, task: Task, outputs: int) -> None:
    shapes = [s for name, s in folder.tensors.items() if name.split(".")[0] in _HEAD_TENSORS]
    if not shapes:
        raise ModelError(
            f"{folder.where} names {folder.architecture} but stores no head: it would be random.",
            "Save the fine-tuned model itself, not only its encoder.",
        )
    if any(shape and shape[0] == outputs for shape in shapes):
        return
    if get_family(task.family).outputs is not None:
        number = "1 output" if outputs == 1 else f"{outputs} outputs"
        raise ModelError(
            f"{folder.where}: {task.name} needs a head with {number}, but no tensor of the head"
            f" has {outputs} {'row' if outputs == 1 else 'rows'}.",
            f"Give a checkpoint fine-tuned for {task.name}: --model {task.name}=CHECKPOINT.",
        )
    raise ModelError(
        f"{folder.where}: config.json names {outputs} labels, but no tensor of the head has"
        f" {outputs} rows.",
        "Save configuration and weights of the same model.",
    )


def _limit(folder: CheckpointFolder) -> int | None:
    positions = folder.config.get("max_position_embeddings")
    if not isinstance(positions, int) or positions <= 0:
        return None
    if folder.config.get("model_type") in _POSITIONS_FROM_PADDING:
        padding = folder.config.get("pad_token_id")
        return positions - (padding if isinstance(padding, int) else 1) - 1
    return positions
