"""A lexicon: translations of the words of one language into another.

The MUSE format is UTF-8 text with one pair a line, separated by a tab or a blank; several lines
with the same source word are several senses.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.lexicons.words import key_of
from xstilts_kit.storage import storage_errors

COMMON = 5000
"""Placebo words are drawn from this many entries; MUSE lists common words first."""

_LARGEST = 256 << 20


@dataclass(frozen=True, slots=True)
class Counts:
    """The lines of a lexicon file."""

    pairs: int
    """Pairs that are used."""
    identical: int
    """Pairs of equal words (names, numbers): skipped, because they change nothing."""
    repeated: int
    """Pairs that stand in the file more than once; the later ones are skipped."""
    malformed: int
    """Lines without exactly two fields: skipped."""


@dataclass(frozen=True)
class Lexicon:
    """Translations of words; keys are lower-case, in the order of the file."""

    source: str
    """Language of the keys."""
    target: str
    """Language of the translations."""
    entries: Mapping[str, tuple[str, ...]] = field(repr=False)
    counts: Counts

    def __len__(self) -> int:
        return len(self.entries)

    def translations(self, word: str) -> tuple[str, ...]:
        """The translations of a word in any case, in the order of the file; empty if none."""
        return self.entries.get(key_of(word, self.source), ())

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of the languages and the pairs in use, hexadecimal.

        Line endings, separators and skipped lines do not enter it.
        """
        found = sha256(f"{self.source}-{self.target}\n".encode())
        for key, targets in self.entries.items():
            for target in targets:
                found.update(f"{key}\t{target}\n".encode())
        return found.hexdigest()

    @cached_property
    def common(self) -> tuple[str, ...]:
        """The keys of the first `COMMON` single words."""
        single = (key for key in self.entries if " " not in key)
        return tuple(key for key, _ in zip(single, range(COMMON), strict=False))

    def inverted(self) -> "Lexicon":
        """The same pairs, read from the target language to the source language."""
        return lexicon_of(
            self.target,
            self.source,
            ((target, key) for key, targets in self.entries.items() for target in targets),
        )


def lexicon_of(
    source: str, target: str, pairs: Iterable[tuple[str, str]], malformed: int = 0
) -> Lexicon:
    """Make a lexicon from (word, translation) pairs.

    Keys are lower-cased by the rules of their language; pairs of equal words, apart from case, and
    repeated pairs are skipped.
    """
    entries: dict[str, dict[str, None]] = {}
    used = identical = repeated = 0
    for word, translation in pairs:
        key = key_of(word, source)
        if key == key_of(translation, target):
            identical += 1
        elif translation in entries.setdefault(key, {}):
            repeated += 1
        else:
            entries[key][translation] = None
            used += 1
    found = {key: tuple(targets) for key, targets in entries.items() if targets}
    counts = Counts(used, identical, repeated, malformed)
    return Lexicon(source, target, MappingProxyType(found), counts)


def read_lexicon(path: Path, source: str, target: str) -> Lexicon:
    """Read a file in the MUSE format.

    Raises:
        DataError: The file is not UTF-8, or holds no usable pair.
        StorageError: It cannot be read.
    """
    with storage_errors(path):
        if path.stat().st_size > _LARGEST:
            raise DataError(
                f"{path}: larger than {_LARGEST >> 20} MiB.", "A lexicon has one word pair a line."
            )
        content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise DataError(
            f"{path}, line {line}: not UTF-8.", "Save the lexicon as UTF-8 text."
        ) from error
    fields = list(_fields(text))
    pairs = [(one[0], one[1]) for one in fields if len(one) == 2 and all(one)]
    found = lexicon_of(source, target, pairs, len(fields) - len(pairs))
    if not found.entries:
        raise DataError(
            f"{path}: no pair of a {source} and a {target} word.",
            "Write one pair a line, separated by a tab or a blank: `house\tHaus`.",
        )
    return found


def _fields(text: str) -> Iterator[list[str]]:
    """Fields of each line that is not empty, split at tabs, otherwise at blanks."""
    for line in text.split("\n"):
        stripped = line.rstrip("\r")
        if stripped.strip():
            by_tab = stripped.split("\t")
            yield [
                one.strip() for one in (by_tab if len(by_tab) > 1 else stripped.strip().split(" "))
            ]
