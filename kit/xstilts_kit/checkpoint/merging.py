"""Merge a PEFT adapter into its base, in a temporary folder. This module imports torch and peft.

Nothing is looked up on the Hub here: adapter and base are read from local folders, which were
fetched and verified at their commits before.
"""

import atexit
import shutil
import tempfile
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from xstilts_kit.checkpoint.adapter import PREFIX, WEIGHTS, class_of, classes_of_adapter
from xstilts_kit.checkpoint.folder import (
    HEAD_TENSORS,
    TOKENIZERS,
    CheckpointFolder,
    files_to_judge,
    read_folder,
    read_headers,
    tokenizer_files,
)
from xstilts_kit.checkpoint.reading import check_bytes, largest, read_header, read_json
from xstilts_kit.checkpoint.spec import Repository, open_base
from xstilts_kit.checkpoint.unusable import ADAPTER
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.submission.files import digest_file
from xstilts_kit.submission.manifest import FileDigest
from xstilts_kit.tasks import Task

BASE = "base_model"
"""First part of the paths of the base's files in a manifest."""


@dataclass(frozen=True, slots=True)
class Merged:
    """An adapter merged into its base."""

    folder: Path
    """A complete checkpoint, deleted when the process ends."""
    base: Repository
    digests: tuple[FileDigest, ...]
    """The adapter's files, and the base's under ``base_model/``."""


