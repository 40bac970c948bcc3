"""Code-switching: replaces words of a text by translations from bilingual lexicons.

Word j of a text is selected if its own draw is below the ratio; the language and the sense of its
replacement are further draws. A word without an entry stays, and counts as a miss. There is no
repair of articles, agreement or word order, and no blank is added or removed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from xstilts_kit.lexicons import Lexicon, Word, find_words, with_case_of
from xstilts_kit.lexicons.words import key_of
from xstilts_kit.transforms._draws import choose, u

Replacement = Literal["translation", "wrong", "english", "copy"]
"""``translation``, or a placebo at the same words: ``wrong``, the translation of another word of
the lexicon; ``english``, another word of the text's own language with as many letters, ±1;
``copy``, the word itself."""

_TURNS = 400
"""Draws after which a placebo keeps the word."""


@dataclass(frozen=True, slots=True)
class Change:
    """A word that was replaced."""

    word: int
    """Index of the word in its text."""
    start: int
    """Index of its first code point in the original text."""
    end: int
    source: str
    target: str
    """The new text; for ``copy``, the word itself."""
    language: str
    """Language of the translation."""


@dataclass(frozen=True, slots=True)
class Switched:
    """A code-switched text, and how it was made."""

    text: str
    words: int
    """Words of the original text."""
    selected: int
    """Words whose draw was below the ratio."""
    changes: tuple[Change, ...]

    @property
    def missed(self) -> int:
        """Selected words for which the lexicon of their language has no entry."""
        return self.selected - len(self.changes)


def switch(
    text: str,
    lexicons: Mapping[str, Lexicon],
    ratio: float,
    parts: Sequence[object],
    *,
    language: str = "en",
    replace_by: Replacement = "translation",
    one_word: bool = False,
) -> Switched:
    """Replace words of a text by their translations.

    The words changed at a lower ratio are a subset of those at a higher one, with the same
    replacements. At ratio 0 the text is returned unchanged.

    Args:
        text: The text, in a language that writes blanks between words.
        lexicons: Embedded language → lexicon from the text's language to it.
        ratio: Probability that a word is selected, between 0 and 1.
        parts: What identifies the text: the seed, the place of the text in its data and, for
            training text that is switched anew in each epoch, ``"epoch"`` and its number. The
            result depends on nothing else.
        language: Language of the text.
        replace_by: Replace by translations, or apply a placebo to the same words.
        one_word: Use only translations without a blank, so that the number of words stays.
    """
    embedded = sorted(lexicons)
    words = list(find_words(text))
    selected = [
        (index, word)
        for index, word in enumerate(words)
        if not word.protected and u(*parts, "word", index) < ratio
    ]
    changes = []
    for index, word in selected:
        if not embedded:
            continue
        target = embedded[choose(len(embedded), *parts, "language", index)]
        lexicon = lexicons[target]
        senses = _senses(lexicon, word.text, one_word)
        if not senses:
            continue
        if replace_by == "translation":
            found = senses[choose(len(senses), *parts, "sense", index)]
        elif replace_by == "wrong":
            found = _wrong(lexicon, word.text, (*parts, "wrong", index), one_word)
        elif replace_by == "english":
            found = _alike(lexicon, word.text, (*parts, "english", index))
        else:
            found = word.text
        own = language if replace_by in ("english", "copy") else target
        changes.append(_change(index, word, with_case_of(word.text, found, own), target))
    return Switched(_replaced(text, changes), len(words), len(selected), tuple(changes))


def _senses(lexicon: Lexicon, word: str, one_word: bool) -> tuple[str, ...]:
    found = lexicon.translations(word)
    return tuple(sense for sense in found if " " not in sense) if one_word else found


def _wrong(lexicon: Lexicon, word: str, parts: Sequence[object], one_word: bool) -> str:
    """A translation of another common word; the word's own translations are not taken."""
    own = lexicon.translations(word)
    for turn, key in _others(lexicon, word, parts):
        senses = [s for s in _senses(lexicon, key, one_word) if s not in own]
        if senses:
            return senses[choose(len(senses), *parts, "sense", turn)]
    return word


def _alike(lexicon: Lexicon, word: str, parts: Sequence[object]) -> str:
    """Another common word of the same language with as many letters, one more, or one fewer."""
    for _, key in _others(lexicon, word, parts):
        if abs(len(key) - len(word)) <= 1:
            return key
    return word


def _others(lexicon: Lexicon, word: str, parts: Sequence[object]) -> Iterator[tuple[int, str]]:
    """Common words of a lexicon other than the given one, in the order of draws."""
    common = lexicon.common
    own = key_of(word, lexicon.source)
    for turn in range(_TURNS):
        key = common[choose(len(common), *parts, turn)]
        if key != own:
            yield turn, key


def _change(index: int, word: Word, target: str, language: str) -> Change:
    return Change(index, word.start, word.end, word.text, target, language)


def _replaced(text: str, changes: Sequence[Change]) -> str:
    pieces, at = [], 0
    for change in changes:
        pieces += [text[at : change.start], change.target]
        at = change.end
    return "".join([*pieces, text[at:]])
