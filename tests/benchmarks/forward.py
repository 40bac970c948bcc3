"""Prediction beside a bare loop, sentence-transformers and transformers' pipelines.

The encoder is the folder that XSTILTS_ENCODER names; its heads are random, which costs the same.
"""

import os
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
import transformers
from tests.benchmarks.timing import Ratio, costlier, faster

from xstilts_kit.cell import Cell
from xstilts_kit.checkpoint.embedding import Embedding
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.engine.batching import default_budget, token_batches
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import get_task

BUDGET = default_budget("cpu")

_CLASSES = {
    "classification": "AutoModelForSequenceClassification",
    "tagging": "AutoModelForTokenClassification",
    "span_qa": "AutoModelForQuestionAnswering",
    "multiple_choice": "AutoModelForSequenceClassification",
}

SAMPLES = {
    "xnli": (("en", "sw", "zh"), 128, 100),
    "udpos": (("de", "ar", "ta"), 128, 60),
    "xquad": (("en", "th"), 384, 8),
    "tatoeba": (("sw",), 512, 400),
    "bucc2018": (("zh",), 512, 200),
    "xcopa": (("sw", "th"), 128, 120),
}
"""Task → languages, sub-words of an input, examples of each language."""


def measure(encoder: Path, data: Path, rounds: int) -> Iterator[Ratio]:
    """Every ratio that needs an encoder."""
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    yield from _embedding(encoder, data, rounds)
    for name in SAMPLES:
        head, files = head_of(encoder, name), inputs_of(data, name)
        predictor = predictor_of(name, head)
        batches = [batch for inputs in files for batch in _ideal(predictor, inputs)]

        def ours(predictor: Any = predictor, files: Any = files) -> None:
            for inputs in files:
                predict_cell(predictor, inputs, BUDGET, lambda _: None)

        def bare(model: Any = head.model, batches: Any = batches) -> None:
            with torch.inference_mode():
                for batch in batches:
                    model(input_ids=batch, attention_mask=torch.ones_like(batch))

        yield faster(f"predict {name}", ours, "bare loop, ideal batches", bare, 0.92, rounds)
        if name in ("xnli", "udpos"):
            piped = _pipeline(name, head, files)
            yield faster(f"predict {name}", ours, "pipeline, batch 32", piped, 1.5, rounds)
    yield from _padding(encoder, data)


def head_of(encoder: Path, name: str) -> OpenHead:
    task, length = get_task(name), SAMPLES[name][1]
    kind = getattr(transformers, _CLASSES.get(task.family, "AutoModel"))
    classes = 1 if task.family == "multiple_choice" else len(task.labels)
    more = {"num_labels": classes} if classes else {}
    model = kind.from_pretrained(str(encoder), **more).eval()
    layers = model.config.num_hidden_layers
    folder = SimpleNamespace(where=name, architecture=kind.__name__)
    found: Any = SimpleNamespace(task=task, labels=task.labels, folder=folder, masked=[])
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(encoder))
    device = torch.device("cpu")
    return OpenHead(found, tokenizer, model, device, length, False, Embedding(layers, "mean"))


def predictor_of(name: str, head: OpenHead) -> Any:
    return import_module(f"xstilts_kit.families.{get_task(name).family}.predictor").Predictor(head)


def inputs_of(data: Path, name: str) -> list[Inputs]:
    """The same examples, whatever their number in the file."""
    languages, _, size = SAMPLES[name]
    source = FolderSource(data / "xtreme")
    cells = ((Cell(name, code, "test"), Cell(name, code, "validation")) for code in languages)
    whole = [source.inputs(next(filter(source.has, splits))) for splits in cells]
    return [Inputs(one.examples[:size], one.candidates[:size]) for one in whole]


def _ideal(predictor: Any, inputs: Inputs) -> Iterator[torch.Tensor]:
    """Batches with as many sub-words as the inputs have, and no padding at all."""
    chosen = np.random.default_rng(0)
    lengths = [len(feature.input_ids) for feature in predictor.features(inputs)]
    for batch in token_batches(lengths, BUDGET):
        mean = round(sum(lengths[i] for i in batch) / len(batch))
        yield torch.from_numpy(chosen.integers(10, 1000, (len(batch), mean)))


