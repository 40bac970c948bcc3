"""Run a recipe from scratch: tokenizer, encoder and heads in one folder."""

import json
import tempfile
import time
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xstilts_baselines.miniature.datasets import make_benchmark
from xstilts_baselines.miniature.writer import SEED
from xstilts_baselines.recipes import ScratchRecipe
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.storage import storage_errors, write_json
from xstilts_kit.submission.files import digest_file


def run_scratch(recipe: ScratchRecipe, out: Path, say: Say) -> dict[str, Any]:
    """Train everything and write the checkpoint: encoder at the top, one sub-folder per head.

    Args:
        recipe: The recipe to run.
        out: A new or empty folder.
        say: Called with a progress message for each step.

    Returns:
        The content of ``run.json``.

    Raises:
        UsageError: The folder is not empty.
    """
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise UsageError(f"{out} is not empty.", "Give another --out.")
    with storage_errors(out):
        out.mkdir(parents=True, exist_ok=True)
    need_libraries("Training", "train", "torch", "transformers", "accelerate")
    import torch
    import transformers

    from xstilts_baselines.training.finetuning import fine_tune
    from xstilts_baselines.training.pretraining import pretrain
    from xstilts_baselines.training.tokenizer import build_tokenizer

    transformers.logging.set_verbosity_error()
    transformers.logging.disable_progress_bar()
    benchmark = make_benchmark(SEED)
    tokenizer = build_tokenizer(recipe.seed)
    phases: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as scratch:
        work = Path(scratch)
        say(f"pre-training: {recipe.pretraining.steps} steps")
        began = time.monotonic()
        model, losses = pretrain(
            recipe.encoder,
            recipe.pretraining,
            tokenizer,
            benchmark.reserve,
            recipe.seed,
            work / "pretraining",
        )
        phases.append(_phase("pretraining", began, losses))
        encoder = work / "encoder"
        model.roberta.save_pretrained(encoder)
        _save(model.roberta, tokenizer, out, torch)
        for target in recipe.targets:
            say(f"{target.task}: {target.steps} steps on {target.examples} English examples")
            began = time.monotonic()
            model, losses = fine_tune(
                encoder, target, tokenizer, benchmark.reserve, recipe.seed, work / target.task
            )
            phases.append(_phase(target.task, began, losses))
            _save(model, tokenizer, out / target.task, torch)
        passed = digest_file(encoder / "model.safetensors", "model.safetensors").sha256
    record = {
        "recipe": json.loads(json.dumps(asdict(recipe))),
        "miniature_seed": SEED,
        "libraries": {name: version(name) for name in ("torch", "transformers", "tokenizers")},
        "encoder_sha256": passed,
        "phases": phases,
    }
    write_json(out / "run.json", record)
    return record


def _phase(name: str, began: float, losses: list[dict[str, float]]) -> dict[str, Any]:
    return {
        "phase": name,
        "seconds": round(time.monotonic() - began, 1),
        "first_loss": round(losses[0]["loss"], 4) if losses else None,
        "last_loss": round(losses[-1]["loss"], 4) if losses else None,
    }


def _save(model: Any, tokenizer: Any, folder: Path, torch: Any) -> None:
    """Write weights as float16 safetensors, configuration and tokenizer."""
    from xstilts_baselines.training.base import save, save_tokenizer

    save(model.to(torch.float16), folder)
    save_tokenizer(tokenizer, folder)
