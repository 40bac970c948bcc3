"""Mixing of intermediate tasks: the schedule of tasks over optimiser steps.

The proportions follow jiant's samplers: uniform, or ∝ min(examples, cap)^(1/temperature).
"""

from bisect import bisect
from collections.abc import Mapping
from itertools import accumulate
from math import fsum
from random import Random

from xstilts_baselines.data.task import TEXT
from xstilts_baselines.recipes.stilts import Mixing, Recipe


def schedule(recipe: Recipe, sizes: Mapping[str, int], steps: int) -> list[str]:
    """Return the task of every optimiser step in a recipe's phase 2.

    Args:
        recipe: The recipe, with mixing, share of masked language modelling and seed.
        sizes: Task → number of training examples; the key of unlabelled text is ``text``.
        steps: How many.
    """
    labelled = {task: size for task, size in sizes.items() if task != TEXT}
    found = proportions(labelled, recipe.mixing)
    if recipe.masked is not None:
        found = with_share(found, TEXT, recipe.masked.share)
    return draw(found, steps, recipe.seed)


def proportions(sizes: Mapping[str, int], mixing: Mixing | None) -> dict[str, float]:
    """Return the probability of each task; they sum to 1.

    Args:
        sizes: Task → number of training examples, above 0.
        mixing: The mixing; None is proportional without a cap.
    """
    mixing = mixing or Mixing()
    if mixing.sampler == "uniform":
        weights = dict.fromkeys(sizes, 1.0)
    else:
        cap = mixing.cap or max(sizes.values())
        # Relative to the largest, so that powers do not overflow at low temperatures.
        most = min(max(sizes.values()), cap)
        weights = {
            task: (min(size, cap) / most) ** (1 / mixing.temperature)
            for task, size in sizes.items()
        }
    total = fsum(weights.values())
    return {task: weight / total for task, weight in weights.items()}


def with_share(found: Mapping[str, float], name: str, share: float) -> dict[str, float]:
    """Add a task with a fixed share of the steps."""
    return {**{task: p * (1 - share) for task, p in found.items()}, name: share}


def draw(found: Mapping[str, float], steps: int, seed: int) -> list[str]:
    """Draw the task of every step independently, so a shorter schedule is a prefix of a longer one.

    Args:
        found: Task → probability, in a fixed order.
        steps: How many.
        seed: The same seed and proportions give the same schedule everywhere.
    """
    tasks = list(found)
    bounds = list(accumulate(found.values()))
    rng = Random(f"{seed}/mixing")
    # Due to rounding, the last bound may differ slightly from 1.
    return [
        tasks[min(bisect(bounds, rng.random() * bounds[-1]), len(tasks) - 1)] for _ in range(steps)
    ]
