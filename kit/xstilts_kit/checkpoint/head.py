"""Match checkpoints to tasks, and check that they fit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from xstilts_kit.checkpoint.adapter import adapter_alone, is_adapter, small_files
from xstilts_kit.checkpoint.classes import NamelessHead, labels_of
from xstilts_kit.checkpoint.folder import (
    CONFIG,
    HEAD_TENSORS,
    SENTENCE_PIECES,
    TOKENIZER_FILE,
    CheckpointFolder,
    files_to_judge,
    read_folder,
    read_headers,
)
from xstilts_kit.checkpoint.labels import (
    NEVER,
    are_named,
    clipped,
)
from xstilts_kit.checkpoint.places import folder_for
from xstilts_kit.checkpoint.reading import check_bytes, largest
from xstilts_kit.checkpoint.spec import Repositories, Repository
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.manifest import FileDigest
from xstilts_kit.tasks import Task

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.merging import Merged

_POSITIONS_FROM_PADDING = (
    "camembert",
    "roberta",
    "roberta-prelayernorm",
    "xlm-roberta",
    "xlm-roberta-xl",
    "xmod",
)
"""Model types whose positions start after the padding index, which reduces their number."""


@dataclass(frozen=True, slots=True)
class Head:
    """A checkpoint folder that fits a task: a fitting head, or a bare encoder."""

    task: Task
    repository: Repository
    folder: CheckpointFolder
    labels: tuple[str, ...]
    """The task's label of each class index, or `NEVER`; empty if outputs are not classes."""
    limit: int | None
    """Maximum sub-words of an input, including special tokens; None without a limit."""
    config_labels: Mapping[int, str] | None = None
    """Names of the classes in ``config.json``, if ``--labels`` is used."""
    nameless: bool = False
    """Whether ``config.json`` gives its classes no names."""
    stamps: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Identity, size and time of every file when it was checked."""
    merged: "Merged | None" = None
    """The adapter and base whose merged weights are used."""

    @property
    def masked(self) -> list[int]:
        """Class indices that are never predicted."""
        return [index for index, label in enumerate(self.labels) if label == NEVER]

    def digests(self) -> tuple[FileDigest, ...]:
        """Compute size and SHA-256 of weights, configuration and tokenizer files, by name.

        Raises:
            ModelError: A file has changed since it was checked.
        """
        if self.merged is not None:
            self.check_unchanged()
            return self.merged.digests
        top = self.repository.folder
        paths = (self.folder.path / name for name in self.folder.files)
        found = tuple(digest_file(path, path.relative_to(top).as_posix()) for path in paths)
        self.check_unchanged()
        return found

    def check_unchanged(self) -> None:
        """Verify that the files have not changed since they were checked.

        Raises:
            ModelError: A file was replaced or modified.
        """
        for name, before in self.stamps.items():
            if _stamp(self.folder.path / name) != before:
                raise ModelError(
                    f"{self.folder.where}/{name} was changed while it was in use.",
                    "Leave the checkpoint alone during a run, then run the same command again.",
                )


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


def combined_digest(files: Iterable[FileDigest]) -> str:
    """Combine several files' names and digests to one SHA-256."""
    lines = sorted(f"{file.sha256}  {file.path}\n" for file in files)
    return sha256("".join(lines).encode()).hexdigest()


