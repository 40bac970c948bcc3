"""Locate the head of a task in a repository."""

import re
from collections.abc import Sequence

from xstilts_kit.checkpoint.folder import CONFIG
from xstilts_kit.checkpoint.reading import read_json
from xstilts_kit.checkpoint.spec import Repository
from xstilts_kit.checkpoint.unusable import ADAPTER, training_checkpoints
from xstilts_kit.diagnostics.errors import ModelError
from xstilts_kit.families import get_family
from xstilts_kit.tasks import Task


def folder_for(repository: Repository, task: Task) -> str:
    """Return the sub-folder with the task's head, or an empty string for the top level.

    Args:
        repository: The repository to search.
        task: The task; a bare encoder is searched for at the top level first.

    Raises:
        ModelError: There are sub-folders with heads, but none for this task.
    """
    names = repository.names
    bare = not get_family(task.family).heads
    if bare and CONFIG in names:
        return ""
    for name in (task.name, *task.heads):
        if {f"{name}/{CONFIG}", f"{name}/{ADAPTER}"} & names:
            return name
    if {CONFIG, ADAPTER} & names:
        return ""
    if bare and f"{_TRANSFORMER}/{CONFIG}" in names:
        return _TRANSFORMER
    parts = [name.split("/") for name in names]
    heads = sorted(
        {
            part[0]
            for part in parts
            if len(part) == 2 and part[1] in (CONFIG, ADAPTER) and not _MODULE.fullmatch(part[0])
        }
    )
    steps = [name for name in heads if _STEP.fullmatch(name)]
    if steps:
        raise training_checkpoints(repository.called(""), steps, _best_step(repository, steps))
    if heads:
        what = "no encoder on top for" if bare else "no head for"
        remedy = "its encoder on top" if bare else f"a sub-folder {task.name}/"
        raise ModelError(
            f"The checkpoint has {what} {task.name}; it has {', '.join(heads)}.",
            f"Add {remedy}, or give --model {task.name}=CHECKPOINT.",
        )
    return ""


_TRANSFORMER = "0_Transformer"
"""Folder of the encoder in older versions of sentence-transformers."""
_MODULE = re.compile(r"[0-9]+_[A-Z]\w*")
"""Folders of sentence-transformers' modules."""
_STEP = re.compile(r"checkpoint-[0-9]{1,12}")


def _best_step(repository: Repository, steps: Sequence[str]) -> str | None:
    """Return the best step according to the Trainer's own record."""
    last = max(steps, key=lambda name: int(name.rpartition("-")[2]))
    if f"{last}/trainer_state.json" not in repository.names or repository.pinned is not None:
        return None
    try:
        state = read_json(repository.called(last), repository.folder / last / "trainer_state.json")
    except ModelError:
        return None
    best = state.get("best_model_checkpoint")
    name = best.replace("\\", "/").rstrip("/").rpartition("/")[2] if isinstance(best, str) else ""
    return name if name in steps else None
