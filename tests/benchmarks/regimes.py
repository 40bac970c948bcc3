"""CPU time of a training step of each regime, as a multiple of plain training.

    python -m tests.benchmarks.regimes [ENCODER]

Processor seconds of one thread for forward, backward and optimiser, median of several steps on one
batch of 16 rows of 64 sub-words: other processes of the machine do not disturb it much.
"""

import sys
import time
from statistics import median
from typing import Any

import torch

from xstilts_baselines.data.samples import PairSample
from xstilts_baselines.data.task import Provenance, TrainingData, TrainingTask
from xstilts_baselines.regimes import Batch, Plain, Regime
from xstilts_baselines.regimes.fgm import FastGradient
from xstilts_baselines.regimes.freelb import FreeLargeBatch
from xstilts_baselines.regimes.pgd import ProjectedGradient
from xstilts_baselines.regimes.r3f import R3F
from xstilts_baselines.regimes.random import RandomPerturbation
from xstilts_baselines.training.base import find_encoder
from xstilts_baselines.training.setting_up import Job, open_heads, shape_of
from xstilts_kit.checkpoint.tokenizer import open_tokenizer

REGIMES: dict[str, Regime] = {
    "plain": Plain(),
    "random": RandomPerturbation(epsilon=0.1),
    "r3f": R3F(sigma=0.1),
    "fgm": FastGradient(epsilon=0.1),
    "pgd, K = 2": ProjectedGradient(steps=2, step=0.05, start=0.1, epsilon=0.1),
    "freelb, K = 2": FreeLargeBatch(steps=2, step=0.05, start=0.1),
    "freelb, K = 3": FreeLargeBatch(steps=3, step=0.05, start=0.1),
}
ROWS, WIDTH, STEPS = 16, 64, 7
TEXT = " ".join(["Nina does not find the red banana on Friday."] * 6)


def cost(encoder: str, *, frozen: bool) -> dict[str, float]:
    """Return the multiple of plain training for each regime."""
    task = TrainingTask(
        "pair", "pair", "pair", "accuracy", "made", "made", WIDTH, ("no", "maybe", "yes")
    )
    data = TrainingData(task, Provenance("miniature", None, None, ()), lambda split, limit: [])
    head, job = find_encoder(encoder), Job(data, ROWS, ROWS)
    model = open_heads(head, [job], 1).train()
    shape = shape_of(head, open_tokenizer(head), model, job)
    model.learn({"pair": shape})
    if frozen:
        model.freeze(0)
    rows = shape.rows([PairSample(str(n), TEXT, TEXT, "yes") for n in range(ROWS)])
    batch = Batch("pair", shape.collate(rows, ""), "1/pair/0")
    optimiser = torch.optim.AdamW((p for p in model.parameters() if p.requires_grad), lr=1e-6)

    def step(regime: Regime) -> float:
        began = time.process_time()
        optimiser.zero_grad()

        def plain(tensors: Any) -> Any:
            return model(task="pair", batch=tensors)

        regime.loss(model, batch, plain).backward()
        optimiser.step()
        return time.process_time() - began

    seconds = {}
    for name, regime in REGIMES.items():
        step(regime)
        seconds[name] = median(step(regime) for _ in range(STEPS))
    return {name: found / seconds["plain"] for name, found in seconds.items()}


def main() -> None:
    """Print a Markdown table."""
    torch.set_num_threads(1)
    encoder = sys.argv[1] if len(sys.argv) > 1 else "mini"
    free, frozen = cost(encoder, frozen=False), cost(encoder, frozen=True)
    print("| regime | all weights | frozen embeddings |\n|---|---|---|")
    for name, multiple in free.items():
        print(f"| {name} | {multiple:.2f} | {frozen[name]:.2f} |")


if __name__ == "__main__":
    main()
