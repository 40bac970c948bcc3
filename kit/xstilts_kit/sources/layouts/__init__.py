"""How the benchmark's files are written, one layout a way; each yields the family's rows."""

from collections.abc import Mapping
from types import MappingProxyType

from xstilts_kit.sources.layouts import (
    answer_sentences,
    choices,
    pairs,
    parallel,
    questions,
    tokens,
)
from xstilts_kit.sources.layouts._layout import UNKNOWN, Layout, NoAnswers

__all__ = ["LAYOUTS", "UNKNOWN", "Layout", "NoAnswers"]

LAYOUTS: Mapping[str, Layout] = MappingProxyType(
    {
        "answer-sentences": Layout(answer_sentences.inputs, answer_sentences.gold),
        "corpora": Layout(parallel.corpus_inputs, parallel.corpus_gold, one_each=False),
        "parallel-lines": Layout(parallel.line_inputs, parallel.line_gold),
        "questions": Layout(questions.inputs, questions.gold),
        "sentence-pairs": Layout(pairs.inputs, pairs.gold),
        "token-lines": Layout(tokens.inputs, tokens.gold),
        "two-choices": Layout(choices.inputs, choices.gold),
    }
)
"""Every layout, by the name that a task gives."""
