"""Synonyms for paraphrased training text; the folder of their file has the key ``synonyms``."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from xstilts_baselines.data.reading.places import SYNONYMS, parse_place
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.storage import storage_errors
from xstilts_kit.submission.strict_json import StrictJSONError, parse

FILE = "synonyms.json"
"""File in the folder: a JSON object, word → list of its synonyms."""


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Synonyms of words, as they are written."""

    entries: Mapping[str, tuple[str, ...]] = field(repr=False)
    fingerprint: str
    """SHA-256 of the file, hexadecimal."""

    def of(self, word: str, *, one_word: bool = False) -> tuple[str, ...]:
        """The synonyms of a word, in the order of the file; empty if it has none.

        Args:
            word: A word, as it is written.
            one_word: Leave out synonyms with a blank.
        """
        found = self.entries.get(word, ())
        return tuple(one for one in found if " " not in one) if one_word else found


def open_synonyms(places: Mapping[str, str]) -> Synonyms:
    """Open the synonyms of a run.

    Args:
        places: Name → place, with ``folder:DIR`` for ``synonyms``.

    Raises:
        UsageError: There is no place for synonyms.
        DataError: The file is missing, or not a table of synonyms.
        StorageError: It cannot be read.
    """
    text = places.get(SYNONYMS, "")
    place = parse_place(text) if text else None
    if place is None or place.kind != "folder":
        raise UsageError(
            "The recipe replaces words of its training text by synonyms, and there are none.",
            f"Give --data {SYNONYMS}=folder:DIR; DIR holds {FILE}, an object of word → list of"
            " synonyms.",
        )
    return read_synonyms(place.paths[0] / FILE)


def read_synonyms(path: Path) -> Synonyms:
    """Read a file of synonyms.

    Raises:
        DataError: The file is missing, or not a table of synonyms.
        StorageError: It cannot be read.
    """
    if not path.is_file():
        raise DataError(f"There is no file {path}.", "Name the folder that holds it.")
    with storage_errors(path):
        content = path.read_bytes()
    try:
        found = parse(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, StrictJSONError) as error:
        raise DataError(f"{path}: not JSON in UTF-8 ({error}).", _FORMAT) from error
    if not isinstance(found, dict) or not found:
        raise DataError(f"{path}: not an object with words as keys.", _FORMAT)
    for word, synonyms in found.items():
        if not isinstance(synonyms, list) or not all(isinstance(x, str) and x for x in synonyms):
            raise DataError(f"{path}: {word!r} has no list of words.", _FORMAT)
    entries = {word: tuple(dict.fromkeys(x for x in s if x != word)) for word, s in found.items()}
    return Synonyms(entries, sha256(content).hexdigest())


_FORMAT = 'It holds one object, as in {"big": ["large", "huge"]}.'
