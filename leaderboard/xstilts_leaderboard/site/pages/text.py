"""The pages that are mostly text: how to submit, methods, and the page for wrong addresses."""

from collections.abc import Iterator

from xstilts_kit.boards import BOARDS
from xstilts_kit.submission.version import this_kit
from xstilts_kit.tasks import own_tasks
from xstilts_leaderboard.site.figures.methods import interval_picture, pair_picture, rank_picture
from xstilts_leaderboard.site.rendering import key_of, template_page
from xstilts_leaderboard.site.site import DIVISION_RULES, Shown, Site
from xstilts_leaderboard.site.writing import Page


def text_pages(site: Site, shown: Shown) -> Iterator[Page]:
    """Submit, Methods, and 404."""
    key = key_of("text", site.made, site.base_url, site.repository)
    yield template_page(
        "submit.html",
        key,
        "submit.html.j2",
        shown,
        own=site.settings.own,
        own_tasks=bool(own_tasks()),
        version=this_kit().version,
        suites=[(name, board.title, board.lead) for name, board in BOARDS.items()],
    )
    yield template_page(
        "methods.html",
        key,
        "methods.html.j2",
        shown,
        divisions=DIVISION_RULES,
        interval=interval_picture,
        pair=pair_picture,
        ranks=rank_picture,
        published=len(site.published),
    )
    yield template_page("404.html", key, "404.html.j2", shown)
