"""A folder of lexicons: ``en-de.txt`` translates English words to German."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.lexicons.lexicon import Lexicon, read_lexicon

_NAME = re.compile(r"([a-z]{2,3})-([a-z]{2,3})\.txt")


@dataclass(frozen=True, slots=True)
class LexiconFolder:
    """The lexicons of a folder; each is read when it is first used."""

    path: Path
    files: frozenset[tuple[str, str]] = field(repr=False)
    """(language of the keys, language of the translations) of each file."""

    def targets(self, source: str) -> tuple[str, ...]:
        """The languages into which words of `source` can be translated, sorted."""
        direct = {target for key, target in self.files if key == source}
        inverse = {key for key, target in self.files if target == source}
        return tuple(sorted((direct | inverse) - {source}))

    def file(self, source: str, target: str) -> Path:
        """The file of a pair, or else of the opposite direction.

        Raises:
            DataError: There is neither.
        """
        if (source, target) in self.files:
            return self._path(source, target)
        if (target, source) in self.files:
            return self._path(target, source)
        there = ", ".join(f"{a}-{b}.txt" for a, b in sorted(self.files)[:8])
        raise DataError(
            f"{self.path} has no lexicon from {source} to {target} ({source}-{target}.txt).",
            f"Add the file, or choose other languages; the folder has {there}.",
        )

    def lexicon(self, source: str, target: str) -> Lexicon:
        """The lexicon of a pair; if only the other direction has a file, that one inverted.

        Raises:
            DataError: There is no file, or it holds no usable pair.
        """
        path = self.file(source, target)
        read = _read if (source, target) in self.files else _inverted
        return read(path, source, target)

    def lexicons(self, source: str, targets: Iterable[str] | None = None) -> Mapping[str, Lexicon]:
        """The lexicons from one language to several, by target language; default: to all.

        Raises:
            DataError: One of them is missing or damaged.
        """
        chosen = self.targets(source) if targets is None else tuple(targets)
        return {target: self.lexicon(source, target) for target in sorted(set(chosen))}

    def _path(self, source: str, target: str) -> Path:
        return self.path / f"{source}-{target}.txt"


def open_lexicons(path: Path) -> LexiconFolder:
    """Open a folder of lexicons.

    Raises:
        DataError: It is not a folder, or no file in it is named like a lexicon.
    """
    if not path.is_dir():
        raise DataError(
            f"--lexicons {path}: no such folder.",
            "Give a folder of lexicons (en-de.txt, …); `xstilts-submit data prepare --lexicons"
            " --out DIR` fetches a free one.",
        )
    found = (_NAME.fullmatch(file.name) for file in path.iterdir() if file.is_file())
    files = frozenset((match[1], match[2]) for match in found if match and match[1] != match[2])
    if not files:
        raise DataError(
            f"--lexicons {path}: no file in it is named like en-de.txt.",
            "Name each lexicon by the languages of its words and of their translations.",
        )
    return LexiconFolder(path, files)


def _read(path: Path, source: str, target: str) -> Lexicon:
    stat = path.stat()
    return _cached(path, source, target, stat.st_size, stat.st_mtime_ns)


def _inverted(path: Path, source: str, target: str) -> Lexicon:
    stat = path.stat()
    return _cached_inverse(path, source, target, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=64)
def _cached(path: Path, source: str, target: str, size: int, changed: int) -> Lexicon:
    return read_lexicon(path, source, target)


@lru_cache(maxsize=64)
def _cached_inverse(path: Path, source: str, target: str, size: int, changed: int) -> Lexicon:
    return _cached(path, target, source, size, changed).inverted()
