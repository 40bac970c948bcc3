"""The encoder stops at the layer that is used, where that changes no bit of it."""

from collections.abc import Callable
from typing import Any

import pytest

_SIZES = {
    "vocab_size": 50,
    "hidden_size": 16,
    "num_hidden_layers": 4,
    "num_attention_heads": 2,
    "intermediate_size": 16,
    "pad_token_id": 0,
}
_IDS = {"bos_token_id": 1, "eos_token_id": 2, "cls_token_id": 1, "sep_token_id": 2}


def _encoder(name: str) -> Any:
    import torch
    import transformers as t

    configurations: dict[str, Callable[[], tuple[Any, Any]]] = {
        "bert": lambda: (t.BertModel, t.BertConfig(**_SIZES)),
        "xlm-roberta": lambda: (t.XLMRobertaModel, t.XLMRobertaConfig(**_SIZES)),
        "distilbert": lambda: (
            t.DistilBertModel,
            t.DistilBertConfig(vocab_size=50, dim=16, n_layers=4, n_heads=2, hidden_dim=16),
        ),
        "deberta-v2": lambda: (
            t.DebertaV2Model,
            t.DebertaV2Config(
                **_SIZES, relative_attention=True, position_buckets=8, pos_att_type=["p2c", "c2p"]
            ),
        ),
        "rembert": lambda: (
            t.RemBertModel,
            t.RemBertConfig(
                **_SIZES, input_embedding_size=16, output_embedding_size=16, bos_token_id=1,
                eos_token_id=2,
            ),
        ),
        "electra": lambda: (t.ElectraModel, t.ElectraConfig(**_SIZES, embedding_size=16)),
        "xlm": lambda: (t.XLMModel, t.XLMConfig(vocab_size=50, emb_dim=16, n_layers=4, n_heads=2)),
        "modernbert": lambda: (t.ModernBertModel, t.ModernBertConfig(**_SIZES, **_IDS)),
        "mt5": lambda: (
            t.MT5EncoderModel,
            t.MT5Config(vocab_size=50, d_model=16, d_kv=8, d_ff=16, num_layers=4, num_heads=2),
        ),
    }  # fmt: skip
    torch.manual_seed(5)
    kind, config = configurations[name]()
    return kind(config).eval()


def _hidden(model: Any) -> tuple[Any, ...]:
    import torch

    ids = torch.arange(3, 27).reshape(2, 12)
    mask = torch.ones_like(ids)
    mask[1, 8:] = 0
    with torch.no_grad():
        states = model(input_ids=ids, attention_mask=mask, output_hidden_states=True)
    return tuple(states.hidden_states)


STOPS = ("bert", "xlm-roberta", "distilbert", "deberta-v2", "rembert", "electra", "xlm")
RUNS_ON = ("modernbert", "mt5")


@pytest.mark.parametrize("layer", [0, 1, 2, 3, 4])
@pytest.mark.parametrize("name", [*STOPS, *RUNS_ON])
def test_the_layers_state_has_the_bits_of_the_whole_run(name: str, layer: int) -> None:
    import torch

    from xstilts_kit.checkpoint.embedding import stop_at

    model = _encoder(name)
    whole = _hidden(model)
    assert len(whole) == 5
    assert not torch.equal(whole[3], whole[4])
    stop_at(model, layer)
    assert torch.equal(_hidden(model)[layer], whole[layer])


@pytest.mark.parametrize("name", [*STOPS, *RUNS_ON])
def test_layers_behind_it_are_not_computed_where_they_can_be_left_out(name: str) -> None:
    from xstilts_kit.checkpoint.embedding import stop_at

    model = _encoder(name)
    stop_at(model, 2)
    assert len(_hidden(model)) == (3 if name in STOPS else 5)


@pytest.mark.parametrize("name", [*STOPS, *RUNS_ON])
def test_a_layer_that_is_the_last_state_is_known_as_such(name: str) -> None:
    import torch

    from xstilts_kit.checkpoint.embedding import ends_at, stop_at

    model = _encoder(name)
    ids = torch.arange(3, 27).reshape(2, 12)
    for layer in (4, 2):
        stop_at(model, layer)
        with torch.inference_mode():
            output = model(input_ids=ids, output_hidden_states=True)
        if ends_at(model, layer):
            assert torch.equal(output.last_hidden_state, output.hidden_states[layer])
        assert not ends_at(model, 0)
    assert ends_at(model, 2) == (name in STOPS and name != "xlm")
