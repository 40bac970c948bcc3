"""The track on consistency: published spreads to the digit, rows' agreement, the picture."""

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xstilts_schemas
from xstilts_kit.statistics.consistency import evenness
from xstilts_leaderboard.site.figures.scatter import scatter, scatters
from xstilts_leaderboard.site.pages.tracks import track_pages
from xstilts_leaderboard.site.site import Site, shown_of
from xstilts_leaderboard.tables.evenness import Group, System, evenness_groups, front_of
from xstilts_leaderboard.tables.published import RESULTS, read_reported
from xstilts_leaderboard.tracks import Material
from xstilts_leaderboard.tracks.consistency import TRACK, Consistency, export, rows
from xstilts_schemas import validator

ROOT = Path(__file__).parents[3]


def published() -> tuple[Group, ...]:
    return evenness_groups({}, read_reported(ROOT / RESULTS))


def system(mean: float, spread: float, **changes: object) -> System:
    """A system with two languages, `spread` above and below the mean."""
    found = evenness({"de": mean + spread, "sw": mean - spread, "en": 90.0})
    assert found is not None
    made = System("a", "b", "c.html", True, "open", "english", found, None)
    return replace(made, **changes)  # type: ignore[arg-type]


def group(*systems: System) -> Group:
    ordered = tuple(sorted(systems, key=lambda one: one.spread.standard_deviation))
    languages = ("de", "sw")
    return Group("xnli", "accuracy", "e", languages, False, "xnli", ordered, front_of(ordered))


def test_xnli_comes_first_and_xlm_r_large_has_its_known_spread() -> None:
    first = published()[0]
    assert (first.task, len(first.languages)) == ("xnli", 14)
    (one,) = (
        one
        for one in first.systems
        if (one.name, one.about) == ("XLM-R Large", "arXiv:1911.02116 · zero-shot")
    )
    spread = one.spread
    assert f"{spread.standard_deviation:.2f}" == "3.51"
    assert f"{spread.variance:.1f}" == "12.3"
    assert f"{spread.english_gap:.1f}" == "8.8"
    assert (spread.worst_language, spread.worst) == ("ur", 73.8)
    assert round(spread.range, 6) == 11.3
    assert one.agreement is None


def test_the_numbers_are_the_same_on_the_page_in_json_and_in_csv(site: Path) -> None:
    page = (site / "consistency.html").read_text(encoding="utf-8")
    row = re.search(
        r">XLM-R Large</a><span[^>]*>arXiv:1911.02116 · zero-shot</span>.*?</tr>", page, re.DOTALL
    )
    assert row is not None
    cells = re.findall(r'<td class="num">([^<]*)</td>', row[0])
    assert cells == ["80.3", "3.51", "12.3", "–", "0.22", "8.8", "11.3"]
    document = json.loads((site / "api" / "v1" / "consistency.json").read_text())
    validator("api-consistency").validate(document)
    found = {
        (one["name"], one["about"]): one["evenness"] for one in document["groups"][0]["systems"]
    }
    spread = found["XLM-R Large", "arXiv:1911.02116 · zero-shot"]
    assert (spread["variance"], spread["english_gap"]) == (12.307806, 8.792857)
    with (site / "csv" / "consistency.csv").open(encoding="utf-8", newline="") as file:
        lines = [
            line for line in csv.DictReader(file) if line["name"] == "XLM-R Large" != line["task"]
        ]
    assert "3.508248" in {line["standard_deviation"] for line in lines}
    assert 'href="consistency.html"' in (site / "index.html").read_text()  # the answer at home
    assert (site / "consistency" / "pawsx.html").is_file()
    assert "No row has scores in all languages" in (site / "try" / "consistency.html").read_text()


def test_rows_bring_their_agreement_and_stand_beside_published_systems(site: Path) -> None:
    document = json.loads((site / "api" / "v1" / "consistency.json").read_text())
    validator("api-consistency").validate(document)
    first = document["groups"][0]
    own = [one for one in first["systems"] if not one["published"]]
    assert first["task"] == "xnli" and len(own) == 6
    assert all(one["agreement"]["kappa"] is not None for one in own)
    assert all(one["evenness"]["variance_without_noise"] is not None for one in own)
    page = (site / "consistency.html").read_text(encoding="utf-8")
    assert 'href="rows/xtreme/row-0000.html"' in page and "Fleiss" in page
    assert page.count('<g class="own">') > 2 * 6  # in both pictures, and in the key


