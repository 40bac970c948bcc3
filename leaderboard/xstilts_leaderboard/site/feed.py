"""The Atom feed of rows: newest first."""

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from xstilts_leaderboard.rows.row import OVERALL, ScoredRow
from xstilts_leaderboard.tables.columns import row_href
from xstilts_leaderboard.text import plain

MOST = 50


def atom(rows: Iterable[ScoredRow], base_url: str, updated: str) -> str:
    """Render the feed.

    Args:
        rows: Rows of all boards; a row on two boards is listed once.
        base_url: The site's address, with a trailing slash.
        updated: Build time of the site, RFC 3339.
    """
    first = {(row.suite, row.name): row for row in sorted(rows, key=lambda row: row.board)}
    newest = sorted(first.values(), key=lambda row: (row.suite, row.name))
    newest.sort(key=lambda row: row.added or "", reverse=True)
    entries = "".join(_entry(row, base_url, updated) for row in newest[:MOST])
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        '<feed xmlns="http://www.w3.org/2005/Atom">\n'
        "<title>xstilts: new rows</title>\n"
        f"<id>{escape(base_url)}</id>\n"
        f'<link rel="self" href={quoteattr(base_url + "feed.xml")}/>\n'
        f"<updated>{updated}</updated>\n{entries}</feed>\n"
    )


def _entry(row: ScoredRow, base_url: str, updated: str) -> str:
    href = f"{base_url}{row_href(row.suite, row.name)}"
    overall = row.mean(OVERALL)
    score = "incomplete" if overall is None else f"{overall:.1f} overall"
    when = f"{row.added}T00:00:00Z" if row.added else updated
    return (
        "<entry>\n"
        f"<title>{escape(f'{row.name} on {row.suite}: {score}, {row.division}')}</title>\n"
        f"<id>{escape(href)}#v{row.version}</id>\n"
        f"<link href={quoteattr(href)}/>\n"
        f"<updated>{when}</updated>\n"
        f"<author><name>{escape(plain(row.manifest.author.name or 'unknown'))}</name></author>\n"
        "</entry>\n"
    )
