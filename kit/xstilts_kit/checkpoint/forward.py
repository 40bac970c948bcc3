"""One padded batch through a model."""

from collections.abc import Sequence
from typing import Any

import torch

from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.diagnostics.errors import ModelError


def logits(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    token_type_ids: Sequence[Sequence[int]] | None,
) -> torch.Tensor:
    """The head's logits, on the CPU as float32.

    Args:
        head: The open head.
        input_ids: Sub-words of each row, special tokens included.
        token_type_ids: Segments of each row, or None where the model has none.

    Returns:
        float32, (rows, …) with the head's own further dimensions; padded to the longest row.

    Raises:
        ModelError: Some of them are NaN.
    """
    longest = max(len(row) for row in input_ids)
    padding = head.tokenizer.pad_token_id

    def padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
        filled = [[*row, *[value] * (longest - len(row))] for row in rows]
        return torch.tensor(filled, dtype=torch.long, device=head.device)

    inputs: dict[str, Any] = {
        "input_ids": padded(input_ids, padding),
        "attention_mask": padded([[1] * len(row) for row in input_ids], 0),
    }
    if token_type_ids is not None:
        inputs["token_type_ids"] = padded(token_type_ids, 0)
    with torch.inference_mode():
        result: torch.Tensor = head.model(**inputs).logits
    result = result.float().cpu()
    if result.isnan().any():
        raise ModelError(
            f"{head.head.folder.path}: the model's answers are not numbers (NaN).",
            "Try --dtype float32 or bfloat16; if they stay so, the weights are damaged.",
        )
    return result
