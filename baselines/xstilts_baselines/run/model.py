"""The model folder of a run: the bare encoder at the top level, and a sub-folder for each head."""

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
    """Save the base's bare encoder as the model's, and return its digest."""
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
    """Save the encoder of phase 2, without its heads, as the model's.

    A pooler that no head of phase 2 used is kept from the base, so that arms do not differ in it.
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
    """Save a target's head as a sub-folder that the kit can open.

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
    """Move a complete folder to its final place."""
    with storage_errors(place):
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.exists():
            shutil.rmtree(place)
        scratch.rename(place)


def _move_up(scratch: Path, place: Path) -> None:
    """Move files into a folder, the configuration last, since it marks a complete checkpoint."""
    with storage_errors(place):
        place.mkdir(parents=True, exist_ok=True)
        for path in sorted(scratch.iterdir(), key=lambda path: path.name == "config.json"):
            path.replace(place / path.name)
