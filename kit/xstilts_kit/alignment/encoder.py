"""Open the bare encoder of a checkpoint, whichever head is on top of it."""

from typing import TYPE_CHECKING

from xstilts_kit.alignment.report import Encoder
from xstilts_kit.submission.retrieval import protocol_layer
from xstilts_kit.tasks import get_task

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead


def open_encoder(
    model: str, device: str, dtype: str, max_length: int | None = None, *, whole: bool = True
) -> tuple["OpenHead", Encoder]:
    """Open an encoder and describe it.

    Args:
        model: A folder, a Hub id, or ``mini``.
        device: As for `choose_device`.
        dtype: Precision of the weights.
        max_length: Maximum sub-words of a text; default: 512, or what the model takes.
        whole: Keep the layers above XTREME's, too.

    Raises:
        ModelError: The checkpoint is not an encoder.
        UsageError: This machine has no such device.
    """
    from xstilts_kit.checkpoint.embedding import choose_embedding, layers_of
    from xstilts_kit.checkpoint.head import combined_digest, find_heads
    from xstilts_kit.checkpoint.opening import choose_device, longest_input, open_head
    from xstilts_kit.checkpoint.spec import open_repositories
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer

    bare = get_task("tatoeba")
    heads, refused = find_heads(open_repositories([model]), [bare], {})
    if refused:
        raise refused[bare.name]
    head = heads[bare.name]
    tokenizer, layers = open_tokenizer(head), layers_of(head)
    length = longest_input(head, tokenizer, max_length)
    embedding = choose_embedding(head, layers if whole else None, "mean")
    opened = open_head(head, tokenizer, choose_device(device), dtype, length, embedding)
    repository = head.repository
    return opened, Encoder(
        kind=repository.kind,
        id=repository.id,
        revision=repository.revision,
        digest=combined_digest(head.digests()),
        layers=layers,
        headline_layer=protocol_layer(layers),
        max_length=length,
        dtype=dtype,
    )