def _padding(encoder: Path, data: Path) -> Iterator[Ratio]:
    """Sub-words computed over sub-words of the texts, the worst file of each task."""
    source = FolderSource(data / "xtreme")
    for name in ("xnli", "pawsx", "udpos", "panx", "xquad", "tydiqa", "tatoeba", "bucc2018"):
        tokenizer: Any = transformers.AutoTokenizer.from_pretrained(str(encoder))
        length = {"xquad": 384, "tydiqa": 384, "tatoeba": 512, "bucc2018": 512}.get(name, 128)
        head: Any = SimpleNamespace(
            tokenizer=tokenizer,
            max_length=length,
            segments=False,
            head=SimpleNamespace(task=get_task(name)),
            embedding=None,
        )
        predictor = predictor_of(name, head)
        shares = []
        for language in get_task(name).languages:
            splits = (Cell(name, language, split) for split in ("test", "validation"))
            cell = next(filter(source.has, splits), None)
            if cell is not None:
                inputs = source.inputs(cell)
                few = Inputs(inputs.examples[:1000], inputs.candidates[:1000])
                lengths = [len(f.input_ids) for f in predictor.features(few)]
                batches = token_batches(lengths, BUDGET)
                computed = sum(lengths[batch[0]] * len(batch) for batch in batches)
                shares.append(computed / sum(lengths))
        if shares:
            note = f"worst of {len(shares)} files"
            what = f"padding of {name}"
            yield Ratio(what, "sub-words of the texts", max(shares), 1.05, "lower", {}, note)


def _pipeline(name: str, head: OpenHead, files: list[Inputs]) -> Any:
    kind = {"xnli": "text-classification", "udpos": "token-classification"}[name]
    pipe = transformers.pipeline(
        kind, model=head.model, tokenizer=head.tokenizer, batch_size=32, device="cpu"
    )
    examples = [example for inputs in files for example in inputs.examples]
    if name == "xnli":
        asked: list[Any] = [{"text": one.text_a, "text_pair": one.text_b} for one in examples]
    else:
        asked = [" ".join(one.tokens) for one in examples]
    return lambda: pipe(asked)


def _embedding(encoder: Path, data: Path, rounds: int) -> Iterator[Ratio]:
    try:
        from sentence_transformers import SentenceTransformer
        from sentence_transformers.models import Pooling, Transformer
    except ImportError:
        return
    module = Transformer(str(encoder), max_seq_length=512)
    pooled = Pooling(module.get_embedding_dimension(), "mean")
    theirs = SentenceTransformer(modules=[module, pooled], device="cpu")
    head = head_of(encoder, "tatoeba")
    predictor, (inputs,) = predictor_of("tatoeba", head), inputs_of(data, "tatoeba")
    texts = list(dict.fromkeys(one.text for one in inputs.examples)) + list(
        dict.fromkeys(one.text for one in inputs.candidates)
    )

    def ours() -> Any:
        features = predictor.features(inputs)
        outputs = predictor.storage(len(features))
        for batch in token_batches([len(f.input_ids) for f in features], BUDGET):
            for index, vector in zip(
                batch, predictor.outputs([features[i] for i in batch]), strict=True
            ):
                outputs[index] = vector
        return outputs

    def encode() -> Any:
        return theirs.encode(texts, show_progress_bar=False)

    apart = float(np.abs(np.asarray(ours()) - encode()).max())
    found = faster("embed tatoeba", ours, "sentence-transformers, defaults", encode, 1.6, rounds)
    yield Ratio(
        found.what, found.against, found.ratio, 1.6, "higher", found.seconds,
        f"vectors apart by {apart:.0e} at most",
    )  # fmt: skip


def start(encoder: Path, data: Path, rounds: int) -> Ratio:
    """From the request to the open model, beside opening model and tokenizer."""
    from xstilts_kit.prediction.preparing import Request, prepare

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    request = Request(
        models=[str(encoder)],
        tasks=["tatoeba"],
        languages=["sw"],
        sources=[f"folder:{data / 'xtreme'}"],
    )

    def ours() -> None:
        (ready,) = prepare(request, say=lambda _: None).heads
        ready.head.digests()
        ready.open(torch.device("cpu"))

    def theirs() -> None:
        transformers.AutoTokenizer.from_pretrained(str(encoder))
        transformers.AutoModel.from_pretrained(str(encoder))

    return costlier("start of predict", ours, "from_pretrained, twice", theirs, 1.5, rounds)
