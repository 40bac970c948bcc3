"""The home page: what the site is, its size, one figure, five questions."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from xstilts_kit.boards import BOARDS
from xstilts_leaderboard.rows.row import layout_of
from xstilts_leaderboard.site.figures.scale import scale_of
from xstilts_leaderboard.site.pages.languages import TASK, published_figure, whole_systems
from xstilts_leaderboard.site.rendering import key_of, template_page
from xstilts_leaderboard.site.site import Shown, Site
from xstilts_leaderboard.site.table_rows import Drawn
from xstilts_leaderboard.site.writing import Page
from xstilts_leaderboard.tables.columns import Column, folder_of, is_invented
from xstilts_leaderboard.tables.languages import language
from xstilts_leaderboard.tables.printed import printed_lines
from xstilts_leaderboard.tables.views import BoardView, Table
from xstilts_leaderboard.tracks import QUESTIONS, Answer

_TOP = 5


@dataclass(frozen=True, slots=True)
class Card:
    """One question with its answer."""

    key: str
    question: str
    how: str
    """How a study would answer the question."""
    answer: Answer | None
    dots: tuple[float, ...]
    """Pixels of a small dot strip."""


def home_page(site: Site, shown: Shown, views: Mapping[str, BoardView]) -> Page:
    """Build the site's landing page."""
    if site.settings.own:
        return _own_home(site, shown, views)
    main = next(iter(BOARDS))
    rows = {
        (row.suite, row.name)
        for board, own in site.rows.items()
        if not is_invented(board)
        for row in own
    }
    return template_page(
        "index.html",
        key_of(
            "home",
            sorted(site.keys.items()),
            repr([value for _, value in site.tracks]),
            site.made,
            site.base_url,
            site.repository,
        ),
        "home.html.j2",
        shown,
        counts={
            "rows": len(rows),
            "systems": len({row.system for row in site.published}),
            "numbers": sum(row.numbers for row in site.published),
            "languages": len(layout_of(main).languages),
            "tasks": len(BOARDS[main].suite.task_names),
        },
        figure=lambda: published_figure(site.published),
        systems=lambda: whole_systems(site.published),
        codes=[language(cell.language) for cell in layout_of(main).cells if cell.task == TASK],
        task=TASK,
        cards=lambda: _cards(site),
        best=lambda: _best(views[main]),
        printed=lambda: _best_printed(site, main),
        board=shown.boards[0],
        studies=lambda: [
            (leaf.path, leaf.title)
            for track, value in site.tracks
            for leaf in (track.leaves(value) if track.name == "transfer" else ())
            if not leaf.path.startswith("try/")
        ],
    )


def _own_home(site: Site, shown: Shown, views: Mapping[str, BoardView]) -> Page:
    """The landing page of a lab's own board: its boards, each with its first rows."""
    rows = {(row.suite, row.name) for own in site.rows.values() for row in own}
    codes = {code for name in BOARDS if not is_invented(name) for code in layout_of(name).languages}

    def boards() -> list[Mapping[str, Any]]:
        return [
            {
                "title": board.title,
                "lead": board.lead,
                "path": f"{folder_of(name)}index.html",
                "invented": board.invented,
                "best": next(iter(_best(views[name])), None),
            }
            for name, board in BOARDS.items()
        ]

    return template_page(
        "index.html",
        key_of("home", sorted(site.keys.items()), site.made, site.base_url, site.repository),
        "own_home.html.j2",
        shown,
        rows=len(rows),
        languages=len(codes),
        boards=boards,
    )


def _best_printed(site: Site, board: str) -> Drawn | None:
    """Best published rows by the mean of the seven tasks most papers report."""
    columns = (Column("seven", "Mean of 7", "seven"),)
    lines = printed_lines(site.published, columns, board)[:_TOP]
    return Drawn(Table("open", columns, (), (), {}), lines) if lines else None


def _cards(site: Site) -> list[Card]:
    answers: dict[str, Answer] = {}
    for track, value in site.tracks:
        for answer in track.answers(value):
            answers.setdefault(answer.question, answer)
    found = []
    for key, (question, how) in QUESTIONS.items():
        given = answers.get(key)
        dots = given.dots if given else ()
        scale = scale_of(dots, 4, 156, least=2)
        found.append(Card(key, question, how, given, tuple(scale.at(value) for value in dots)))
    return found


def _best(view: BoardView) -> list[Drawn]:
    """The first rows of the main board's first division, as the board shows them."""
    for table in view.board_tables():
        if table.ranked:
            few = replace(
                table, columns=table.columns[:1], ranked=table.ranked[:_TOP], incomplete=()
            )
            return [Drawn(few)]
    return []
