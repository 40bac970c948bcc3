"""Bilingual lexicons of the miniature's words, between all pairs of its languages."""

from collections.abc import Sequence
from pathlib import Path

from xstilts_baselines.miniature.lexicon import LANGUAGES, UNSPACED, Entry, lexicon
from xstilts_kit.storage import storage_errors, write_atomically

KINDS = ("noun", "adj", "verb", "job")
"""Kinds of words that are translated; names are not."""


def write_lexicons(folder: Path) -> Path:
    """Write ``de-es.txt`` and so on in MUSE's format, and return the folder.

    There are none from languages written without spaces, whose words cannot be replaced.

    Raises:
        StorageError: The folder cannot be written.
    """
    entries = [entry for entry in lexicon().values() if entry.kind in KINDS]
    with storage_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        for source in LANGUAGES:
            for target in LANGUAGES if source not in UNSPACED else ():
                if source != target:
                    lines = dict.fromkeys(
                        line for entry in entries for line in _lines(entry, source, target)
                    )
                    content = "".join(lines).encode()
                    write_atomically(folder / f"{source}-{target}.txt", content)
    return folder


def _lines(entry: Entry, source: str, target: str) -> list[str]:
    """Every form of a word with its translation, the first form of the other language."""
    translation = forms(entry.parts(target))[0]
    return [
        f"{word.lower()}\t{translation}\n"
        for word in forms(entry.parts(source))
        if " " not in word and " " not in translation
    ]


def forms(parts: Sequence[str]) -> list[str]:
    """The forms of a word without its gender or class, a single character before the others."""
    return [part for part in parts if len(parts) == 1 or len(part) > 1]
