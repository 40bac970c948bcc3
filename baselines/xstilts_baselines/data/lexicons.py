"""Lexicons for code-switched training text; their place has the key ``lexicons``."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from xstilts_baselines.data.reading.places import LEXICONS, parse_place
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.lexicons import Lexicon, lexicon_of, open_lexicons
from xstilts_kit.storage import storage_errors, write_atomically

ENGLISH = "en"


def open_training_lexicons(
    languages: Sequence[str], places: Mapping[str, str]
) -> Mapping[str, Lexicon]:
    """Open the lexicons from English to some languages.

    Args:
        languages: The languages of the translations.
        places: Name → place, with ``folder:PATH`` or ``miniature`` for ``lexicons``.

    Raises:
        UsageError: There is no place for lexicons, or it is not suitable.
        DataError: A lexicon is missing or damaged.
    """
    text = places.get(LEXICONS, places.get("", ""))
    place = parse_place(text) if text else None
    if place is not None and place.kind == "folder":
        return open_lexicons(place.paths[0]).lexicons(ENGLISH, languages)
    if place is not None and place.kind == "miniature":
        return {language: _invented(language) for language in languages}
    raise UsageError(
        "The recipe replaces words of its training text, and there is no lexicon.",
        f"Give --data {LEXICONS}=folder:DIR with files such as en-de.txt; `xstilts-submit data"
        " prepare --lexicons` fetches a free one.",
    )


def lexicon_folder(places: Mapping[str, str], out: Path) -> Path:
    """Return a folder of lexicons for the kit's commands; the miniature's own are written to `out`.

    Raises:
        UsageError: There is no place for lexicons.
        StorageError: The folder cannot be written.
    """
    text = places.get(LEXICONS, places.get("", ""))
    place = parse_place(text) if text else None
    if place is not None and place.kind == "folder":
        return place.paths[0]
    if place is None or place.kind != "miniature":
        raise UsageError(
            "Words are replaced by translations, and there is no lexicon.",
            f"Give --data {LEXICONS}=folder:DIR with files such as en-de.txt.",
        )
    from xstilts_baselines.miniature.lexicon import LANGUAGES

    with storage_errors(out):
        out.mkdir(parents=True, exist_ok=True)
        for language in LANGUAGES:
            if language != ENGLISH:
                entries = _invented(language).entries
                lines = (f"{word}\t{one}\n" for word, found in entries.items() for one in found)
                write_atomically(out / f"{ENGLISH}-{language}.txt", "".join(lines).encode())
    return out


def _invented(language: str) -> Lexicon:
    """The miniature's own words, which are those of its generated texts."""
    from xstilts_baselines.miniature.lexicon import LANGUAGES, lexicon
    from xstilts_baselines.miniature.lexicons import KINDS, forms

    if language not in LANGUAGES:
        raise UsageError(
            f"The miniature has no lexicon of {language!r}.",
            f"It has {', '.join(one for one in LANGUAGES if one != ENGLISH)}.",
        )
    pairs = (
        (word, forms(entry.parts(language))[0])
        for entry in lexicon().values()
        if entry.kind in KINDS
        for word in forms(entry.parts(ENGLISH))
    )
    return lexicon_of(ENGLISH, language, pairs)
