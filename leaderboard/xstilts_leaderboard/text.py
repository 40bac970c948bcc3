"""Text from submissions, made harmless: for pages, for files, for spreadsheets."""

import re
import unicodedata

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPACES = re.compile(r"\s+")


def plain(text: str, most: int = 300) -> str:
    """Text on one line without characters that hide, reorder or break other text.

    Left out are controls, format characters (among them all that change the direction of text and
    all of zero width), half surrogates, private and unassigned ones: what is left may stand in XML.

    Args:
        text: What somebody wrote.
        most: Characters that are kept.
    """
    kept = "".join(
        " " if character in "\t\n\r" else character
        for character in text[: 4 * most]
        if character in "\t\n\r" or unicodedata.category(character)[0] != "C"
    )
    kept = _SPACES.sub(" ", kept).strip()
    return kept if len(kept) <= most else f"{kept[: most - 1]}…"


def spreadsheet_cell(text: str) -> str:
    """Text of a CSV cell that no spreadsheet takes for a formula."""
    harmless = plain(text)
    return f"'{harmless}" if harmless.startswith(_FORMULA) else harmless


_HOSTS = ("huggingface.co", "arxiv.org", "github.com", "doi.org", "aclanthology.org")
_LINK = re.compile(r"https://([a-z0-9.-]+)(/[A-Za-z0-9._~/?=&%#:+@-]*)?")


def safe_link(url: str | None) -> str | None:
    """An address that a page may link to: https, of a host that is known; else None."""
    if url is None:
        return None
    match = _LINK.fullmatch(url)
    return url if match is not None and match[1] in _HOSTS else None
