"""Heads whose tokenizer is a SentencePiece model alone answer as transformers' own model does."""

import json
from pathlib import Path
from typing import Any

import pytest

from published_layouts import SIZES, model_files, sentence_pieces
from xstilts_kit.checkpoint.forward import logits
from xstilts_kit.checkpoint.head import find_heads
from xstilts_kit.checkpoint.opening import OpenHead, open_head
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.checkpoint.tokenizer import open_tokenizer
from xstilts_kit.tasks import get_task

PAIRS = [("Anna buys a car.", "It rains."), ("The 25 children read a good book", "naïve café (in)")]


def _xlnet() -> tuple[Any, dict[str, Any]]:
    import transformers

    kind = transformers.XLNetForSequenceClassification
    config = transformers.XLNetConfig(
        d_model=16, n_layer=2, n_head=2, d_inner=16, vocab_size=310, pad_token_id=5, num_labels=3
    )
    control = ["<cls>", "<sep>", "<pad>", "<mask>", "<eod>", "<eop>"]
    return kind(config), {"unk_id": 0, "bos_id": 1, "eos_id": 2, "control_symbols": control}


def _albert() -> tuple[Any, dict[str, Any]]:
    import transformers

    kind = transformers.AlbertForSequenceClassification
    config = transformers.AlbertConfig(
        **SIZES, embedding_size=16, vocab_size=310, pad_token_id=0, num_labels=3
    )
    pieces = {"bos_piece": "[CLS]", "eos_piece": "[SEP]", "control_symbols": ["[MASK]"]}
    return kind(config), {"pad_id": 0, "unk_id": 1, "bos_id": 2, "eos_id": 3, **pieces}


def _big_bird() -> tuple[Any, dict[str, Any]]:
    import transformers

    kind = transformers.BigBirdForSequenceClassification
    config = transformers.BigBirdConfig(
        **SIZES, vocab_size=310, pad_token_id=0, num_labels=3, attention_type="original_full"
    )
    control = ["[SEP]", "[MASK]", "[CLS]"]
    ids = {"pad_id": 0, "eos_id": 1, "unk_id": 2, "bos_id": 3, "model_type": "bpe"}
    return kind(config), {**ids, "control_symbols": control}


@pytest.fixture(params=[_xlnet, _albert, _big_bird], ids=["xlnet", "albert", "big_bird"])
def head(request: pytest.FixtureRequest, tmp_path: Path) -> OpenHead:
    import torch

    model, options = request.param()
    torch.manual_seed(2)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_(std=0.5)
    labels = get_task("xnli").labels
    model.config.id2label = dict(enumerate(labels))
    model.config.label2id = {label: index for index, label in enumerate(labels)}
    files = model_files(model, tmp_path / "model")
    files["spiece.model"] = sentence_pieces(**options)
    for name, content in files.items():
        (tmp_path / "model" / name).write_bytes(content)
    (tmp_path / "model" / "tokenizer_config.json").write_text(json.dumps({}), encoding="utf-8")
    repositories = open_repositories([str(tmp_path / "model")])
    found, refused = find_heads(repositories, [get_task("xnli")], {})
    assert not refused
    tokenizer = open_tokenizer(found["xnli"])
    return open_head(found["xnli"], tokenizer, torch.device("cpu"), "float32", 64)


def test_an_answer_does_not_depend_on_the_padding(head: OpenHead) -> None:
    """XLNet's head reads the last position, so its rows are padded on the left."""
    import torch

    assert head.segments
    encoded = [head.tokenizer(*pair) for pair in PAIRS]
    ids = [one["input_ids"] for one in encoded]
    kinds = [one["token_type_ids"] for one in encoded]
    together = logits(head, ids, kinds)
    for row, own_ids, own_kinds in zip(together, ids, kinds, strict=True):
        with torch.inference_mode():
            alone = head.model(
                input_ids=torch.tensor([own_ids]), token_type_ids=torch.tensor([own_kinds])
            ).logits[0]
        assert torch.allclose(row, alone, atol=1e-5)
    assert not torch.allclose(together[0], together[1], atol=1e-3)
