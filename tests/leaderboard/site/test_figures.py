"""Geometry of the figures: a known input gives known coordinates."""

import base64
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_leaderboard.site.figures.curves import Curve, curves, scale_over
from xstilts_leaderboard.site.figures.effects import effects
from xstilts_leaderboard.site.figures.forest import forest
from xstilts_leaderboard.site.figures.methods import interval_picture, pair_picture, rank_picture
from xstilts_leaderboard.site.figures.rank_bar import WIDTH, rank_bars
from xstilts_leaderboard.site.figures.scale import Scale, centred_scale, scale_of
from xstilts_leaderboard.site.figures.strips import Mark, both_widths, strips
from xstilts_leaderboard.site.figures.tint import column_tint, tint, tint_classes
from xstilts_leaderboard.site.figures.words import ranges, tenths, words
from xstilts_leaderboard.tables.differences import Arm, Delta
from xstilts_leaderboard.tables.lines import Score, decimal
from xstilts_leaderboard.tables.perturbed import Estimate
from xstilts_leaderboard.tables.ranking import Ranking, RankRange
from xstilts_leaderboard.tracks.questions import Number

scores = st.floats(0, 100, allow_nan=False)


def test_a_scale_maps_its_ends_and_its_middle() -> None:
    scale = Scale(60.0, 80.0, 100.0, 300.0)
    assert [scale.at(value) for value in (60, 70, 80)] == [100.0, 200.0, 300.0]
    assert (scale.at(0), scale.at(100)) == (100.0, 300.0)  # never outside
    assert scale.ticks(5) == (
        (60.0, 100.0),
        (65.0, 150.0),
        (70.0, 200.0),
        (75.0, 250.0),
        (80.0, 300.0),
    )


@given(st.lists(scores, min_size=1), st.integers(2, 8))
def test_a_scale_holds_its_values_and_few_round_ticks(values: list[float], most: int) -> None:
    scale = scale_of(values, 0.0, 100.0)
    assert scale.low < min(values) and max(values) < scale.high
    ticks = scale.ticks(most)
    assert len(ticks) <= most
    assert all(scale.low <= value <= scale.high for value, _ in ticks)


def test_without_values_a_scale_is_that_of_all_scores() -> None:
    assert scale_of([], 0.0, 10.0) == Scale(0.0, 100.0, 0.0, 10.0)


def test_a_scale_of_differences_has_zero_in_the_middle() -> None:
    scale = centred_scale([-3.2, 1.0], 0.0, 80.0)
    assert (scale.low, scale.high, scale.at(0)) == (-4.0, 4.0, 40.0)


@given(st.lists(scores, min_size=1))
def test_many_values_on_a_scale_are_where_each_is(values: list[float]) -> None:
    scale = Scale(12.0, 88.0, 6.0, 144.0)
    assert (tenths(scale.all_at(np.array(values))) / 10).tolist() == list(map(scale.at, values))


numbers = st.one_of(
    st.floats(-300, 300), st.integers(-20_000, 20_000).map(lambda n: n / 20), st.just(-0.0)
)


@given(st.lists(numbers, min_size=1))
def test_many_numbers_read_as_each_does_by_itself(values: list[float]) -> None:
    """Ties among them: 0.25 is exact in binary, 0.35 is not."""
    assert words(np.array(values), "<b>", "</b>") == [f"<b>{decimal(one)}</b>" for one in values]
    assert words(np.array([np.nan]), "<b>", "</b>", "none") == ["none"]


@given(st.lists(st.tuples(numbers, numbers), min_size=1))
def test_many_intervals_read_as_each_does_by_itself(ends: list[tuple[float, float]]) -> None:
    sound = [(min(pair) + 0.0, max(pair) + 0.0) for pair in ends]  # no −0.0
    low, high = np.array(sound).T
    joined = map("".join, zip(*ranges(low, high, "(", ")"), strict=True))
    assert list(joined) == [f"({Score(0.0, *pair).interval})" for pair in sound]


