"""Scripts of the languages, as far as transforms depend on them."""

from xstilts_kit.transforms._units import WITHOUT_BLANKS

LATIN = frozenset(
    {"af", "az", "de", "en", "es", "et", "eu", "fi", "fr", "ht", "hu", "id", "it", "jv", "lt"}
    | {"ms", "nl", "pl", "pt", "qu", "ro", "sw", "tl", "tr", "vi", "wo", "yo"}
)
CYRILLIC = frozenset({"bg", "kk", "ru", "uk"})
GREEK = frozenset({"el"})
ARABIC = frozenset({"ar", "fa", "ur"})
HEBREW = frozenset({"he"})
TURKIC = frozenset({"az", "tr"})
"""Languages that pair ``I`` with ``ı`` and ``İ`` with ``i``."""

CASED = LATIN | CYRILLIC | GREEK | {"hy"}


def refuses_caseless(language: str) -> str | None:
    """Why case does not apply."""
    return None if language in CASED else "its script has no case"


def refuses_blankless(language: str) -> str | None:
    """Why blanks do not apply."""
    return "it does not write blanks between words" if language in WITHOUT_BLANKS else None
