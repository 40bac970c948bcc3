"""Forward passes of one padded batch."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from xstilts_kit.checkpoint.embedding import ends_at
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.diagnostics.errors import ModelError, NotNumbersError


def logits(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    token_type_ids: Sequence[Sequence[int]] | None,
    languages: Sequence[str | None] | None = None,
) -> torch.Tensor:
    """Compute the head's logits, on the CPU as float32.

    Args:
        head: The open head.
        input_ids: Sub-words of each row, special tokens included.
        token_type_ids: Segments of each row, or None if the model has no segments.
        languages: The language of each row, for models that require it.

    Returns:
        float32, (rows, …) with the head's own further dimensions; padded to the longest row.
        Classes that the task does not have are minus infinity.

    Raises:
        NotNumbersError: Some of them are NaN.
    """
    output, _ = _forward(head, input_ids, token_type_ids, languages)
    scores, masked = _numbers(head, output.logits), head.head.masked
    return scores.index_fill(-1, torch.tensor(masked), -torch.inf) if masked else scores


def choice_scores(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    token_type_ids: Sequence[Sequence[int]] | None,
    languages: Sequence[str | None] | None = None,
) -> torch.Tensor:
    """Compute the head's single score for each row: float32, (rows,).

    A multiple choice class expects the choices of an example in a separate dimension; here
    each row is the only choice of its example, so examples may have any number of choices.

    Arguments and errors as for `logits`.
    """
    nested = head.head.folder.architecture.endswith("ForMultipleChoice")
    output, _ = _forward(head, input_ids, token_type_ids, languages, nested=nested)
    return _numbers(head, output.logits)[:, 0]


def question_logits(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    token_type_ids: Sequence[Sequence[int]] | None,
    languages: Sequence[str | None] | None = None,
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Compute logits of an answer's first and last sub-word: two float32, (rows, longest row).

    Arguments and errors as for `logits`.
    """
    output, _ = _forward(head, input_ids, token_type_ids, languages)
    return _numbers(head, output.start_logits).numpy(), _numbers(head, output.end_logits).numpy()


def sentence_vectors(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    languages: Sequence[str | None] | None = None,
) -> NDArray[np.float32]:
    """Compute each row's vector at a hidden layer: float32, (rows, width), not normalised.

    Raises:
        NotNumbersError: Some of them are NaN.
    """
    embedding = head.embedding
    if embedding is None:
        raise ValueError("the head was not opened as an encoder")
    if ends_at(head.model, embedding.layer):
        output, mask = _forward(head, input_ids, None, languages)
        hidden = output.last_hidden_state
    else:
        output, mask = _forward(head, input_ids, None, languages, output_hidden_states=True)
        hidden = output.hidden_states[embedding.layer]
    return _numbers(head, _pooled(hidden, mask, embedding.pooling)).numpy()


def layer_vectors(
    head: OpenHead, input_ids: Sequence[Sequence[int]], layers: Sequence[int]
) -> NDArray[np.float32]:
    """Compute each row's vectors at several layers in one pass: float32, (rows, layers, width).

    Raises:
        NotNumbersError: Some of them are NaN.
    """
    states, mask, pooling = _states(head, input_ids)
    found = [_pooled(states[layer], mask, pooling) for layer in layers]
    return _numbers(head, torch.stack(found, dim=1)).numpy()


def token_means(
    head: OpenHead, input_ids: Sequence[Sequence[int]], layers: Sequence[int]
) -> NDArray[np.float32]:
    """Compute means over all sub-words, and over those that are not special tokens, in one pass.

    A text without other sub-words has the same vector in both.

    Returns:
        float32, (rows, 2, layers, width): special tokens included, then left out.

    Raises:
        NotNumbersError: Some of them are NaN.
    """
    states, mask, _ = _states(head, input_ids)
    tokenizer = head.tokenizer
    special = {
        found
        for name in ("cls_token_id", "sep_token_id", "bos_token_id", "eos_token_id")
        if (found := getattr(tokenizer, name)) is not None
    }
    own = mask.clone()
    for row, ids in enumerate(input_ids):
        kept = [int(each not in special) for each in ids]
        if any(kept):
            own[row, : len(ids)] = torch.tensor(kept, dtype=mask.dtype, device=mask.device)
    both = [
        torch.stack([_pooled(states[layer], which, "mean") for layer in layers], dim=1)
        for which in (mask, own)
    ]
    return _numbers(head, torch.stack(both, dim=1)).numpy()


