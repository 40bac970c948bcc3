"""The model folder of a run: the bare encoder on top, a head in each sub-folder, each whole."""

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from xstilts_baselines.run.folder import RunFolder
from xstilts_kit.engine.processes import wait
from xstilts_kit.storage import storage_errors

if TYPE_CHECKING:
    from xstilts_baselines.training.phase import Trained
    from xstilts_kit.checkpoint.head import Head


def put_base(base: "Head", folder: RunFolder) -> str:
    """The base's encoder, bare, becomes the model's, and the heads begin with it; its digest."""
    from xstilts_baselines.training.base import (
        encoder_digest,
        open_bare,
        save_bare,
        save_tokenizer,
    )
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer

    encoder = open_bare(base)
    if folder.writes:
        scratch = folder.work("phase-2") / "encoder"
        save_bare(encoder, scratch)
        save_tokenizer(open_tokenizer(base), scratch)
        _move_up(scratch, folder.model)
    wait()
    return encoder_digest(encoder)


def put_encoder(trained: "Trained", base: "Head", folder: RunFolder) -> None:
    """The encoder of phase 2, without its heads, becomes the model's.

    A pooler that no head of phase 2 used stays as the base has it, or arms would differ in that.
    """
    from xstilts_baselines.training.base import keep_pooler, save_bare, save_tokenizer

    if folder.writes:
        scratch = folder.work("phase-2") / "encoder"
        keep_pooler(trained.model.encoder, base)
        save_bare(trained.model.encoder, scratch)
        save_tokenizer(trained.tokenizer, scratch)
        _move_up(scratch, folder.model)
    wait()


def put_head(trained: "Trained", task: str, target: str, folder: RunFolder) -> None:
    """A target's head becomes a sub-folder that the kit opens.

    Args:
        trained: The best weights of phase 3.
        task: The head's name in the model.
        target: The sub-folder.
        folder: The run.
    """
    from xstilts_baselines.training.base import save_tokenizer

    if folder.writes:
        scratch = folder.work(target) / "head"
        trained.model.save_head(task, scratch)
        save_tokenizer(trained.tokenizer, scratch)
        _move(scratch, folder.model / target)


def _move(scratch: Path, place: Path) -> None:
    """Put a whole folder in its place."""
    with storage_errors(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            shutil.rmtree(place)
        scratch.rename(place)


def _move_up(scratch: Path, place: Path) -> None:
    """Put files into a folder, the configuration last: without it there is no checkpoint."""
    with storage_errors(place):
        place.mkdir(parents=True, exist_ok=True)
        for path in sorted(scratch.iterdir(), key=lambda path: path.name == "config.json"):
            path.replace(place / path.name)
