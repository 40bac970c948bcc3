"""The examples that are attacked, and the human translations that stand beside them."""

from collections.abc import Sequence
from typing import Any

from xstilts_kit.attacks.polygloss import Reference, reference_of
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.lexicons import find_words
from xstilts_kit.transforms import u
from xstilts_kit.transforms._units import WITHOUT_BLANKS

MOST_UNLIKE = 0.02
"""Largest share of labels that may differ between translations."""


def sample(gold: Sequence[Gold], count: int, parts: Sequence[object]) -> tuple[int, ...]:
    """Indices of a sample of the examples with a known answer, in their order.

    A larger sample contains the smaller ones; which examples are drawn depends only on their ids
    and the parts.
    """
    known = [index for index, answer in enumerate(gold) if answer.known]
    drawn = sorted(known, key=lambda index: u(*parts, gold[index].id, "sample"))[:count]
    return tuple(sorted(drawn))


def check_parallel(
    language: str, gold: Sequence[Any], other: str, inputs: Inputs, answers: Sequence[Any] | None
) -> None:
    """Check that the rows of another language are translations of the same rows.

    Rows are parallel by position only, so their number and their labels must agree. XNLI's do in
    every row; the translations of PAWS-X were labelled anew, and up to 1.6 % differ. In shuffled
    rows, half of the labels or more would.

    Raises:
        DataError: They do not.
    """
    if answers is not None and len(gold) == len(inputs.examples) == len(answers):
        pairs = [(a, b) for a, b in zip(gold, answers, strict=True) if a.known and b.known]
        if sum(a.label != b.label for a, b in pairs) <= MOST_UNLIKE * len(pairs):
            return
    why = "has no labels to compare" if answers is None else "has other rows or labels"
    raise DataError(
        f"{other} {why}, so its rows are not known to be the translations of {language}'s.",
        "Use files in the same order, or pass --sense-filter off to try every translation.",
    )


def references_of(texts: Sequence[str], language: str) -> tuple[Reference, ...]:
    """The human translation of each text of an example."""
    blanks = language not in WITHOUT_BLANKS
    return tuple(
        reference_of(text, language, (w.text for w in find_words(text)) if blanks else None)
        for text in texts
    )
