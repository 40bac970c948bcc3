"""Retrieval and mining data in XTREME's file formats."""

from random import Random

from xstilts_baselines.miniature.builders import Said
from xstilts_baselines.miniature.corpora import Corpora
from xstilts_baselines.miniature.realise import realise, text


def parallel_lines(lines: tuple[Said, ...], language: str) -> tuple[bytes, bytes, bytes]:
    """Write Tatoeba's files: the foreign side in order, the English side sorted, the gold.

    Line j of the gold is the zero-based row of the foreign side that translates line j of the
    English side.
    """
    foreign = [text(realise(said, language), language) for said in lines]
    english = [text(realise(said, "en"), "en") for said in lines]
    order = sorted(range(len(lines)), key=english.__getitem__)
    return _lines(foreign), _lines([english[row] for row in order]), _lines([*map(str, order)])


def comparable(found: Corpora, language: str, seed: str) -> tuple[bytes, bytes, bytes]:
    """Write BUCC's files: foreign corpus, English corpus (both shuffled) and gold pairs."""
    foreign = _numbered((*found.gold, *found.foreign), language, f"{seed}/{language}")
    english = _numbered((*found.gold, *found.english), "en", f"{seed}/{language}/en")
    where = {said: identifier for identifier, said in english}
    gold = [f"{one}\t{where[said]}" for one, said in foreign if said in where]
    return _corpus(foreign, language), _corpus(english, "en"), _lines(gold)


def _corpus(rows: list[tuple[str, Said]], code: str) -> bytes:
    return _lines([f"{one}\t{text(realise(said, code), code)}" for one, said in rows])


def _numbered(lines: tuple[Said, ...], code: str, seed: str) -> list[tuple[str, Said]]:
    order = Random(seed).sample(lines, len(lines))
    return [(f"{code}-{number:09d}", said) for number, said in enumerate(order, start=1)]


def _lines(lines: list[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
