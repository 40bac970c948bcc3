"""Warnings about valid settings that affect the predictions."""

from collections.abc import Iterable

from xstilts_kit.families import get_family
from xstilts_kit.prediction.ready import ReadyHead


def length_warnings(heads: Iterable[ReadyHead], asked: Iterable[str]) -> list[str]:
    """Return a warning for each task whose inputs are truncated by the tokenizer's own limit.

    Args:
        heads: The heads.
        asked: Tasks with a ``--max-length`` of their own.
    """
    chosen = set(asked)
    found = []
    for ready in heads:
        usual = get_family(ready.head.task.family).max_length
        own, limit = ready.tokenizer.model_max_length, ready.head.limit
        possible = usual if limit is None else min(usual, limit)
        if ready.task not in chosen and ready.max_length == own < possible:
            found.append(
                f"{ready.task}: inputs are cut at {own} sub-words, because tokenizer_config.json"
                f" has model_max_length {own}; the protocol has {usual}. If the model can take"
                " more, correct model_max_length."
            )
    return found


def training_warnings(heads: Iterable[ReadyHead]) -> list[str]:
    """Return a warning for each sentence encoder used differently from its training."""
    found = []
    for ready in heads:
        told, embedding = ready.trained, ready.embedding
        if told is None or embedding is None:
            continue
        same = (embedding.layer, embedding.pooling) == (told.layer, told.pooling)
        if not same or (told.prefixes and not embedding.prefix):
            found.append(
                f"{ready.task}: the checkpoint was trained for {told.describe()}; it is read at"
                f" layer {embedding.layer}, {embedding.pooling} pooling,"
                f" {f'prefix {embedding.prefix!r}' if embedding.prefix else 'no prefix'}."
                f" {told.options} {'reads it so' if told.is_readable else 'comes nearest to that'}."
            )
    return found
