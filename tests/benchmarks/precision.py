"""Answers that differ in bfloat16, and under the batch rule before; both beside float32 today.

``python -m tests.benchmarks.precision [TASK]...`` measures all families, or those of these tasks.
The rule before filled batches to 8,192 padded sub-words, whatever their padding.

XSTILTS_ENCODER names the encoder and XSTILTS_DATA the folder of real files. The heads are random,
so their classes lie closer together than those of a fine-tuned head, and more records differ.
"""

import os
import sys
from dataclasses import replace
from functools import partial
from operator import ne
from pathlib import Path
from typing import Any

import torch
import transformers
from tests.benchmarks import forward

from xstilts_kit.engine import passes
from xstilts_kit.engine.batching import token_batches
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.tasks import get_task

_SAMPLES = {"xnli": 20, "udpos": 12, "xquad": 2, "xcopa": 20, "tatoeba": 60, "bucc2018": 40}
"""One task per family → examples of each language."""

_LANGUAGES = {"xcopa": ("sw", "th"), "bucc2018": ("zh",)}
_BEFORE, _ANY = 8192, 10**9
"""The budget of the rule before, and a padding that is never reached, in percent."""

_LENGTHS = {"xcopa": 128, "bucc2018": 512}


def main(*tasks: str) -> None:
    """Predict each sample three times, and print a table."""
    encoder, data = Path(os.environ["XSTILTS_ENCODER"]), Path(os.environ["XSTILTS_DATA"])
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    print("| task | examples | answers | rule before: different | bfloat16: different |")
    print("|---|---|---|---|---|", flush=True)
    for name, size in _SAMPLES.items():
        if tasks and name not in tasks:
            continue
        languages, length, _ = forward.SAMPLES.get(
            name, (_LANGUAGES.get(name, ()), _LENGTHS.get(name, 0), size)
        )
        forward.SAMPLES[name] = (languages, length, size)
        files = forward.inputs_of(data, name)
        torch.manual_seed(0)
        head = forward.head_of(encoder, name)
        whole = _answers(name, head, files)
        before = _by_the_rule_before(name, head, files)
        half = _answers(name, replace(head, model=head.model.to(torch.bfloat16)), files)
        different = [sum(map(ne, whole, other)) for other in (before, half)]
        count = sum(len(one.examples) for one in files)
        cells = (get_task(name).title, count, len(whole), *different)
        print(f"| {' | '.join(map(str, cells))} |", flush=True)


def _by_the_rule_before(name: str, head: Any, files: list[Inputs]) -> list[Any]:
    today = passes.token_batches
    passes.token_batches = partial(token_batches, padding=_ANY)  # type: ignore[assignment]
    try:
        return _answers(name, head, files, _BEFORE)
    finally:
        passes.token_batches = today


def _answers(name: str, head: Any, files: list[Inputs], budget: int = forward.BUDGET) -> list[Any]:
    """Every label, tag, answer, choice or match; of mining, every sentence's partner or None."""
    found: list[Any] = []
    for inputs in files:
        predictor = forward.predictor_of(name, head)
        records = predict_cell(predictor, inputs, budget, lambda _: None).records
        values = [record.as_json() for record in records]
        if name == "bucc2018":
            partners = {one["source"]: one["target"] for one in values}
            found += [partners.get(one.id) for one in inputs.examples]
            continue
        for value in values:
            (answer,) = (one for key, one in value.items() if key != "id")
            found += answer if isinstance(answer, (list, tuple)) else [answer]
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