def test_rank_bars_cover_their_ranks() -> None:
    start, end = rank_bars(np.array([3, 1]), np.array([5, 10]), 10)
    assert start.round(1).tolist() == [18.4, 0.0]
    assert end.round(1).tolist() == [46.0, WIDTH]


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n))))
def test_a_rank_among_many_can_still_be_seen(given: tuple[int, int]) -> None:
    of, rank = given
    (start,), (end,) = rank_bars(np.array([rank]), np.array([rank]), of)
    assert start >= 0 and end <= WIDTH + 0.05
    assert end - start >= 2.9


@given(st.lists(st.floats(-50, 50), min_size=1), st.sampled_from([0.0, 0.3, 2.0]))
def test_many_tints_are_those_of_each(differences: list[float], step: float) -> None:
    found = [tint(one, step) for one in differences]
    wanted = [f' class="{kind}"' if kind else "" for kind in found]
    assert tint_classes(np.array(differences), step).tolist() == wanted


@pytest.mark.parametrize(
    ("difference", "kind"),
    [(0.0, ""), (0.9, ""), (1.0, "p1"), (-1.0, "n1"), (3.0, "p2"), (-50.0, "n4")],
)
def test_a_tint_is_a_distance_in_steps(difference: float, kind: str) -> None:
    assert tint(difference, 2.0) == kind


def test_most_of_a_column_is_inside_the_four_steps() -> None:
    rng = np.random.default_rng(1)
    values = [float(value) for value in rng.normal(70, 6, 200)]
    middle, step = column_tint(values)
    kinds = [tint(value - middle, step) for value in values]
    counts = {kind: kinds.count(kind) / len(kinds) for kind in set(kinds)}
    assert len(counts) == 9  # every step is used
    assert max(counts.values()) < 0.35  # and none swallows the others
    assert column_tint([]) == (0.0, 0.0)
    assert tint(1.0, 0.0) == ""


def test_strips_are_lines_of_dots_with_what_stands_out_on_top() -> None:
    figure = strips([("German", [Mark(70.0, "a", "blue"), Mark(60.0, "b")]), ("Thai", [])])
    (one,) = figure.strips  # a language without a value is left out
    assert one.label == "German" and one.y == 37.0
    assert [dot.kind for dot in one.dots] == ["", "blue"]
    scale = scale_of([60.0, 70.0], 106, 548)
    assert [dot.x for dot in one.dots] == [scale.at(60.0), scale.at(70.0)]
    broad, narrow = both_widths([("German", [Mark(1.0, "a")])])
    assert broad.width == 560 and narrow.width < 362


def test_a_forest_has_a_panel_a_target_and_a_dot_a_seed() -> None:
    better = Delta(2.0, 1.0, 3.0, 0.4, 3, 50.0, (1.5, 2.0, 2.5), "better")
    none = Delta(-0.5, None, None, None, 1)
    figure = forest([Arm("mnli", "MNLI", {"xnli": better, "panx": none})], ["xnli", "panx"])
    first, second = figure.panels
    assert (first.bound, second.bound) == (3.0, 1.0)
    (line,) = first.lines
    assert (line.low, line.mean, line.high) == (212.0, 235.0, 258.0)
    assert line.seeds == (223.5, 235.0, 246.5)
    assert line.kind == "up"
    assert first.zero == 189.0
    assert second.lines[0].low is None and second.lines[0].kind == ""


def test_a_rule_stands_only_where_every_row_above_is_better_than_every_row_below() -> None:
    ranges = (RankRange(1, 4, 4),) * 4
    separated = np.ones((4, 4), dtype=bool)
    np.fill_diagonal(separated, False)
    assert Ranking(ranges, separated).cuts() == (0, 1, 2)
    separated[0, 2] = separated[2, 0] = False  # the first is not told from the third
    assert Ranking(ranges, separated).cuts() == (2,)
    separated[1, 3] = separated[3, 1] = False
    assert Ranking(ranges, separated).cuts() == ()


@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_rules_are_those_of_the_definition(count: int, seed: int) -> None:
    upper = np.triu(np.random.default_rng(seed).random((count, count)) < 0.8, 1)
    separated = upper | upper.T
    wanted = tuple(place for place in range(count - 1) if separated[: place + 1, place + 1 :].all())
    assert Ranking((RankRange(1, count, count),) * count, separated).cuts() == wanted


