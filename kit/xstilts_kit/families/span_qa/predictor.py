"""Prediction for questions: the best span over all windows of the context.

Follows XTREME's QA scripts, with two exceptions: a candidate's text is taken from the context, cut
at the sub-words' offsets (widened to whole grapheme clusters), while the scripts rejoin tokens;
and padding is ignored, so an answer does not depend on the other questions of its batch.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import regex

from xstilts_kit.checkpoint.forward import question_logits
from xstilts_kit.checkpoint.opening import OpenHead
from xstilts_kit.checkpoint.template import pair_template
from xstilts_kit.families._family import Inputs
from xstilts_kit.families._predictor import BasePredictor, Feature
from xstilts_kit.families.span_qa.choice import N_BEST, Span, best_span
from xstilts_kit.families.span_qa.records import AnswerRecord
from xstilts_kit.families.span_qa.windows import LONGEST_QUESTION, owners, step_of, windows

_CLUSTER = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class ContextWindow(Feature):
    """A question with a piece of its context."""

    start: int = 0
    """Index of the window's first sub-word in the context."""
    offset: int = 0
    """Position of that sub-word in the input."""
    owned: Sequence[bool | None] = ()
    """For each position of the input, None outside the context, else whether the window owns it."""
    spans: Sequence[tuple[int, int]] = ()
    """First and last character of every sub-word of the whole context."""


class Predictor(BasePredictor):
    """Windows over the context, each with the question."""

    def __init__(self, head: OpenHead) -> None:
        self._head = head
        self._template = pair_template(head.tokenizer)

    def features(self, inputs: Inputs) -> list[ContextWindow]:
        """The windows of every question, in order."""
        contexts = {example.context: None for example in inputs.examples}
        places = {context: place for place, context in enumerate(contexts)}
        texts = self._encode(list(contexts), offsets=True)
        questions = self._encode([example.question for example in inputs.examples])["input_ids"]
        return [
            window
            for index, example in enumerate(inputs.examples)
            for window in self._windows(
                index,
                questions[index][:LONGEST_QUESTION],
                texts["input_ids"][places[example.context]],
                texts["offset_mapping"][places[example.context]],
            )
        ]

    def _encode(self, texts: list[str], *, offsets: bool = False) -> Any:
        return self._head.tokenizer(
            texts,
            add_special_tokens=False,
            return_attention_mask=False,
            return_token_type_ids=False,
            return_offsets_mapping=offsets,
            verbose=False,
        )

    def _windows(
        self,
        example: int,
        question: Sequence[int],
        context: Sequence[int],
        spans: Sequence[tuple[int, int]],
    ) -> list[ContextWindow]:
        template = self._template
        before = [*template.before, *question, *template.between]
        room = self._head.max_length - len(before) - len(template.after)
        found = windows(len(context), room, step_of(room))
        owner = owners(found, len(context))
        features = []
        for number, (start, length) in enumerate(found):
            ids = [*before, *context[start : start + length], *template.after]
            mine: list[bool | None] = [None] * len(ids)
            for position in range(length):
                mine[len(before) + position] = owner[start + position] == number
            segments = template.segments(len(question), length) if self._head.segments else None
            features.append(
                ContextWindow(
                    example,
                    ids,
                    segments,
                    self.language,
                    start,
                    len(before),
                    tuple(mine),
                    spans,
                )
            )
        return features

    def scores(self, batch: Sequence[ContextWindow]) -> list[list[Span]]:
        """The best candidates of each window; sub-words are numbered within the context."""
        segments = [f.token_type_ids for f in batch if f.token_type_ids is not None]
        starts, ends = question_logits(
            self._head,
            [f.input_ids for f in batch],
            segments or None,
            [f.language for f in batch],
        )
        found = []
        for row, window in enumerate(batch):
            size, shift = len(window.input_ids), window.start - window.offset
            spans = best_span(starts[row, :size], ends[row, :size], window.owned)
            found.append([(score, first + shift, last + shift) for score, first, last in spans])
        return found

    def records(
        self,
        inputs: Inputs,
        features: Sequence[ContextWindow],
        outputs: Sequence[Sequence[Span]],
    ) -> list[Any]:
        """The text of the best non-empty candidate, or an empty text."""
        return [
            AnswerRecord(example.id, _answer(example.context, own, candidates))
            for example, own, candidates in _by_example(inputs, features, outputs)
        ]

    def table(
        self,
        inputs: Inputs,
        features: Sequence[ContextWindow],
        scores: Sequence[Sequence[Span]],
    ) -> list[dict[str, Any]]:
        """The best spans of every context, best first, with the sums of their logits."""
        return [
            {
                "id": example.id,
                "spans": [
                    {
                        "start": own[first][0],
                        "end": own[last][1],
                        "text": whole_clusters(
                            example.context, own[first][0], own[last][1]
                        ).strip(),
                        "score": score,
                    }
                    for score, first, last in _best(candidates)
                ],
            }
            for example, own, candidates in _by_example(inputs, features, scores)
        ]


def _by_example(
    inputs: Inputs, features: Sequence[ContextWindow], outputs: Sequence[Sequence[Span]]
) -> Iterator[tuple[Any, Sequence[tuple[int, int]], list[Span]]]:
    """Yield every question with its candidates and the spans of its context's sub-words."""
    pooled: list[list[Span]] = [[] for _ in inputs.examples]
    spans: list[Sequence[tuple[int, int]]] = [()] * len(inputs.examples)
    for feature, candidates in zip(features, outputs, strict=True):
        pooled[feature.example].extend(candidates)
        spans[feature.example] = feature.spans
    return zip(inputs.examples, spans, pooled, strict=True)


def _best(candidates: Sequence[Span]) -> list[Span]:
    return sorted(candidates, key=lambda span: -span[0])[:N_BEST]


def _answer(context: str, spans: Sequence[tuple[int, int]], candidates: Sequence[Span]) -> str:
    for _, first, last in _best(candidates):
        text = whole_clusters(context, spans[first][0], spans[last][1]).strip()
        if text:
            return text
    return ""


def whole_clusters(text: str, start: int, end: int) -> str:
    """The characters from `start` to `end`, widened so that no grapheme cluster is cut."""
    # A space begins a cluster, so the search can begin there.
    left = max(text.rfind(" ", 0, start), 0)
    sizes = [len(cluster) for cluster in _CLUSTER.findall(text[left : end + 64])]
    breaks = list(accumulate(sizes, initial=left))
    begin = max((place for place in breaks if place <= start), default=start)
    finish = min((place for place in breaks if place >= end), default=end)
    return text[begin:finish]
