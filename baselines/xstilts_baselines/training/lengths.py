"""Lengths of training inputs, by which arms with different text are compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from xstilts_baselines.data.samples import Sample
from xstilts_baselines.training.rewriting import Rewriting
from xstilts_baselines.training.shapes import Shape, TextShape

_EXAMPLES = 1000
"""Maximum number of examples that are measured, spread evenly over the training set."""
_UNLIMITED = 1_000_000


@dataclass(frozen=True, slots=True)
class Lengths:
    """Sub-words of a task's training examples before and after truncation."""

    examples: int
    """Number of examples measured."""
    mean: float
    """Mean sub-words of an example without a limit, including special tokens."""
    longest: int
    truncated: float
    """Percentage of examples that exceed the maximum length: cut, or split into windows."""


def lengths_of(
    shape: Shape, samples: Sequence[Sample], rewriting: Rewriting | None = None, seed: str = ""
) -> Lengths | None:
    """Measure the examples of a task as they are in the first epoch.

    Args:
        shape: The task's shape.
        samples: The training set.
        rewriting: How the texts are changed; None leaves them.
        seed: Seed of the replacements.

    Returns:
        None for unlabelled text, of which only the beginning is used, and without samples.
    """
    if isinstance(shape, TextShape) or not samples:
        return None
    whole = type(shape)(shape.task, replace(shape.opened, max_length=_UNLIMITED))
    most = min(_EXAMPLES, len(samples))
    chosen = [samples[place * len(samples) // most] for place in range(most)]
    found, cut = [], 0
    for sample in chosen:
        text = sample if rewriting is None else rewriting.sample(sample, seed, 0)
        rows = whole.rows([text])
        if not rows:
            continue
        used = shape.rows([text])
        found.append(sum(row.tokens for row in rows))
        cut += sum(row.tokens for row in used) != found[-1] or len(used) != len(rows)
    if not found:
        return None
    return Lengths(
        examples=len(found),
        mean=round(sum(found) / len(found), 2),
        longest=max(found),
        truncated=round(100.0 * cut / len(found), 2),
    )