def test_a_row_without_all_languages_of_a_task_is_left_out() -> None:
    assert evenness_groups({}, ()) == ()
    whole = read_reported(ROOT / RESULTS)
    assert all(len(one.languages) in (6, 10, 14) for one in evenness_groups({}, whole))


def test_without_any_score_the_page_says_what_to_run(tmp_path: Path) -> None:
    empty = Site({}, {}, "", "", [(TRACK, TRACK.read(Material(tmp_path, {})))])
    pages = {page.path: page for page in track_pages(empty, shown_of(empty))}
    page = pages["consistency.html"].render().decode()
    assert "xstilts-submit predict --model ID --suite xnli" in page
    assert export(Consistency(())) == {"schema": "xstilts-api-consistency-v1", "groups": []}
    assert len(list(rows(Consistency(())))) == 1


def test_the_example_of_the_schema_has_the_toy_s_kappa() -> None:
    (one,) = xstilts_schemas.load("api-consistency")["examples"][0]["groups"][0]["systems"]
    assert (one["agreement"]["kappa"], one["evenness"]["variance"]) == (0.234043, 156.25)


def test_a_scatter_has_known_coordinates() -> None:
    even = system(70.0, 2.0, name="even")
    high = system(74.0, 4.0, name="high", published=False)
    translated = system(76.0, 1.0, name="translated", training="translated")
    found = scatter(group(even, high, translated), 442.0, 164.0)
    assert (found.left, found.right, found.top, found.bottom) == (28.0, 428.0, 24.0, 124.0)
    # the mean runs from 69 to 77 over 400 pixels, the deviation from 0 to 5 over 100
    at = {one.title.split(":")[0]: (one.x, one.y, one.shape, one.printed) for one in found.spots}
    assert at == {
        "even": (78.0, 84.0, "circle", True),
        "high": (278.0, 44.0, "circle", False),
        "translated": (378.0, 104.0, "square", True),
    }
    assert not found.spots[-1].printed  # rows are drawn on top
    assert found.front == "M78.0 84.0L278.0 44.0"  # translated labels are no rivals
    first = found.labels[0]
    assert (first.text, first.x, first.y, first.anchor) == ("high", 286.0, 48.0, "start")


def test_names_neither_overlap_nor_leave_the_picture() -> None:
    for figure, most in zip(scatters(published()[0]), (14, 4), strict=True):
        boxes = []
        for one in figure.labels:
            wide = 6.3 * len(one.text)
            start = one.x - {"start": 0, "middle": wide / 2, "end": wide}[one.anchor]
            assert start >= figure.left and start + wide <= figure.width + 0.1
            boxes.append((start, start + wide, one.y - 10.9, one.y + 2.9))
        for n, a in enumerate(boxes):
            for b in boxes[:n]:
                assert a[0] >= b[1] or b[0] >= a[1] or a[2] >= b[3] or b[2] >= a[3]
        assert 3 <= len(boxes) <= most


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(40, 80), st.integers(0, 9)), min_size=1, max_size=12))
def test_the_front_holds_what_no_other_beats(values: list[tuple[int, int]]) -> None:
    found = group(*(system(float(mean), float(spread)) for mean, spread in values))
    points = [(one.spread.mean, one.spread.standard_deviation) for one in found.systems]
    kept = {points[place] for place in found.front}
    wanted = {
        (mean, spread)
        for mean, spread in points
        if not any(m >= mean and s <= spread and (m, s) != (mean, spread) for m, s in points)
    }
    assert kept == wanted


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_damaged_scores_do_not_stop_the_site(
    content: str, repository: tuple[Path, Path], tmp_path: Path
) -> None:
    from xstilts_leaderboard.rows.loading import board_lock, load_rows
    from xstilts_leaderboard.store.submissions import read_store

    root, scored = repository
    row = load_rows(root, "xtreme", read_store(root), scored, board_lock(root))[0]
    path = tmp_path / "scores.json"
    path.write_text(content)
    assert evenness_groups({"xtreme": [replace(row, scores=path)]}, ()) == ()
