"""Find the label order of a head with unnamed classes, using English dev data.

Only dry runs do this. The validation split is English, like the head's training data, so neither
test data nor other languages are used.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import permutations
from math import sqrt
from typing import Any

import numpy as np

from xstilts_kit.cell import Cell
from xstilts_kit.checkpoint.classes import NamelessHead
from xstilts_kit.checkpoint.head import Head
from xstilts_kit.checkpoint.labels import NEVER
from xstilts_kit.data.first_use import pending
from xstilts_kit.diagnostics.errors import ModelError, XstiltsError
from xstilts_kit.families import Inputs
from xstilts_kit.prediction.planning import Plan
from xstilts_kit.sources import Sources

_EXAMPLES = 200
_STANDS_OUT = 0.1
"""Minimum lead of the best order over the second best, as a share of answers; larger for few
examples (two standard errors of a difference)."""
_MOST_TRIED = 5
"""Maximum number of classes for trying every order; beyond it, the search is greedy."""


@dataclass(frozen=True, slots=True)
class Fit:
    """The best label order."""

    labels: tuple[str, ...]
    right: float
    """Share of correct answers with this order."""
    next_best: float
    """Share of the second-best order, or of always answering the most frequent label."""
    examples: int

    @property
    def stands_out(self) -> bool:
        """Whether it is clearly better than all others."""
        return self.right - self.next_best >= max(_STANDS_OUT, 2 * sqrt(0.5 / self.examples))

    def describe(self, task: str) -> str:
        """Return a sentence with the order to use, or saying that none stands out."""
        share = f"{100 * self.right:.1f} % right, the next best {100 * self.next_best:.1f} %"
        if not self.stands_out:
            return (
                f"On {self.examples} English validation examples no order stands out ({share}): the"
                " head may not be trained for this task."
            )
        return (
            f"On {self.examples} English validation examples one order stands out ({share}):"
            f" --labels {task}={','.join(self.labels)}"
        )


def tried(error: NamelessHead, sources: Sources, batch_tokens: int) -> ModelError:
    """Return the error for a head with unnamed classes, with the best order if it can be tried."""
    head = error.head
    fit = None if head is None else fitting_order(head, sources, batch_tokens)
    if head is None or fit is None:
        return error
    remedy = fit.describe(head.task.name) if fit.stands_out else error.remedy
    more = "" if fit.stands_out else f" {fit.describe(head.task.name)}"
    return ModelError(f"{error.what}{more}", remedy)


def order_warnings(plan: Plan, sources: Sources, batch_tokens: int) -> list[str]:
    """Return a warning for each order in ``--labels`` that is worse than another."""
    found = []
    for name, head in plan.heads.items():
        if not head.nameless:
            continue
        fit = fitting_order(head, sources, batch_tokens)
        if fit is not None and fit.stands_out and fit.labels != head.labels:
            found.append(f"{name}: --labels is in another order. {fit.describe(name)}.")
    return found


def fitting_order(head: Head, sources: Sources, batch_tokens: int) -> Fit | None:
    """Find the label order that best fits a head's answers on English validation data.

    Returns:
        None if the data are not available, or the head cannot be opened.
    """
    try:
        pairs = _answers(head, sources, batch_tokens)
    except XstiltsError:
        return None
    if not pairs:
        return None
    classes, labels = len(head.labels), head.task.labels
    table = np.zeros((classes, len(labels)))
    for (answered, right), count in Counter(pairs).items():
        if right in labels:
            table[int(answered), labels.index(right)] += count
    total = float(table.sum())
    if not total:
        return None
    best, others = _best(table)
    names = tuple(labels[best[i]] if i in best else NEVER for i in range(classes))
    share = sum(table[i, j] for i, j in best.items()) / total
    rest = max(others, default=float(table.sum(axis=0).max())) / total
    return Fit(names, float(share), rest, min(_EXAMPLES, len(pairs)))


def _best(table: Any) -> tuple[Mapping[int, int], list[float]]:
    """Return the best order (class index → label index), and the correct answers of the others."""
    classes, labels = table.shape
    if classes > _MOST_TRIED:
        return _assigned(table), []
    chosen = permutations(range(classes), labels)
    orders = [dict(zip(p, range(labels), strict=True)) for p in chosen]
    right = [float(sum(table[i, j] for i, j in order.items())) for order in orders]
    best = int(np.argmax(right))
    return orders[best], right[:best] + right[best + 1 :]


def _assigned(table: Any) -> Mapping[int, int]:
    """Assign a label to each class greedily, the most frequent pairs first."""
    found: dict[int, int] = {}
    pairs = sorted(np.ndindex(table.shape), key=lambda place: -table[place])
    for i, j in pairs:
        if i not in found and j not in found.values():
            found[i] = j
    return found


def _answers(head: Head, sources: Sources, batch_tokens: int) -> Sequence[tuple[str, str]]:
    """(class index, right label) of the first English validation examples, or of their tokens."""
    import torch

    from xstilts_kit.checkpoint.opening import longest_input, open_head
    from xstilts_kit.checkpoint.tensors import check_tensors
    from xstilts_kit.checkpoint.tokenizer import open_tokenizer
    from xstilts_kit.engine.cell import open_predictor, predict_cell

    source = sources.get(head.task.name)
    cell = Cell(head.task.name, "en", "validation")
    if source is None or not source.has(cell):
        return ()
    gold = None if pending({cell: source}).needs(cell, source) else source.gold(cell)
    if gold is None:
        return ()
    numbered = replace(head, labels=tuple(map(str, range(len(head.labels)))))
    check_tensors(numbered)
    tokenizer = open_tokenizer(numbered)
    length = longest_input(numbered, tokenizer, None)
    cpu = torch.device("cpu")
    predictor = open_predictor(open_head(numbered, tokenizer, cpu, "float32", length))
    predictor.language = "en"
    inputs: Inputs = source.inputs(cell).first(_EXAMPLES)
    records: Sequence[Any] = predict_cell(predictor, inputs, batch_tokens, lambda _: None).records
    right: dict[str, Any] = {answer.id: answer for answer in gold if answer.known}
    pairs: list[tuple[str, str]] = []
    for record in records:
        answer = right.get(record.id)
        if answer is None:
            continue
        if hasattr(record, "tags"):
            pairs += zip(record.tags, answer.tags, strict=False)
        else:
            pairs.append((record.label, answer.label))
    return pairs
