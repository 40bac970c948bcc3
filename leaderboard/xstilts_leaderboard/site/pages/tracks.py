"""The pages of the tracks, and the JSON document of each."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from xstilts_kit.tasks import all_tasks
from xstilts_leaderboard.site.exports import track_csv
from xstilts_leaderboard.site.rendering import json_page, key_of, template_page
from xstilts_leaderboard.site.site import Shown, Site
from xstilts_leaderboard.site.writing import Page, whole_page
from xstilts_leaderboard.tables.columns import INVENTED
from xstilts_leaderboard.tracks import Track


def track_pages(site: Site, shown: Shown) -> Iterator[Page]:
    """Every page of every track."""
    for track, value in site.tracks:
        key = key_of("track", track.name, repr(value), site.made, site.base_url)
        yield _page(track, track.path, track.title, value, key, shown)
        for leaf in track.leaves(value):
            yield _page(track, leaf.path, leaf.title, leaf.about, key, shown)
        yield json_page(track.api, key, partial(track.export, value))
        if track.rows is not None:
            yield whole_page(track.csv, key_of("csv", key), partial(_csv, track, value))


def _csv(track: Track, value: Any) -> bytes:
    return track_csv(track.rows(value) if track.rows is not None else ()).encode()


def _page(track: Track, path: str, title: str, value: Any, key: str, shown: Shown) -> Page:
    own = track.template.endswith(".html.j2")
    return template_page(
        path,
        key_of(path, key),
        track.template if own else "track.html.j2",
        shown,
        title=title,
        source=None if own else track.template,
        track=track,
        titles=titles(),
        value=value,
        invented=path.startswith(INVENTED),
    )


def titles() -> dict[str, str]:
    """Task → its name as printed in papers."""
    return {name: task.title for name, task in all_tasks().items()}
