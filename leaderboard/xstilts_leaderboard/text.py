"""Text and numbers in pages, files and spreadsheets; text from submissions is sanitised."""

import re
import unicodedata

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_SPACES = re.compile(r"\s+")


def plain(text: str, most: int = 300) -> str:
    """Return text as one line without characters that hide, reorder or break other text.

    Control and format characters (including all direction marks and zero-width characters), lone
    surrogates, private and unassigned characters are removed, so the result is valid in XML.

    Args:
        text: Untrusted text.
        most: Maximum number of characters.
    """
    kept = "".join(
        " " if character in "\t\n\r" else character
        for character in text[: 4 * most]
        if character in "\t\n\r" or unicodedata.category(character)[0] != "C"
    )
    kept = _SPACES.sub(" ", kept).strip()
    return kept if len(kept) <= most else f"{kept[: most - 1]}…"


def spreadsheet_cell(text: str) -> str:
    """Return text for a CSV cell that no spreadsheet interprets as a formula."""
    harmless = plain(text)
    return f"'{harmless}" if harmless.startswith(_FORMULA) else harmless


_HOSTS = ("huggingface.co", "arxiv.org", "github.com", "doi.org", "aclanthology.org")
_LINK = re.compile(r"https://([a-z0-9.-]+)(/[A-Za-z0-9._~/?=&%#:+@-]*)?")


def safe_link(url: str | None) -> str | None:
    """Return an address if a page may link to it (https, a known host), else None."""
    if url is None:
        return None
    match = _LINK.fullmatch(url)
    return url if match is not None and match[1] in _HOSTS else None


def rounded(value: float | None, digits: int = 6) -> float | None:
    """Round a number for JSON and CSV documents; None stays None."""
    return None if value is None else round(float(value), digits)