def find_heads(
    repositories: Repositories,
    tasks: Sequence[Task],
    orders: Mapping[str, Sequence[str]],
    *,
    override: bool = False,
    trial: bool = False,
) -> tuple[dict[str, Head], dict[str, ModelError]]:
    """Find the head of every task, and the reasons why some tasks have none.

    Args:
        repositories: The repositories to search.
        tasks: The requested tasks.
        orders: From ``--labels``: task → labels in the head's class order.
        override: Whether `orders` may contradict names in ``config.json``.
        trial: Whether heads with unnamed classes will be tried, which needs their weights.
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
            heads[task.name] = _find(repository, task, orders.get(task.name), override, trial)
        except ModelError as error:
            refused[task.name] = error
    return heads, refused


def _find(
    repository: Repository,
    task: Task,
    order: Sequence[str] | None,
    override: bool,
    trial: bool,
) -> Head:
    sub = folder_for(repository, task)
    names = repository.names_in(sub)
    where = repository.called(sub)
    path = repository.folder / sub
    merged: Merged | None = None
    if is_adapter(names):
        _fetch_small(repository, sub, small_files(names))
        if not repository.apply_adapters:
            raise adapter_alone(repository, sub, task)
        from xstilts_kit.checkpoint.merging import merge_adapter, read_merged

        merged = merge_adapter(repository, sub, task)
        folder, path = read_merged(merged, where), merged.folder
        stamps = {name: _stamp(path / name) for name in folder.files}
    else:
        judged = files_to_judge(where, names)
        _fetch_small(repository, sub, judged)
        stamps = {name: _stamp(path / name) for name in judged}
        folder = read_folder(where, path, names)
    _check_class(folder, task)
    if folder.has_names and not trial:  # before large files are fetched
        labels_of(folder, task, order, override)
    if merged is None:
        repository.ensure(sub, folder.weights)
    stamps |= {name: _stamp(path / name) for name in folder.weights}
    folder = read_headers(folder)
    _check_vocabulary_files(folder)
    try:
        labels = labels_of(folder, task, order, override)
    except NamelessHead as error:
        numbers = tuple(map(str, folder.id2label()))
        error.head = Head(
            task, repository, folder, numbers, _limit(folder), nameless=True, merged=merged
        )
        raise
    family = get_family(task.family)
    if family.heads:
        _check_head_tensors(folder, task, family.outputs or len(labels))
    there = folder.id2label() if order is not None and labels else {}
    named = folder.has_names and are_named(there)
    return Head(
        task,
        repository,
        folder,
        labels,
        _limit(folder),
        config_labels=there if there and named else None,
        nameless=bool(there) and not named,
        stamps=MappingProxyType(stamps),
        merged=merged,
    )


def _fetch_small(repository: Repository, sub: str, names: Iterable[str]) -> None:
    """Fetch small files, rejecting any that is larger than plausible."""
    wanted = list(names)
    for name in wanted:
        most, size = largest(name), repository.size(sub, name)
        if most is not None and size is not None:
            check_bytes(repository.called(sub), name, size, most)
    repository.ensure(sub, wanted)


def _check_vocabulary_files(folder: CheckpointFolder) -> None:
    """Reject a tokenizer far larger than the model's largest table."""
    rows = max((max(shape, default=0) for shape in folder.tensors.values()), default=0)
    for name in (TOKENIZER_FILE, *SENTENCE_PIECES, "vocab.txt", "vocab.json", "merges.txt"):
        if name in folder.files:
            size = (folder.path / name).stat().st_size
            check_bytes(folder.where, name, size, 4_000_000 + 400 * rows)


def _check_class(folder: CheckpointFolder, task: Task) -> None:
    family = get_family(task.family)
    if family.heads and not folder.architecture.endswith(family.heads):
        found = folder.architecture or "no class"
        raise ModelError(
            f"{folder.where}/{CONFIG} names {clipped(found)};"
            f" {task.name} needs a head …{family.heads[0]}.",
            f"Fine-tune the encoder on English {task.name} data, put the result in a sub-folder"
            f" {task.name}/ or give --model {task.name}=CHECKPOINT.",
        )


def _check_head_tensors(folder: CheckpointFolder, task: Task, outputs: int) -> None:
    shapes = [s for name, s in folder.tensors.items() if name.split(".")[0] in HEAD_TENSORS]
    if not shapes:
        raise ModelError(
            f"{folder.where} names {clipped(folder.architecture)} but stores no head: it would"
            " be random.",
            "Save the fine-tuned model itself, not only its encoder.",
        )
    if folder.classes in (None, outputs) and any(s and s[0] == outputs for s in shapes):
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
