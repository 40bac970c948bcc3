"""Random encoders of a few thousand weights, and tiny training data of every kind."""

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from xstilts_baselines.data.samples import (
    ChoiceSample,
    PairSample,
    Sample,
    SpanSample,
    TagSample,
    TextSample,
)
from xstilts_baselines.data.task import Provenance, TrainingData, TrainingTask

KINDS = ("xlm-roberta", "bert", "deberta-v2")

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SIZES = {
    "hidden_size": 16,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
    "intermediate_size": 16,
}
_TEXT = "the dog sees a cat in some city with one big house near no tree"


def save_tiny(folder: Path, kind: str, positions: int = 96) -> Path:
    """A checkpoint as it comes from pretraining: encoder, vocabulary's head, tokenizer."""
    import torch
    import transformers

    tokenizer, config, name = _parts(kind, positions)
    torch.manual_seed(1)
    model = getattr(transformers, f"{name}ForMaskedLM")(config)
    if kind == "bert":
        model = transformers.BertForPreTraining(config)  # the one that stores a pooler
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def save_tiny_head(folder: Path, kind: str, ending: str, outputs: int = 1) -> Path:
    """A checkpoint with a head, of weights so large that it does not always say the same."""
    import torch
    import transformers

    tokenizer, config, name = _parts(kind, 96)
    config.num_labels = outputs
    torch.manual_seed(3)
    model = getattr(transformers, f"{name}{ending}")(config)
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_()
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


def _parts(kind: str, positions: int) -> tuple[Any, Any, str]:
    import transformers

    if kind == "bert":
        pieces = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", *_LETTERS]
        pieces += [f"##{letter}" for letter in _LETTERS]
        config = transformers.BertConfig(
            **_SIZES, vocab_size=len(pieces), max_position_embeddings=positions
        )
        vocabulary = {piece: number for number, piece in enumerate(pieces)}
        return transformers.BertTokenizer(vocab=vocabulary), config, "Bert"
    if kind == "deberta-v2":
        pieces = ["[PAD]", "[CLS]", "[SEP]", "[UNK]", "▁", ".", *_LETTERS, "[MASK]"]
        config = transformers.DebertaV2Config(
            **_SIZES,
            vocab_size=len(pieces),
            max_position_embeddings=positions,
            relative_attention=True,
            position_buckets=8,
            pos_att_type=["p2c", "c2p"],
            type_vocab_size=0,
        )
        vocab = [(piece, -1.0) for piece in pieces]
        return transformers.DebertaV2Tokenizer(vocab=vocab), config, "DebertaV2"
    pieces = ["<s>", "<pad>", "</s>", "<unk>", "▁", ".", *_LETTERS, "<mask>"]
    config = transformers.XLMRobertaConfig(
        **_SIZES,
        vocab_size=len(pieces),
        max_position_embeddings=positions + 2,
        type_vocab_size=1,
        pad_token_id=1,
        bos_token_id=0,
        eos_token_id=2,
    )
    vocab = [(piece, -1.0) for piece in pieces]
    return transformers.XLMRobertaTokenizer(vocab=vocab), config, "XLMRoberta"


LABELS = ("contradiction", "entailment", "neutral")


def task(name: str, kind: Any, metric: Any, **others: Any) -> TrainingTask:
    return TrainingTask(
        name=name,
        title=name,
        kind=kind,
        metric=metric,
        licence="made",
        citation="made",
        max_length=64,
        **others,
    )


TASKS = {
    "pair": task("pair", "pair", "accuracy", labels=LABELS),
    "tags": task("tags", "tags", "f1", labels=("O", "B-PER", "I-PER")),
    "span": task("span", "span", "exact_f1"),
    "null": task("null", "span", "exact_f1", no_answer=True),
    "choice": task("choice", "choice", "accuracy", choices=4),
    "text": task("text", "text", "none"),
}


def made(name: str, count: int = 24, seed: int = 1) -> list[Sample]:
    """Samples of one of `TASKS`."""
    rng, vocabulary = Random(f"{name}/{seed}"), _TEXT.split()

    def words(number: int) -> str:
        return " ".join(rng.choice(vocabulary) for _ in range(number))

    found: list[Sample] = []
    for number in range(count):
        id = str(number)
        if name == "pair":
            found.append(PairSample(id, words(4), words(3), rng.choice(LABELS)))
        elif name == "tags":
            tags = tuple(rng.choice(TASKS["tags"].labels) for _ in range(5))
            found.append(TagSample(id, tuple(words(5).split()), tags))
        elif name in ("span", "null"):
            context = words(8).split()
            place = rng.randrange(8)
            offset = len(" ".join(context[:place])) + (place > 0)
            answers = () if name == "null" and number % 2 else ((context[place], offset),)
            found.append(SpanSample(id, " ".join(context), words(2), answers))
        elif name == "choice":
            options = tuple(words(2) for _ in range(4))
            found.append(ChoiceSample(id, words(4), words(2), options, rng.randrange(4)))
        else:
            found.append(TextSample(id, words(8), "en"))
    return found


def data(name: str, count: int = 24, dev: int = 8) -> TrainingData:
    """Training data of one of `TASKS`."""

    def read(split: Any, limit: int | None) -> Sequence[Sample]:
        samples = made(name, count) if split == "train" else made(name, dev, seed=2)
        return samples[:limit]

    return TrainingData(TASKS[name], Provenance("miniature", None, None, ()), read)
