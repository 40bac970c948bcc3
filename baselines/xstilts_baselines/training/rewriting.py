"""Rewritten training text: words are replaced, and the row is made again, in every epoch."""

from abc import ABC, abstractmethod
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
from xstilts_baselines.data.synonyms import Synonyms
from xstilts_baselines.recipes import Switch
from xstilts_baselines.training.shapes import Shape
from xstilts_kit.lexicons import Lexicon
from xstilts_kit.transforms import switch, u


class Rewriting(ABC):
    """A change of training text, drawn anew in every epoch."""

    share = 1.0
    """Share of the examples that are changed in an epoch."""

    @abstractmethod
    def text(self, text: str, parts: tuple[object, ...], *, one_word: bool = False) -> str:
        """Change a text.

        Args:
            text: The text.
            parts: Seed, example, epoch and field, on which the draws depend.
            one_word: Whether the text is a token that must stay one word.
        """

    def sample(self, sample: Sample, seed: str, epoch: int) -> Sample:
        """Return a sample as it is in an epoch, which depends on nothing else.

        Labels stay. Of questions on a text, only the question is changed; of multiple choices,
        the text before the options or, without one, the question; of tagged sentences, single
        tokens by single words.
        """
        parts = (seed, sample.id, "epoch", epoch)
        if u(*parts, "share") >= self.share:
            return sample
        if isinstance(sample, PairSample):
            first = self.text(sample.text_a, (*parts, "text_a"))
            return replace(
                sample, text_a=first, text_b=self.text(sample.text_b, (*parts, "text_b"))
            )
        if isinstance(sample, SpanSample):
            return replace(sample, question=self.text(sample.question, (*parts, "question")))
        if isinstance(sample, ChoiceSample):
            if not sample.context:
                return replace(sample, question=self.text(sample.question, (*parts, "question")))
            return replace(sample, context=self.text(sample.context, (*parts, "context")))
        if isinstance(sample, TagSample):
            tokens = (
                self.text(token, (*parts, place), one_word=True)
                for place, token in enumerate(sample.tokens)
            )
            return replace(sample, tokens=tuple(tokens))
        return sample


@dataclass(frozen=True, slots=True)
class Switching(Rewriting):
    """Words are replaced from bilingual lexicons."""

    settings: Switch
    lexicons: Mapping[str, Lexicon]
    """Language → lexicon from English to it."""

    @property
    def share(self) -> float:  # type: ignore[override]  # a field of the settings
        """Share of the examples that are switched in an epoch."""
        return self.settings.share

    def text(self, text: str, parts: tuple[object, ...], *, one_word: bool = False) -> str:
        """Switch the words of a text; see `xstilts_kit.transforms.switch`."""
        return switch(
            text,
            self.lexicons,
            self.settings.ratio,
            parts,
            replace_by=self.settings.replace_by,
            one_word=one_word,
        ).text


@dataclass(frozen=True, slots=True)
class Paraphrasing(Rewriting):
    """Every word is replaced by itself or by one of its synonyms, all equally likely.

    This is the data augmentation of RS-DA, randomised smoothing (Huang et al. 2021, arXiv
    2104.08645): an epoch is one copy of the training set, and there is no clean copy.
    """

    synonyms: Synonyms

    def text(self, text: str, parts: tuple[object, ...], *, one_word: bool = False) -> str:
        """Replace the words between blanks, which stay as they are; unknown words stay."""
        words = text.split(" ")
        for place, word in enumerate(words):
            choices = (word, *self.synonyms.of(word, one_word=one_word))
            if len(choices) > 1:
                words[place] = choices[int(u(*parts, "synonym", place) * len(choices))]
        return " ".join(words)


@dataclass(frozen=True, slots=True)
class RewrittenRows:
    """Makes the rows of a stream again, from samples that are rewritten in every epoch."""

    rewriting: Rewriting
    shape: Shape
    samples: Sequence[Sample]
    owners: Sequence[tuple[int, int]]
    """Row → its sample, and its place among the sample's rows."""
    seed: str

    def __call__(self, row: Any, index: int, epoch: int) -> Any:
        """Return the row for an epoch."""
        place, part = self.owners[index]
        sample = self.rewriting.sample(self.samples[place], self.seed, epoch)
        if sample == self.samples[place]:
            return row
        rows = self.shape.rows([sample])
        return rows[min(part, len(rows) - 1)].packed() if rows else row
