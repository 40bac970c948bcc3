"""Mutated checkpoints are predicted or refused: no traceback, no hang, bounded memory.

``XSTILTS_MUTATIONS`` sets which are tried: a number, or a range of seeds. All 3,000, in two pieces:

    XSTILTS_MUTATIONS=0-1500 pytest -n 0 tests/kit/checkpoint/test_mutations.py
    XSTILTS_MUTATIONS=1500-3000 pytest -n 0 tests/kit/checkpoint/test_mutations.py
"""

import json
import os
import resource
import shutil
import signal
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

FIRST, _, END = os.environ.get("XSTILTS_MUTATIONS", "0-300").rpartition("-")
SEEDS = range(int(FIRST or 0), int(END))
SHARDS = 10
SECONDS = 20
KILOBYTES = 1_000_000

_JUNK: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 3, 7, 10**6, 10**9, 2**31, 2**63, 10**400, 0.5, -1e9, 1e30,
    float("nan"), float("inf"), "", "a", "\ud800", "x" * 5000, "<unk>", [], [1], ["a"], {},
    {"a": 1}, [[1, 2]], {"type": "BPE"}, {"type": "Sequence", "normalizers": []},
)  # fmt: skip
_KEYS = (
    "num_labels", "num_hidden_layers", "vocab_size", "max_position_embeddings", "type_vocab_size",
    "pad_token_id", "id2label", "architectures", "model_type", "is_decoder", "hidden_act",
    "tie_word_embeddings", "use_cache", "torch_dtype", "dtype", "attn_implementation",
    "problem_type", "layer_norm_eps", "num_attention_heads", "hidden_size", "intermediate_size",
    "auto_map", "classifier_dropout", "rope_parameters", "quantization_config",
    "chunk_size_feed_forward", "position_embedding_type", "add_cross_attention", "pruned_heads",
    "output_hidden_states",
    "return_dict", "initializer_range", "gradient_checkpointing", "transformers_version",
)  # fmt: skip
_TOKENIZER_KEYS = (
    "tokenizer_class", "model_max_length", "added_tokens_decoder", "pad_token", "unk_token",
    "cls_token", "sep_token", "extra_special_tokens", "additional_special_tokens", "padding_side",
    "truncation_side", "model_input_names", "add_prefix_space", "split_special_tokens",
    "chat_template", "auto_map", "clean_up_tokenization_spaces", "backend", "is_local",
)  # fmt: skip


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:20]):
            yield from _places(inner, (*path, index))


def _mutate_json(path: Path, rng: Random, keys: tuple[str, ...]) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    for _ in range(rng.choice((1, 1, 2, 4))):
        if keys and rng.random() < 0.5:
            value[rng.choice(keys)] = deepcopy(rng.choice(_JUNK))
            continue
        place = rng.choice(list(_places(value)) or [("a",)])
        owner = value
        for part in place[:-1]:
            owner = owner[part]
        if rng.random() < 0.3 and isinstance(owner, dict):
            owner.pop(place[-1], None)
        else:
            owner[place[-1]] = deepcopy(rng.choice(_JUNK))
    path.write_text(json.dumps(value), encoding="utf-8")


def _mutate_bytes(path: Path, rng: Random) -> None:
    content = bytearray(path.read_bytes())
    kind = rng.randrange(3)
    if kind == 0:
        del content[rng.randrange(len(content)) :]
    elif kind == 1:
        for _ in range(rng.choice((1, 5, 50))):
            content[rng.randrange(min(len(content), 4000))] = rng.randrange(256)
    else:
        place = rng.randrange(len(content))
        content[place:place] = bytes(rng.randrange(256) for _ in range(8))
    path.write_bytes(content)


def _mutate_header(path: Path, rng: Random) -> None:
    content = path.read_bytes()
    length = struct.unpack("<Q", content[:8])[0]
    header = json.loads(content[8 : 8 + length])
    name = rng.choice([name for name in header if name != "__metadata__"])
    kind = rng.randrange(5)
    if kind == 0:
        header[name] = rng.choice(_JUNK)
    elif kind == 1:
        header[name][rng.choice(("shape", "dtype", "data_offsets"))] = rng.choice(_JUNK)
    elif kind == 2:
        header[rng.choice(("a", "classifier.weight", f"x.{name}"))] = header.pop(name)
    elif kind == 3:
        shape = header[name]["shape"]
        header[name]["shape"] = [*reversed(shape)] if len(shape) > 1 else [1, *shape]
    else:
        header[name]["dtype"] = rng.choice(("F16", "I32", "U8", "F8_E4M3", "BOOL"))
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + content[8 + length :])


def _mutate(folder: Path, rng: Random) -> None:
    kind = rng.randrange(6)
    if kind == 0:
        _mutate_json(folder / "config.json", rng, _KEYS)
    elif kind == 1:
        _mutate_json(folder / "tokenizer.json", rng, ())
    elif kind == 2:
        _mutate_json(folder / "tokenizer_config.json", rng, _TOKENIZER_KEYS)
    elif kind == 3:
        _mutate_header(folder / "model.safetensors", rng)
    else:
        names = ("config.json", "tokenizer.json", "tokenizer_config.json", "model.safetensors")
        _mutate_bytes(folder / rng.choice(names), rng)


@contextmanager
def _at_most(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("shard", range(SHARDS))
def test_a_mutated_checkpoint_is_predicted_or_refused(
    shard: int,
    model: Path,
    predict: Callable[..., tuple[int, str, str]],
    tmp_path: Path,
) -> None:
    assert predict(model, out=tmp_path / "whole")[0] == 0
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    wrong: list[str] = []
    for number in SEEDS[shard::SHARDS]:
        rng = Random(f"mutation {number}")
        task = rng.choice(("xnli", "panx"))
        spoiled = Path(shutil.copytree(model, tmp_path / "spoiled"))
        _mutate(spoiled / task, rng)
        began = time.monotonic()
        try:
            with _at_most(SECONDS):
                code, _, stderr = predict(spoiled, task=task, out=tmp_path / "out")
        except BaseException as error:  # also panics of Rust libraries
            if isinstance(error, KeyboardInterrupt):
                raise
            code, stderr = -1, repr(error)
        slow = time.monotonic() - began >= SECONDS
        if code not in (0, 2, 3) or "Traceback" in stderr or len(stderr) >= 5000 or slow:
            wrong.append(f"mutation {number}: exit code {code}: {stderr[:2000]}")
        for name in ("spoiled", "out"):
            shutil.rmtree(tmp_path / name, ignore_errors=True)
    assert wrong == []
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < KILOBYTES
