"""Tiny random encoders with large weights, and a way to open one as its family's predictor."""

import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.tasks import get_task

Open = Callable[..., Any]

_SHAPE = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 24,
}


@pytest.fixture(scope="session")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A BERT of 24 positions that knows single letters and Thai characters, one sub-word each."""
    import torch
    import transformers

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    letters = [*string.ascii_lowercase, *string.digits, *"กขคงจฉชซ"]
    pieces = [*special, *letters, *(f"##{letter}" for letter in letters)]
    tokenizer = transformers.BertTokenizer(vocab={p: i for i, p in enumerate(pieces)})
    root = tmp_path_factory.mktemp("bert")
    for task, kind in (
        ("xnli", transformers.BertForSequenceClassification),
        ("panx", transformers.BertForTokenClassification),
    ):
        labels = get_task(task).labels
        config = transformers.BertConfig(
            **_SHAPE,
            vocab_size=len(pieces),
            id2label=dict(enumerate(labels)),
            label2id={label: i for i, label in enumerate(labels)},
        )
        torch.manual_seed(2)
        model = kind(config)
        with torch.no_grad():
            for name, parameter in model.named_parameters():
                if name.endswith("bias"):
                    parameter.zero_()
                elif "LayerNorm" not in name:
                    parameter.normal_(std=0.7)
        model.save_pretrained(root / task)
        tokenizer.save_pretrained(root / task)
    return root


@pytest.fixture(scope="session")
def opened() -> Open:
    """Opens (folder, task, max_length) as the family's predictor, with its open head."""
    import torch

    from xstilts_kit.checkpoint.embedding import choose_embedding
    from xstilts_kit.checkpoint.head import find_heads
    from xstilts_kit.checkpoint.opening import longest_input, open_head
    from xstilts_kit.checkpoint.spec import open_repositories
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer
    from xstilts_kit.engine.cell import open_predictor
    from xstilts_kit.families import get_family

    def make(
        folder: Path,
        name: str,
        max_length: int | None = None,
        layer: int | None = None,
        pooling: str = "mean",
    ) -> tuple[Any, Any]:
        heads, refused = find_heads(open_repositories([str(folder)]), [get_task(name)], {})
        assert not refused
        tokenizer = open_tokenizer(heads[name])
        length = longest_input(heads[name], tokenizer, max_length)
        bare = not get_family(get_task(name).family).heads
        embedding = choose_embedding(heads[name], layer, pooling) if bare else None
        cpu = torch.device("cpu")
        head = open_head(heads[name], tokenizer, cpu, "float32", length, embedding)
        return open_predictor(head), head

    return make


@pytest.fixture(scope="session")
def predict() -> Callable[..., list[Any]]:
    """Records of a predictor, with batches of so many padded sub-words."""
    from xstilts_kit.engine.cell import predict_cell
    from xstilts_kit.families import Inputs

    def run(predictor: Any, examples: Any, batch_tokens: int = 8192) -> list[Any]:
        inputs = Inputs(tuple(examples))
        return predict_cell(predictor, inputs, batch_tokens, lambda _: None).records

    return run