def merge_adapter(repository: Repository, sub: str, task: Task) -> Merged:
    """Merge an adapter into its base.

    Args:
        repository: The adapter's repository, with its small files already fetched.
        sub: The adapter's sub-folder; empty for the top level.
        task: The task for which the adapter was given.

    Raises:
        ModelError: peft is missing, the base cannot be found, or the two do not make a whole model.
        NetworkError: The Hub cannot be reached.
    """
    need_libraries("--apply-adapters", "peft", "peft", "torch", "transformers")
    where, path, names = repository.called(sub), repository.folder / sub, repository.names_in(sub)
    settings = read_json(where, path / ADAPTER)
    if WEIGHTS not in names:
        raise ModelError(
            f"{where} holds no {WEIGHTS}; pickles are not opened.",
            "Save the adapter again with a current version of peft.",
        )
    tensors = read_header(where, path / WEIGHTS)
    _check_sizes(where, settings, tensors)
    own = tokenizer_files(names) if names & set(TOKENIZERS) else ()
    repository.ensure(sub, own)
    base = _open(where, repository, settings)
    whole = _base_files(base)
    taken = [(path / name, _inside(sub, name)) for name in (ADAPTER, WEIGHTS, *own)]
    taken += [(base.folder / name, f"{BASE}/{name}") for name in whole.files]
    digests = tuple(digest_file(file, name) for file, name in taken)
    folder = Path(tempfile.mkdtemp(prefix="xstilts-adapter-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _save(where, path, whole, settings, tensors, task, folder)
    source, files = (path, own) if own else (base.folder, tokenizer_files(set(whole.files)))
    for name in files:
        shutil.copy(source / name, folder / name)
    if tuple(digest_file(file, name) for file, name in taken) != digests:
        raise ModelError(
            f"{where} or its base was changed while it was in use.",
            "Leave the checkpoint alone during a run, then run the same command again.",
        )
    return Merged(folder, base, digests)


def _inside(sub: str, name: str) -> str:
    return f"{sub}/{name}" if sub else name


def _open(where: str, adapter: Repository, settings: Mapping[str, Any]) -> Repository:
    name, revision = settings.get("base_model_name_or_path"), settings.get("revision")
    if not isinstance(name, str) or not name:
        raise ModelError(
            f"{where} holds an adapter that does not name its base.",
            f"Write the base's Hub id or folder as base_model_name_or_path into its {ADAPTER}.",
        )
    return open_base(name, revision if isinstance(revision, str) else None, adapter)


def _base_files(base: Repository) -> CheckpointFolder:
    """Fetch the base; its weights must be safetensors."""
    names = base.names_in("")
    where = base.called("")
    if ADAPTER in names and "config.json" not in names:
        raise ModelError(
            f"{where}, the base of an adapter, is an adapter too.",
            "Merge the first one into its base, and save the second one for the result.",
        )
    judged = files_to_judge(where, names, tokenizer=False)
    for name in judged:
        most, size = largest(name), base.size("", name)
        if most is not None and size is not None:
            check_bytes(where, name, size, most)
    base.ensure("", judged)
    found = read_folder(where, base.folder, names, tokenizer=False)
    base.ensure("", found.files)
    return read_headers(found)


def _check_sizes(
    where: str, settings: Mapping[str, Any], tensors: Mapping[str, tuple[int, ...]]
) -> None:
    """Reject ranks that the adapter's tensors cannot have, before anything is built."""
    largest = max((size for shape in tensors.values() for size in shape), default=0)
    pattern = settings.get("rank_pattern")
    ranks = [settings.get("r"), *(pattern.values() if isinstance(pattern, dict) else ())]
    for rank in ranks:
        if rank is not None and (type(rank) is not int or not 0 <= rank <= largest):
            raise ModelError(
                f"{where}/{ADAPTER}: no tensor of the adapter has the rank {str(rank)[:40]}.",
                "Fetch the adapter again, all its files.",
            )


def _save(
    where: str,
    path: Path,
    base: CheckpointFolder,
    settings: Mapping[str, Any],
    tensors: Mapping[str, tuple[int, ...]],
    task: Task,
    folder: Path,
) -> None:
    """Write the merged weights and their configuration."""
    import peft
    import torch
    import transformers

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    kind = class_of(settings, task)
    classes = classes_of_adapter(task, tensors)
    options: dict[str, Any] = {} if classes is None else {"num_labels": classes}
    stored = {name.removeprefix(PREFIX): shape for name, shape in tensors.items()}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.filterwarnings("error", message=".*missing adapter keys.*")
            model, info = getattr(transformers, kind).from_pretrained(
                str(base.path),
                dtype=torch.float32,
                use_safetensors=True,
                trust_remote_code=False,
                local_files_only=True,
                output_loading_info=True,
                ignore_mismatched_sizes=True,
                **options,
            )
            _resize(model, stored)
            config = peft.PeftConfig.from_pretrained(str(path))
            # PEFT looks the base up on the Hub by this name.
            config.base_model_name_or_path, config.revision = str(base.path), None
            adapted = peft.PeftModel.from_pretrained(
                model, str(path), config=config, torch_device="cpu"
            )
            merged = adapted.merge_and_unload(safe_merge=True)
    except Exception as error:  # peft and transformers raise many kinds
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"{where} cannot be merged into {base.where} as {kind} ({reason[:200]}).",
            "Name the base that the adapter was trained on; prompts and prefixes have no weights to"
            " merge.",
        ) from error
    lacking = [*info["missing_keys"], *(one[0] for one in info["mismatched_keys"])]
    random = [name for name in lacking if name not in stored]
    if random and kind != "AutoModel":
        raise ModelError(
            f"Neither {where} nor its base stores {random[0]}: it would be random.",
            "Train the adapter again with this layer in modules_to_save.",
        )
    if classes is not None and any(name.split(".")[0] in HEAD_TENSORS for name in stored):
        # The names of the base's own classes need not be the adapter's.
        merged.config.id2label = {index: f"LABEL_{index}" for index in range(classes)}
        merged.config.label2id = {name: index for index, name in merged.config.id2label.items()}
    merged.save_pretrained(folder)


def _resize(model: Any, stored: Mapping[str, tuple[int, ...]]) -> None:
    """Add the rows of tokens that the adapter brings in its own embeddings."""
    table = model.get_input_embeddings()
    name = next(name for name, module in model.named_modules() if module is table)
    shape = stored.get(f"{name}.weight")
    if shape is not None and len(shape) == 2 and shape[0] > table.num_embeddings:
        model.resize_token_embeddings(shape[0], mean_resizing=False)


def read_merged(merged: Merged, where: str) -> CheckpointFolder:
    """Read the merged folder like any other; messages name the adapter's place."""
    names = {path.name for path in merged.folder.iterdir()}
    return replace(read_folder(where, merged.folder, names), where=where)