def test_the_worked_pictures_say_what_their_captions_say() -> None:
    interval = interval_picture()
    scale = Scale(68.0, 74.0, 10.0, 450.0)
    assert interval.low == pytest.approx(scale.at(69.2), abs=3)
    assert interval.high == pytest.approx(scale.at(72.8), abs=3)
    pair = pair_picture()
    first, second = pair.scores
    assert second.high > first.low  # they overlap
    assert pair.difference.low > pair.zero  # and are separated
    rows = rank_picture()
    assert [row.rank for row in rows] == ["1–2", "1–2", "3–4", "3–4", "5"]
    assert [row.cut for row in rows] == [False, True, False, True, False]


def test_the_pairs_of_a_table_are_packed_row_by_row() -> None:
    from xstilts_leaderboard.site.table_rows import packed_pairs

    separated = np.zeros((3, 3), dtype=bool)
    separated[0, 2] = separated[2, 0] = True
    assert base64.b64decode(packed_pairs(separated)) == bytes([0b01000000])


def number(unit: str, value: float, **more: object) -> Number:
    fields: dict[str, object] = {
        "measure": "score",
        "unit": unit,
        "better": "higher",
        "arm": "a",
        "against": "b",
        "language": "non-English",
        "condition": None,
        "primary": True,
        "value": value,
        "by_seed": (value,),
        "interval": None,
        "detectable": None,
        "verdict": "not shown",
        "p": None,
        **more,
    }
    return Number(**fields)  # type: ignore[arg-type]


def test_effects_have_an_axis_for_each_unit() -> None:
    found = effects(
        [
            number("points", 2.0, interval=(1.0, 3.0), verdict="higher"),
            number("log-odds", -0.1),
            number("points", -3.0, verdict="lower"),
        ]
    )
    points, odds = found.panels
    assert (points.unit, odds.unit) == ("points", "log-odds")
    assert (points.zero, odds.zero) == (175.0, 175.0)
    first, second = points.effects
    assert (first.low, first.mean, first.high) == (228.0, 281.0, 334.0)
    assert (first.kind, second.kind) == ("up", "down")
    assert (second.mean, second.y - first.y) == (16.0, 54)
    assert odds.effects[0].mean == 16.0  # a tenth is the end of that axis


def test_an_effect_is_coloured_by_what_is_better() -> None:
    (panel,) = effects([number("share", 0.02, better="lower", verdict="higher")]).panels
    assert panel.effects[0].kind == "down"
    assert (panel.unit, panel.effects[0].mean) == ("points", 334.0)  # two points of two


def test_curves_go_through_their_points_and_bands_around_their_intervals() -> None:
    first = Curve("a", "k0", ((0.0, Estimate(80, 75, 85)), (0.4, Estimate(60, 50, 70))))
    second = Curve("b", "k1", ((0.0, Estimate(70, None, None)), (0.4, Estimate(65, None, None))))
    span = scale_over([first, second])
    assert span == (50, 85)
    figure = curves([first, second], [(0.0, "clean"), (0.1, "0.1"), (0.4, "0.4")], span)
    assert [words for words, _ in figure.x_ticks] == ["clean", "0.1", "0.4"]
    under, over = figure.curves  # the first lies on top
    assert (under.kind, under.band) == ("k1", "") and over.kind == "k0"
    left, right = over.marks
    assert left.x < right.x and left.y < right.y  # lower scores lie lower
    assert over.line == f"M{left.x} {left.y}L{right.x} {right.y}"
    assert over.band.count("L") == 3 and over.band.endswith("Z")
    assert right.label == "a: 60.0, 50.0 to 70.0"


def test_ticks_of_near_levels_do_not_overlap() -> None:
    curve = Curve("a", "k0", ((0.0, Estimate(80, None, None)), (1.0, Estimate(60, None, None))))
    places = [(0.0, "clean"), (0.05, "0.05"), (0.1, "0.1"), (1.0, "1")]
    figure = curves([curve], places, (60, 80))
    xs = [x for _, x in figure.x_ticks]
    assert all(b - a >= 20 for a, b in pairwise(xs))
