"""Masked language modelling on unlabelled text."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import torch
from torch.nn import functional

from xstilts_baselines.data.samples import TextSample
from xstilts_baselines.data.task import TrainingTask
from xstilts_baselines.training.shapes._shape import IGNORED, Row, Shape, inputs_of
from xstilts_kit.checkpoint.opening import OpenHead

_MASKED, _REPLACED = 0.8, 0.1
"""Shares of the chosen sub-words that are masked and replaced; the others are kept."""

_HEADS = ("lm_head", "cls")
"""Names of the language modelling head in transformers' encoders; it takes hidden states."""

_ROWS_AT_ONCE = 16


class TextShape(Shape):
    """Masked language modelling with masks drawn for every batch from its seed."""

    head = "ForMaskedLM"

    def __init__(self, task: TrainingTask, opened: OpenHead, mask: float = 0.15) -> None:
        super().__init__(task, opened)
        self.mask = mask
        """Share of sub-words selected for masking."""

    @classmethod
    def configuration(cls, task: TrainingTask) -> Mapping[str, Any]:
        """Return nothing, because the head has the size of the vocabulary."""
        return {}

    def rows(self, samples: Sequence[TextSample]) -> list[Row]:
        """Make one row per text, truncated to the maximum length."""
        encoded = self.opened.tokenizer(
            [sample.text for sample in samples],
            truncation=True,
            max_length=self.opened.max_length,
            return_attention_mask=False,
            return_token_type_ids=False,
        )["input_ids"]
        return [Row(ids, None) for ids in encoded]

    def collate(self, rows: Sequence[Row], seed: str) -> dict[str, torch.Tensor]:
        """Build a batch with masked sub-words and their targets."""
        batch = self.padded(rows)
        ids = batch["input_ids"]
        number = int.from_bytes(sha256(seed.encode()).digest()[:7], "big")
        generator = torch.Generator().manual_seed(number)
        tokenizer = self.opened.tokenizer
        special = torch.isin(ids, torch.tensor(tokenizer.all_special_ids))
        chosen = (torch.rand(ids.shape, generator=generator) < self.mask) & ~special
        if not chosen.any():  # a batch without a target has no loss
            chosen[0, ids.shape[1] // 2] = True
        way = torch.rand(ids.shape, generator=generator)
        others = torch.randint(len(tokenizer), ids.shape, generator=generator)
        hidden = torch.where(chosen & (way < _MASKED), tokenizer.mask_token_id, ids)
        replaced = chosen & (way >= _MASKED) & (way < _MASKED + _REPLACED)
        return batch | {
            "input_ids": torch.where(replaced, others, hidden),
            "labels": torch.where(chosen, ids, IGNORED),
        }

    def targets(self, rows: Sequence[Row], width: int) -> dict[str, torch.Tensor]:
        """Return nothing, because targets are drawn together with the masks."""
        return {}

    def logits(self, model: Any, inputs: Mapping[str, torch.Tensor]) -> tuple[torch.Tensor, ...]:
        """Return the vocabulary's logits, one prediction per chosen position."""
        chosen = inputs["labels"] != IGNORED
        head = next((getattr(model, name) for name in _HEADS if hasattr(model, name)), None)
        if head is None:
            logits = model(**inputs_of(inputs)).logits[chosen]
        else:
            logits = head(model.base_model(**inputs_of(inputs)).last_hidden_state[chosen])
        return (logits.float(),)

    def cost(
        self, logits: tuple[torch.Tensor, ...], inputs: Mapping[str, torch.Tensor]
    ) -> torch.Tensor:
        """Compute the cross-entropy over the vocabulary at the chosen positions only."""
        labels = inputs["labels"]
        return functional.cross_entropy(logits[0], labels[labels != IGNORED])

    def score(self, samples: Sequence[TextSample]) -> float:
        """Compute the loss on the dev texts, with the same masks every time."""
        rows = self.rows(samples)
        total = count = 0.0
        with torch.inference_mode():
            for first in range(0, len(rows), _ROWS_AT_ONCE):
                batch = self.collate(rows[first : first + _ROWS_AT_ONCE], f"dev/{first}")
                batch = {name: value.to(self.opened.device) for name, value in batch.items()}
                hidden = int((batch["labels"] != IGNORED).sum())
                total += float(self.loss(self.opened.model, batch)) * hidden
                count += hidden
        return total / max(1.0, count)
