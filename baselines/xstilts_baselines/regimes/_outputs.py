"""Losses of a model's outputs: pairs of logits and targets."""

import torch
from torch.nn import functional

from xstilts_baselines.regimes._regime import Outputs

IGNORED = -100
"""Target of positions that the loss ignores."""

_LOWEST = -1e4
"""Stands for -inf, the logit of excluded positions, in the divergence."""


def mean_loss(outputs: Outputs) -> torch.Tensor:
    """Return the mean over outputs of the cross-entropy, without ignored targets."""
    losses = [
        functional.cross_entropy(logits, targets, ignore_index=IGNORED)
        for logits, targets in outputs
    ]
    total = losses[0]
    for one in losses[1:]:
        total = total + one
    return total / len(losses)


def divergence(one: Outputs, two: Outputs) -> torch.Tensor:
    """Return KL(one ‖ two) + KL(two ‖ one), summed over classes and averaged over choices."""
    found = []
    for (a, targets), (b, _) in zip(one, two, strict=True):
        counted = targets != IGNORED
        p, q = (functional.log_softmax(x[counted].clamp_min(_LOWEST), dim=-1) for x in (a, b))
        found.append(((p.exp() - q.exp()) * (p - q)).sum(dim=-1).mean())
    return torch.stack(found).mean()