def sub_word_states(
    head: OpenHead, input_ids: Sequence[Sequence[int]], layer: int
) -> list[NDArray[np.float32]]:
    """Compute the vectors of every sub-word at one layer: float32, (sub-words, width) a row.

    Raises:
        NotNumbersError: Some of them are NaN.
    """
    states, mask, _ = _states(head, input_ids)
    hidden, taken = _numbers(head, states[layer]).numpy(), mask.bool().cpu().numpy()
    return [own[mine] for own, mine in zip(hidden, taken, strict=True)]


def _states(
    head: OpenHead, input_ids: Sequence[Sequence[int]]
) -> tuple[Sequence[torch.Tensor], torch.Tensor, str]:
    """Return all hidden states of an encoder, the attention mask and the encoder's pooling."""
    if head.embedding is None:
        raise ValueError("the head was not opened as an encoder")
    output, mask = _forward(head, input_ids, None, None, output_hidden_states=True)
    return output.hidden_states, mask, head.embedding.pooling


def _pooled(states: torch.Tensor, mask: torch.Tensor, pooling: str) -> torch.Tensor:
    """Pool a layer's states to one vector per row: float32, (rows, width)."""
    hidden = states.float()
    if pooling == "cls":
        return hidden[:, 0]
    weights = mask.unsqueeze(-1).float()
    return (hidden * weights).sum(dim=1) / weights.sum(dim=1)


def _forward(
    head: OpenHead,
    input_ids: Sequence[Sequence[int]],
    token_type_ids: Sequence[Sequence[int]] | None,
    languages: Sequence[str | None] | None,
    *,
    nested: bool = False,
    **options: bool,
) -> tuple[Any, torch.Tensor]:
    """Return the model's output for one padded batch, and its attention mask.

    With `nested` the model receives (rows, 1, longest) instead of (rows, longest). Rows are padded
    on the right, except for a head that reads whatever is last.
    """
    lengths = np.fromiter(map(len, input_ids), dtype=np.int64, count=len(input_ids))
    places = np.arange(lengths.max())
    taken = places < lengths[:, None]
    if head.reads_last:
        taken = places >= (lengths.max() - lengths)[:, None]

    def padded(rows: Sequence[Sequence[int]], value: int) -> torch.Tensor:
        filled = np.full(taken.shape, value, dtype=np.int64)
        filled[taken] = np.fromiter(chain.from_iterable(rows), dtype=np.int64, count=lengths.sum())
        return torch.from_numpy(filled).to(head.device)

    inputs: dict[str, Any] = {
        "input_ids": padded(input_ids, head.tokenizer.pad_token_id),
        "attention_mask": torch.from_numpy(taken.astype(np.int64)).to(head.device),
    }
    if token_type_ids is not None:
        inputs["token_type_ids"] = padded(token_type_ids, 0)
    mask = inputs["attention_mask"]
    if head.language is not None:
        index = head.language.indices
        told = [index.get(code or "") for code in languages or [None] * len(input_ids)]
        if None in told:
            raise ModelError(
                f"{head.head.folder.where}: the model must be told the language of every text.",
                "Use an encoder that needs no language.",
            )
        each = torch.tensor(told, dtype=torch.long, device=head.device)
        per_token = head.language.per_token
        inputs[head.language.argument] = (
            each.unsqueeze(1).expand_as(inputs["input_ids"]) if per_token else each
        )
    if nested:
        whole = [name for name, values in inputs.items() if values.dim() > 1]
        inputs |= {name: inputs[name].unsqueeze(1) for name in whole}
    try:
        with torch.inference_mode():
            return head.model(**inputs, **options), mask
    except Exception as error:  # raised by the model's own code
        if is_out_of_memory(error):
            raise
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ModelError(
            f"{head.head.folder.where}: the model cannot read its inputs ({reason[:200]}).",
            "Save configuration, weights and tokenizer of the same model again.",
        ) from error


def is_out_of_memory(error: BaseException) -> bool:
    """Whether a torch error means that GPU or main memory ran out."""
    text = str(error)
    return (
        isinstance(error, torch.OutOfMemoryError | MemoryError)
        or "out of memory" in text
        or "can't allocate memory" in text
    )


def _numbers(head: OpenHead, values: torch.Tensor) -> torch.Tensor:
    result = values.float().cpu()
    if result.isnan().any():
        raise NotNumbersError(
            f"{head.head.folder.where}: the model's answers are not numbers (NaN).",
            "Try --dtype float32 or bfloat16; if they stay so, the weights are damaged.",
        )
    return result
