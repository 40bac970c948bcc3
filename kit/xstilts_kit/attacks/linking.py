"""Which words of a text and of its translation stand for each other.

By an encoder: mutual nearest neighbours of sub-word vectors. By a lexicon: words that it lists as
translations of each other, the nearest one in its place in the sentence if there are several.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xstilts_kit.attacks.phrases import Links, words_of
from xstilts_kit.engine.subwords import SubWords
from xstilts_kit.lexicons import Lexicon, Word
from xstilts_kit.lexicons.words import key_of


def links_by_vectors(
    words: Sequence[Word], own: SubWords, translated: Sequence[Word], other: SubWords
) -> Links:
    """Link words of which a sub-word of each is the other's nearest by cosine.

    Sub-words outside words, such as punctuation, take no part. The first of two equally near ones
    is the nearest.

    Args:
        words: The words of the text.
        own: Its sub-words.
        translated: The words of the translation.
        other: Its sub-words.
    """
    rows, columns = _owners(words, own), _owners(translated, other)
    if not rows or not columns:
        return frozenset()
    cosines = (
        _unit(own.vectors[[i for i, _ in rows]]) @ _unit(other.vectors[[j for j, _ in columns]]).T
    )
    nearest, back = cosines.argmax(axis=1), cosines.argmax(axis=0)
    return frozenset(
        (word, translation)
        for row, (_, mine) in enumerate(rows)
        if back[nearest[row]] == row
        for word in mine
        for translation in columns[nearest[row]][1]
    )


def _owners(words: Sequence[Word], found: SubWords) -> list[tuple[int, list[int]]]:
    """The sub-words that belong to words: (index of the sub-word, indices of its words)."""
    owners = (
        (index, [i for i, word in enumerate(words) if word.start < end and start < word.end])
        for index, (start, end) in enumerate(found.spans)
    )
    return [(index, mine) for index, mine in owners if mine]


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float64]:
    wide = vectors.astype(np.float64)
    norms = np.linalg.norm(wide, axis=1, keepdims=True)
    return np.asarray(wide / np.maximum(norms, 1e-12), dtype=np.float64)


def links_by_lexicon(words: Sequence[Word], translated: Sequence[Word], lexicon: Lexicon) -> Links:
    """Link words that the lexicon lists as translations.

    Args:
        words: The words of the text.
        translated: The words of the translation.
        lexicon: From the language of the text to that of the translation; a translation of several
            words is looked for as a whole.
    """
    keys = [key_of(word.text, lexicon.target) for word in translated]
    found = sorted(
        (abs(index / len(words) - place / len(keys)), index, place, size)
        for index, word in enumerate(words)
        for place, size in _places(word.text, lexicon, keys)
    )
    links: set[tuple[int, int]] = set()
    rows: set[int] = set()
    taken: set[int] = set()
    for _, index, place, size in found:  # the nearest pairs first, each word once
        span = set(range(place, place + size))
        if index not in rows and not span & taken:
            rows.add(index)
            taken |= span
            links |= {(index, one) for one in span}
    return frozenset(links)


def _places(word: str, lexicon: Lexicon, keys: Sequence[str]) -> list[tuple[int, int]]:
    """Where the translations of a word stand: (first word, number of words)."""
    found = []
    for sense in lexicon.translations(word):
        wanted = [key_of(piece.text, lexicon.target) for piece in words_of(sense, lexicon.target)]
        found += [
            (place, len(wanted))
            for place in range(len(keys) - len(wanted) + 1)
            if wanted and keys[place : place + len(wanted)] == wanted
        ]
    return found
