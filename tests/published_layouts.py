"""Tiny checkpoints with the files of well-known published repositories."""

import io
import json
from pathlib import Path
from typing import Any

from xstilts_kit.checkpoint.conversion import PROBE

SIZES = {
    "hidden_size": 16,
    "num_hidden_layers": 1,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "max_position_embeddings": 64,
}


def sentence_pieces(**options: Any) -> bytes:
    import sentencepiece

    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(PROBE * 10),
        model_writer=model,
        vocab_size=300,
        character_coverage=1.0,
        hard_vocab_limit=False,
        minloglevel=9,
        **options,
    )
    return model.getvalue()


def model_files(model: Any, folder: Path) -> dict[str, bytes]:
    model.save_pretrained(folder)
    return {name: (folder / name).read_bytes() for name in ("config.json", "model.safetensors")}


def mdeberta(folder: Path, **changes: Any) -> dict[str, bytes]:
    """No tokenizer.json, no class named, one special token beyond the vocabulary."""
    import transformers

    pieces = {"pad_piece": "[PAD]", "bos_piece": "[CLS]", "eos_piece": "[SEP]"}
    spm = sentence_pieces(pad_id=0, bos_id=1, eos_id=2, unk_id=3, unk_piece="[UNK]", **pieces)
    config = transformers.DebertaV2Config(**(SIZES | changes), vocab_size=310, type_vocab_size=0)
    settings = json.dumps({"do_lower_case": False, "vocab_type": "spm"}).encode()
    named = {"spm.model": spm, "tokenizer_config.json": settings}
    return model_files(transformers.DebertaV2Model(config), folder) | named
