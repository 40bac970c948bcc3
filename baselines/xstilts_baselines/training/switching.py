"""Code-switched training rows: words are replaced, and the row is made again, in every epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from xstilts_baselines.data.samples import (
    ChoiceSample,
    PairSample,
    Sample,
    SpanSample,
    TagSample,
)
from xstilts_baselines.recipes import Switch
from xstilts_baselines.training.shapes import Shape
from xstilts_kit.lexicons import Lexicon
from xstilts_kit.transforms import switch
from xstilts_kit.transforms._draws import u


@dataclass(frozen=True, slots=True)
class Switching:
    """How words of training text are replaced."""

    settings: Switch
    lexicons: Mapping[str, Lexicon]
    """Language → lexicon from English to it."""

    def sample(self, sample: Sample, seed: str, epoch: int) -> Sample:
        """Return a sample as it is in an epoch, which depends on nothing else.

        Labels stay. Of questions on a text, only the question is switched; of multiple choices,
        the text before the options or, without one, the question; of tagged sentences, single
        tokens by single words.
        """
        parts = (seed, sample.id, "epoch", epoch)
        if u(*parts, "share") >= self.settings.share:
            return sample
        if isinstance(sample, PairSample):
            first = self._text(sample.text_a, (*parts, "text_a"))
            return replace(
                sample, text_a=first, text_b=self._text(sample.text_b, (*parts, "text_b"))
            )
        if isinstance(sample, SpanSample):
            return replace(sample, question=self._text(sample.question, (*parts, "question")))
        if isinstance(sample, ChoiceSample):
            if not sample.context:
                return replace(sample, question=self._text(sample.question, (*parts, "question")))
            return replace(sample, context=self._text(sample.context, (*parts, "context")))
        if isinstance(sample, TagSample):
            tokens = (
                self._text(token, (*parts, place), one_word=True)
                for place, token in enumerate(sample.tokens)
            )
            return replace(sample, tokens=tuple(tokens))
        return sample

    def _text(self, text: str, parts: tuple[object, ...], *, one_word: bool = False) -> str:
        return switch(
            text,
            self.lexicons,
            self.settings.ratio,
            parts,
            replace_by=self.settings.replace_by,
            one_word=one_word,
        ).text


@dataclass(frozen=True, slots=True)
class SwitchedRows:
    """Makes the rows of a stream again, from samples whose words are replaced anew."""

    switching: Switching
    shape: Shape
    samples: Sequence[Sample]
    owners: Sequence[tuple[int, int]]
    """Row → its sample, and its place among the sample's rows."""
    seed: str

    def __call__(self, row: Any, index: int, epoch: int) -> Any:
        """Return the row for an epoch."""
        place, part = self.owners[index]
        sample = self.switching.sample(self.samples[place], self.seed, epoch)
        if sample == self.samples[place]:
            return row
        rows = self.shape.rows([sample])
        return rows[min(part, len(rows) - 1)].packed() if rows else row
