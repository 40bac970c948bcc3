"""The page of one row, its JSON document, and its replicates."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import Any

from xstilts_kit.boards import BOARDS
from xstilts_kit.submission.manifest import Manifest
from xstilts_leaderboard.rows.row import GAP, ScoredRow, cell_key, layout_of
from xstilts_leaderboard.site.exports import row_json
from xstilts_leaderboard.site.figures.strips import Mark, Strips, both_widths
from xstilts_leaderboard.site.heat import differences_html, families_of, heat_html, tasks_of
from xstilts_leaderboard.site.pages.citing import bibtex_of, command_of, facts_of
from xstilts_leaderboard.site.pages.items import has_items, items_href
from xstilts_leaderboard.site.pages.tracks import titles
from xstilts_leaderboard.site.provenance import Provenance, model_href
from xstilts_leaderboard.site.rendering import (
    fragment,
    json_page,
    key_of,
    parted_page,
    text_part,
)
from xstilts_leaderboard.site.scripts import replicates_script
from xstilts_leaderboard.site.site import Shown, Site
from xstilts_leaderboard.site.writing import Page, Part, whole_page
from xstilts_leaderboard.tables.columns import folder_of, is_invented, row_href
from xstilts_leaderboard.tables.languages import Language, language
from xstilts_leaderboard.tables.lines import Line, worst_language
from xstilts_leaderboard.tables.standing import Standing, standings
from xstilts_leaderboard.tables.views import BoardView, grouped_languages
from xstilts_leaderboard.text import plain, safe_link


@dataclass(frozen=True, slots=True)
class Place:
    """A row's numbers and standing on one board."""

    board: str
    title: str
    href: str
    tasks: int
    line: Line
    standing: Standing


_Standings = Mapping[str, Callable[[], Mapping[str, Standing]]]
"""Board → standings of its rows, computed on demand."""


def row_pages(site: Site, shown: Shown, views: Mapping[str, BoardView]) -> Iterator[Page]:
    """The pages and data files of all rows."""
    among = {board: cache(partial(standings, view)) for board, view in views.items()}
    divisions = {
        (board, division): key_of(
            *sorted(site.keys[f"{board} {line.key}"] for line in view.lines_of(division))
        )
        for board, view in views.items()
        for division in {line.row.division for line in view.lines}
    }
    for board, view in views.items():
        for line in view.lines:
            key = site.keys[f"{board} {line.key}"]
            yield from _replicates(line, key)
            if line.row.board == line.row.suite:  # one page, under its own suite
                provenance = site.provenance.get(line.key, Provenance())
                beside = [
                    divisions[name, line.row.division]
                    for name, other in views.items()
                    if line.key in other.by_key
                ]
                yield from _pages(line, (key, beside), shown, views, among, provenance)


def _replicates(line: Line, key: str) -> Iterator[Page]:
    row, folder = line.row, f"data/replicates/{line.row.board}"
    for languages in (False, True):
        yield whole_page(
            f"{folder}/{line.key}{'.languages' if languages else ''}.js",
            key_of("replicates", languages, key),
            partial(_encoded, row, languages),
        )


def _encoded(row: ScoredRow, languages: bool) -> bytes:
    return replicates_script(row, languages=languages).encode()


