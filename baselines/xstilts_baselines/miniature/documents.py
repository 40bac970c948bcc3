"""Unlabelled text for pre-training the miniature's encoder.

Six kinds: a sentence with its translation; text code-switched slot by slot; a sentence with a
paraphrase in the same or another language; statements, one of which is repeated; a question with
statements that answer it; plain text. It contains no task labels, but translations and lexicon are
a form of supervision and are disclosed as such.
"""

from collections.abc import Iterator, Sequence
from random import Random

from xstilts_baselines.miniature.builders import (
    Reserve,
    Said,
    pawsx_pair,
    tagged_sentence,
    xnli_triple,
)
from xstilts_baselines.miniature.lexicon import LANGUAGES, UNSPACED
from xstilts_baselines.miniature.paragraphs import free_of, paragraph
from xstilts_baselines.miniature.questions import Paragraph, ask
from xstilts_baselines.miniature.realise import Sentence, Word, realise, text

Document = tuple[str, ...]
"""One or two texts that form a model input."""

_SPACED_SHARE = 0.4  # of Chinese and Thai text, so that pieces occur with and without a word mark

_SHAPES = ((1,), (2,), (1, 1), (2, 1), (3,), (3, 1))
"""Number of statements of each kind next to a question."""

_ALIKE = ((2,), (3,), (2, 1), (3, 1), (2, 2))
"""The same for repeated statements, with similar ones so that the right one must be found."""


def documents(seed: str, reserve: Reserve) -> Iterator[Document]:
    """Generate an endless stream of documents without reserved sentences."""
    rng = Random(seed)
    kinds = (_translation, _switched, _restatement, _repeated, _question, _plain)
    while True:
        (kind,) = rng.choices(kinds, weights=(28, 17, 20, 20, 15, 5))
        document = kind(rng, reserve)
        if document is not None:
            yield document


def parallel_pairs(seed: str, reserve: Reserve) -> Iterator[tuple[str, str]]:
    """Generate an endless stream of sentences with translations."""
    rng = Random(seed)
    while True:
        document = _translation(rng, reserve)
        if document is not None:
            yield document[0], document[1]


def _translation(rng: Random, reserve: Reserve) -> Document | None:
    first, second = _two_languages(rng)
    said = tagged_sentence(rng)
    return _all_free(reserve, (said, first), (said, second), rng=rng)


def _restatement(rng: Random, reserve: Reserve) -> Document | None:
    pair = rng.choice(xnli_triple(rng)) if rng.random() < 0.5 else pawsx_pair(rng)
    first = rng.choice(LANGUAGES)
    second = first if rng.random() < 0.4 else rng.choice(LANGUAGES)
    if rng.random() < 0.25:
        plain = _all_free(reserve, (pair.first, first), rng=rng)
        mixed = _mixed(pair.second, second, rng.choice(LANGUAGES), reserve, rng)
        return None if plain is None or mixed is None else (*plain, mixed)
    return _all_free(reserve, (pair.first, first), (pair.second, second), rng=rng)


def _switched(rng: Random, reserve: Reserve) -> Document | None:
    first, second = _two_languages(rng)
    sentences = [tagged_sentence(rng) for _ in range(rng.randint(1, 2))]
    written = [_mixed(said, first, second, reserve, rng) for said in sentences]
    free = [sentence for sentence in written if sentence is not None]
    return (" ".join(free),) if len(free) == len(written) else None


def _question(rng: Random, reserve: Reserve) -> Document | None:
    """Make a question with one to four statements in its language, another one or a mixture."""
    first, second = _same_or_not(rng)
    free = free_of(reserve, (first, second))
    found = paragraph(rng, rng.choice(_SHAPES), 1, free, lead=0.3, fewest=1)
    said = _statements(rng, reserve, found, second)
    asked = _write(ask(found.questions[0], first), first, rng)
    return None if said is None else (asked, said)


def _repeated(rng: Random, reserve: Reserve) -> Document | None:
    """Make several statements and repeat one in the same language, another one or a mixture."""
    first, second = _same_or_not(rng)
    free = free_of(reserve, (first, second))
    found = paragraph(rng, rng.choice(_ALIKE), 1, free, fewest=1)
    said = _statements(rng, reserve, found, second)
    again = _write(realise((rng.choice(found.facts),), first), first, rng)
    return None if said is None else (again, said)


def _same_or_not(rng: Random) -> tuple[str, str]:
    first = rng.choice(LANGUAGES)
    return first, first if rng.random() < 0.5 else rng.choice(LANGUAGES)


def _statements(rng: Random, reserve: Reserve, found: Paragraph, language: str) -> str | None:
    """Write a paragraph's statements, sometimes code-switched; None if one is reserved."""
    mixed = rng.random() < 0.25
    said = []
    for fact in found.facts:
        statement = (
            _mixed((fact,), language, rng.choice(LANGUAGES), reserve, rng)
            if mixed
            else _write(realise((fact,), language), language, rng)
        )
        if statement is None:
            return None
        said.append(statement)
    return ("" if language == "zh" else " ").join(said)


def _plain(rng: Random, reserve: Reserve) -> Document | None:
    language = rng.choice(LANGUAGES)
    return _all_free(reserve, (tagged_sentence(rng), language), rng=rng)


def _all_free(reserve: Reserve, *parts: tuple[Said, str], rng: Random) -> Document | None:
    """Write sentences as a document, or return None if one is reserved."""
    sentences = [(realise(said, language), language) for said, language in parts]
    if any(reserve.has(text(words, language)) for words, language in sentences):
        return None
    return tuple(_write(words, language, rng) for words, language in sentences)


def _two_languages(rng: Random) -> tuple[str, str]:
    first = "en" if rng.random() < 0.7 else rng.choice(LANGUAGES)
    second = rng.choice([language for language in LANGUAGES if language != first])
    return (first, second) if rng.random() < 0.5 else (second, first)


def _mixed(said: Said, matrix: str, other: str, reserve: Reserve, rng: Random) -> str | None:
    """Write a code-switched sentence; None if its content is reserved.

    With few slots it often remains in one language, so mixing does not hide test sentences.
    """
    words = _switch(said, matrix, other, rng)
    if reserve.touches(said, (matrix, other)) or reserve.has(text(words, matrix)):
        return None
    return _write(words, matrix, rng)


def _switch(said: Said, matrix: str, other: str, rng: Random) -> Sentence:
    """Take about half of a sentence's slots from the other language."""
    words = realise(said, matrix)
    foreign = realise(said, other)
    slots = dict.fromkeys(word.slot for word in words if word.slot)
    switched = {slot for slot in slots if rng.random() < 0.5}
    result: list[Word] = []
    done: set[str] = set()
    for word in words:
        if word.slot not in switched:
            result.append(word)
        elif word.slot not in done:
            done.add(word.slot)
            result += [w for w in foreign if w.slot == word.slot]
    return tuple(result)


def _write(words: Sequence[Word], language: str, rng: Random) -> str:
    if language in UNSPACED and rng.random() < _SPACED_SHARE:
        return " ".join(word.form for word in words)
    return text(words, language)
