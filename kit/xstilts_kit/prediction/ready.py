"""Heads that are ready to run: checked, with tokenizer and cells."""

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
    """Maximum sub-words of an input, including special tokens."""
    embedding: Embedding | None
    """The embedding of sentences, for tasks of the bare encoder."""
    dtype: str
    cells: tuple[Surveyed, ...]
    """Cells to predict; in a dry run only those with available data."""
    tokenizer_source: TokenizerSource
    """How the tokenizer was opened."""
    languages: Mapping[str, str] | None
    """Language → code passed to the model, if it needs one."""
    trained: TrainedAt | None
    """How the encoder was trained to embed sentences, if known."""

    @property
    def task(self) -> str:
        """Name of the task."""
        return self.head.task.name

    def open(self, device: "torch.device") -> "OpenHead":
        """Load the weights.

        Raises:
            ModelError: The checkpoint does not match its configuration.
        """
        from xstilts_kit.checkpoint.opening import open_head

        return open_head(
            self.head, self.tokenizer, device, self.dtype, self.max_length, self.embedding
        )
