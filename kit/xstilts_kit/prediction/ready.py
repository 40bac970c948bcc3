"""Heads that are ready to run: checked, with their tokenizer and the cells they answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from xstilts_kit.checkpoint.embedding import Embedding
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.sentence import TrainedAt
from xstilts_kit.sources.survey import Surveyed
from xstilts_kit.submission.manifest import TokenizerSource

if TYPE_CHECKING:
    import torch

    from xstilts_kit.checkpoint.opening import OpenHead


@dataclass(frozen=True, slots=True)
class ReadyHead:
    """One task's head before its weights are loaded."""

    head: Head
    tokenizer: Any
    max_length: int
    """Sub-words that an input may have, special tokens included."""
    embedding: Embedding | None
    """How sentences are embedded, where the task asks the bare encoder."""
    dtype: str
    cells: tuple[Surveyed, ...]
    """What it answers; in a dry run only what is here already."""
    tokenizer_source: TokenizerSource
    """How the tokenizer was opened."""
    languages: Mapping[str, str] | None
    """Language → what the model is told it is, where it must be told."""
    trained: TrainedAt | None
    """How the encoder was trained to embed sentences, where it says so."""

    @property
    def task(self) -> str:
        """Name of the task."""
        return self.head.task.name

    def open(self, device: "torch.device") -> "OpenHead":
        """Load the weights.

        Raises:
            ModelError: The checkpoint does not give the model that its configuration describes.
        """
        from xstilts_kit.checkpoint.opening import open_head

        return open_head(
            self.head, self.tokenizer, device, self.dtype, self.max_length, self.embedding
        )
