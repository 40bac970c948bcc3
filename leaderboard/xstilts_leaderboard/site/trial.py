"""Check whether the site can be built with certain rows, and find the rows that prevent it."""

import json
from collections.abc import Sequence
from dataclasses import replace

from xstilts_kit.diagnostics.errors import StorageError
from xstilts_leaderboard.site.pages import all_pages
from xstilts_leaderboard.site.site import Site
from xstilts_schemas import validator

_ROW_DATA = "api/v1/rows/"


def obstacle(site: Site) -> Exception | None:
    """Render every page and export in memory, and return the first error, or None.

    Raises:
        StorageError: The disk fails, so no row is to blame.
    """
    try:
        for page in all_pages(site):
            content = page.render()
            if page.path.startswith(_ROW_DATA):
                validator("api-row").validate(json.loads(content))
    except StorageError:
        raise
    except Exception as error:
        return error
    return None


def rows_in_the_way(site: Site) -> dict[str, Exception]:
    """Find the rows (``suite/name``) that keep the site from being built, each with its error.

    The rows are bisected until single ones are left. Empty if no single row is to blame.
    """
    names = sorted({f"{row.suite}/{row.name}" for own in site.rows.values() for row in own})
    return _search(site, names)


def _search(site: Site, names: Sequence[str]) -> dict[str, Exception]:
    if not names or (error := obstacle(only(site, names))) is None:
        return {}
    if len(names) == 1:
        return {names[0]: error}
    half = len(names) // 2
    return _search(site, names[:half]) | _search(site, names[half:])


def only(site: Site, names: Sequence[str]) -> Site:
    """Return the site with these rows only."""
    kept = set(names)
    return replace(
        site,
        rows={
            board: [row for row in own if f"{row.suite}/{row.name}" in kept]
            for board, own in site.rows.items()
        },
    )