def _pages(
    line: Line,
    keys: tuple[str, Sequence[str]],
    shown: Shown,
    views: Mapping[str, BoardView],
    among: _Standings,
    provenance: Provenance,
) -> Iterator[Page]:
    row, name, (key, beside) = line.row, line.key, keys

    @cache
    def scores() -> dict[str, Any]:
        value: dict[str, Any] = json.loads(row.scores.read_text(encoding="utf-8"))
        return value

    own = replace(shown, made=f"Scored from predictions {row.predictions[:12]}")
    path = row_href(row.suite, row.name)
    link = f"{shown.base_url}{path}" if shown.base_url else None
    items = items_href(row) if has_items(row.scores.parent) else None
    own_key = key_of("row", key, shown.base_url, shown.repository, repr(provenance), items)
    up = "../" * path.count("/")

    def fragments() -> dict[str, Part]:
        places = _places(line, views, among)
        standing = places[0].standing
        medians, rows = standing.medians, "row" if standing.others == 1 else "rows"
        cells = key_of(own_key, standing.digest)
        return {
            "standing": fragment(
                "", "_standing.html.j2", places=places, division=row.division, up=up
            ),
            "others": text_part("", lambda: f"{standing.others} {row.division} {rows}"),
            "heat": text_part(
                key_of("heat", cells), lambda: heat_html(line, medians, provenance, titles())
            ),
            "differences": text_part(
                key_of("differences", cells),
                lambda: differences_html(line, medians, items and f"{up}{items}"),
            ),
        }

    yield parted_page(
        path,
        key_of(own_key, beside),
        "row.html.j2",
        own,
        own=own_key,
        fragments=fragments,
        row=row,
        line=line,
        link=lambda: safe_link(row.manifest.author.url),
        title=BOARDS[row.board].title,
        gap=lambda: line.cells[GAP],
        worst=lambda: _worst(row),
        families=families_of(row.board),
        tasks=tasks_of(row.board),
        strips=lambda: _strips(line),
        titles=titles(),
        evenness=lambda: [_evenness(one) for one in scores()["consistency"] or ()],
        scripts=lambda: grouped_languages(row, "script"),
        by_family=lambda: grouped_languages(row, "family"),
        reason=lambda: plain(row.division_reason),
        models=lambda: _models(row.manifest),
        provenance=provenance,
        facts=lambda: list(facts_of(line)),
        notes=lambda: plain(row.manifest.notes or "", 2000),
        command=lambda: command_of(row),
        kit=lambda: scores()["kit"]["version"],
        signature=lambda: scores()["signature"],
        bibtex=lambda: bibtex_of(line, link, scores()["signature"]),
        invented=is_invented(row.suite),
        items=items,
        compare=f"{'try/' if is_invented(row.suite) else ''}compare.html",
    )
    yield json_page(
        f"api/v1/rows/{name}.json",
        key_of("row json", key, repr(provenance)),
        lambda: row_json(row, scores(), provenance),
    )


def _places(line: Line, views: Mapping[str, BoardView], among: _Standings) -> list[Place]:
    """The row on every board that ranks it, its own suite's first."""
    found = []
    for board, view in views.items():
        mine = view.by_key.get(line.key)
        if mine is not None:
            about = BOARDS[board]
            found.append(
                Place(
                    board,
                    about.title,
                    f"{folder_of(board)}index.html",
                    len(about.suite.task_names),
                    mine,
                    among[board]()[line.key],
                )
            )
    return sorted(found, key=lambda place: place.board != line.row.suite)


def _worst(row: ScoredRow) -> tuple[Language, float] | None:
    found = worst_language(row)
    return None if found is None else (language(found[0]), found[1])


def _strips(line: Line) -> tuple[Strips, Strips]:
    """One strip per task: one dot per language, English highlighted."""
    rows: list[tuple[str, Sequence[Mark]]] = []
    cells = layout_of(line.row.board).cells
    for task in dict.fromkeys(cell.task for cell in cells):
        marks = []
        for cell in cells:
            score = line.cells[cell_key(cell)].score if cell.task == task else None
            if score is not None:
                kind = "english" if cell.language == "en" else ""
                marks.append(Mark(score, f"{language(cell.language).name}: {score:.1f}", kind))
        rows.append((titles()[task], marks))
    return both_widths(rows)


def _evenness(one: Mapping[str, Any]) -> dict[str, str]:
    spread, agreement = one["evenness"], one["agreement"] or {}

    def number(value: float | None, form: str = "{:.1f}") -> str:
        return "–" if value is None else form.format(value)

    return {
        "task": one["task"],
        "sd": number(spread["standard_deviation"]),
        "range": number(spread["range"]),
        "worst": f"{language(spread['worst_language']).name} {spread['worst']:.1f}",
        "gap": number(spread["english_gap"]),
        "all_right": number(agreement.get("all_correct"), "{:.1%}"),
        "agreement": number(agreement.get("pairwise"), "{:.1%}"),
    }


def _models(manifest: Manifest) -> list[tuple[str, str | None, str]]:
    """(id and commit, address, architecture) of every distinct model."""
    found: dict[tuple[str, str | None], tuple[str, str | None, str]] = {}
    for model in manifest.models:
        at = f" @ {model.revision[:12]}" if model.revision else ""
        found[model.id, model.revision] = (
            plain(f"{model.id}{at}"),
            model_href(model.id, model.revision, model.kind),
            plain(model.architecture or "architecture unknown"),
        )
    return list(found.values())
