"""Records that differ between bfloat16 and float32: ``python -m tests.benchmarks.precision``.

XSTILTS_ENCODER names the encoder and XSTILTS_DATA the folder of real files. The heads are random,
so their classes lie closer together than those of a fine-tuned head, and more records differ.
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch
import transformers
from tests.benchmarks import forward

from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.families import Inputs
from xstilts_kit.tasks import get_task

_SAMPLES = {"xnli": 20, "udpos": 12, "xquad": 2, "xcopa": 20, "tatoeba": 60, "bucc2018": 40}
"""One task per family → examples of each language."""

_LANGUAGES = {"xcopa": ("sw", "th"), "bucc2018": ("zh",)}
_LENGTHS = {"xcopa": 128, "bucc2018": 512}


def main() -> None:
    """Predict each sample twice, and print a table."""
    encoder, data = Path(os.environ["XSTILTS_ENCODER"]), Path(os.environ["XSTILTS_DATA"])
    torch.set_num_threads(1)
    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    print("| task | examples | answers | different |\n|---|---|---|---|")
    for name, size in _SAMPLES.items():
        languages, length, _ = forward.SAMPLES.get(
            name, (_LANGUAGES.get(name, ()), _LENGTHS.get(name, 0), size)
        )
        forward.SAMPLES[name] = (languages, length, size)
        files = forward.inputs_of(data, name)
        torch.manual_seed(0)
        head = forward.head_of(encoder, name)
        whole = _answers(name, head, files)
        half = _answers(name, replace(head, model=head.model.to(torch.bfloat16)), files)
        different = sum(one != two for one, two in zip(whole, half, strict=True))
        count = sum(len(one.examples) for one in files)
        print(f"| {get_task(name).title} | {count} | {len(whole)} | {different} |", flush=True)


def _answers(name: str, head: Any, files: list[Inputs]) -> list[Any]:
    """Every label, tag, answer, choice or match; of mining, every sentence's partner or None."""
    found: list[Any] = []
    for inputs in files:
        predictor = forward.predictor_of(name, head)
        records = predict_cell(predictor, inputs, forward.BUDGET, lambda _: None).records
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
    main()
