"""What attacks have in common: edits of words, scores, and the result of a search."""

from collections.abc import Generator, Sequence
from dataclasses import dataclass

from xstilts_kit.lexicons import Word, find_words

Texts = tuple[str, ...]
"""The texts of one example: premise and hypothesis, or two possible paraphrases."""


@dataclass(frozen=True, slots=True)
class Score:
    """What the model says to an example's texts."""

    loss: float
    """Cross-entropy of the right label, in nats."""
    right: bool
    """Whether the right label is predicted."""


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """A word, or several words in a row, and the replacement."""

    text: int
    """Index of the text in the example."""
    word: int
    """Index of the first word in its text."""
    target: str
    """The replacement."""
    words: int = 1
    """Number of words that are replaced."""


@dataclass(frozen=True, slots=True)
class Success:
    """Texts to which the model gives a wrong label."""

    texts: Texts
    edits: tuple[Edit, ...]
    loss: float

    @property
    def words(self) -> int:
        """Number of words that were replaced."""
        return sum(edit.words for edit in self.edits)


@dataclass(frozen=True, slots=True)
class Found:
    """The result of an attack on one example."""

    worst: Success | None
    """The success with the highest loss; None if the attack failed."""
    minimal: Success | None
    """The success with the lowest loss."""
    queries: int
    """Texts that were scored, without the original."""
    words: int
    """Words of the original texts."""


Search = Generator[Sequence[Texts], Sequence[Score], Found]
"""Yields texts to be scored, receives their scores in the same order, returns the result."""


@dataclass(frozen=True, slots=True)
class Original:
    """The texts of an example, cut into words."""

    texts: Texts
    words: tuple[tuple[Word, ...], ...]

    @property
    def count(self) -> int:
        """Number of words in all texts."""
        return sum(map(len, self.words))

    def edited(self, edits: Sequence[Edit]) -> Texts:
        """The texts with some words replaced; each word at most once."""
        by_text: list[list[Edit]] = [[] for _ in self.texts]
        for edit in edits:
            by_text[edit.text].append(edit)
        return tuple(
            _replaced(text, words, own) if own else text
            for text, words, own in zip(self.texts, self.words, by_text, strict=True)
        )


def original_of(texts: Texts) -> Original:
    """Cut an example's texts into words."""
    return Original(texts, tuple(tuple(find_words(text)) for text in texts))


def _replaced(text: str, words: Sequence[Word], edits: Sequence[Edit]) -> str:
    pieces, at = [], 0
    for edit in sorted(edits):
        pieces += [text[at : words[edit.word].start], edit.target]
        at = words[edit.word + edit.words - 1].end
    return "".join([*pieces, text[at:]])


class Successes:
    """The successes of a search so far."""

    def __init__(self) -> None:
        self.worst: Success | None = None
        self.minimal: Success | None = None

    def take(self, texts: Texts, edits: tuple[Edit, ...], score: Score) -> None:
        """Keep a state if the model is wrong about it; the first one wins a tie."""
        if score.right:
            return
        found = Success(texts, edits, score.loss)
        if self.worst is None or found.loss > self.worst.loss:
            self.worst = found
        if self.minimal is None or found.loss < self.minimal.loss:
            self.minimal = found
