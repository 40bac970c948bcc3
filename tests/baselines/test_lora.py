"""Low-rank adapters: what they train, and what is left of them."""

from pathlib import Path

import pytest

from tiny_encoders import KINDS, data, save_tiny
from xstilts_baselines.recipes import Lora, Settings
from xstilts_baselines.training.base import (
    encoder_digest,
    find_encoder,
    open_bare,
    save_bare,
    save_tokenizer,
)
from xstilts_baselines.training.phase import Job, Method, Trained, train_phase
from xstilts_kit.diagnostics.errors import ModelError

pytest.importorskip("peft", reason="the extra peft is not installed")

SETTINGS = Settings(batch=4, learning_rate=1e-2, steps=6, eval_every=3, precision="fp32")


def train(base: Path, work: Path, lora: Lora | None, settings: Settings = SETTINGS) -> Trained:
    jobs = [Job(data("pair"), 4, 4)]
    encoder, method = find_encoder(str(base)), Method(lora=lora)
    return train_phase(encoder, jobs, settings, lambda s, n: ["pair"] * n, 1, work, "cpu", method)


@pytest.mark.parametrize("kind", KINDS)
def test_adapters_are_merged_into_a_plain_encoder(kind: str, tmp_path: Path) -> None:
    import torch

    base = save_tiny(tmp_path / "base", kind)
    before = open_bare(find_encoder(str(base))).state_dict()
    trained = train(base, tmp_path / "work", Lora(rank=2, modules=_MODULES[kind]))
    after = trained.model.encoder.state_dict()
    assert set(after) - {"pooler.dense.weight", "pooler.dense.bias"} <= set(before)
    changed = {name for name in before if not torch.equal(before[name], after[name])}
    assert changed
    assert all(name.endswith(tuple(f"{m}.weight" for m in _MODULES[kind])) for name in changed)
    save_bare(trained.model.encoder, tmp_path / "next")
    save_tokenizer(trained.tokenizer, tmp_path / "next")
    assert encoder_digest(open_bare(find_encoder(str(tmp_path / "next")))) == (
        trained.record.encoder_after
    )


_MODULES = {
    "xlm-roberta": ("query", "value"),
    "bert": ("query", "value"),
    "deberta-v2": ("query_proj", "value_proj"),
}


def test_a_run_with_adapters_that_is_repeated_is_the_same(tmp_path: Path) -> None:
    base = save_tiny(tmp_path / "base", "bert")
    first = train(base, tmp_path / "work", Lora())
    again = train(base, tmp_path / "work", Lora())
    assert again.record.encoder_after == first.record.encoder_after
    assert again.record.losses == first.record.losses


def test_layers_that_there_are_not_are_named(tmp_path: Path) -> None:
    base = save_tiny(tmp_path / "base", "bert")
    with pytest.raises(ModelError, match="No adapters for this encoder"):
        train(base, tmp_path / "work", Lora(modules=("q_proj",)))
