"""Clean and transformed scores: drops, ratios, worst languages, in scores.json and as text."""

import json
from pathlib import Path

import numpy as np
import pytest

import xstilts_kit as xs
from xstilts_kit.cell import Cell
from xstilts_kit.families import Statistics
from xstilts_kit.scoring.averages import Vector, vectors_of
from xstilts_kit.scoring.robustness import describe_robustness
from xstilts_kit.scoring.tables import Tabled
from xstilts_kit.scoring.worst import worst_of_seeds
from xstilts_kit.statistics.table import cluster
from xstilts_kit.suites import get_suite
from xstilts_schemas import validator


def vector(score: float) -> Vector:
    return np.concatenate([[score], score + np.random.default_rng(0).normal(0, 1, 50)])


def cells(scores: dict[str, float]) -> dict[Cell, dict[str, Vector]]:
    """Vectors by ``task/language@transform``."""
    return {Cell.parse(name): {"accuracy": vector(score)} for name, score in scores.items()}


SCORES = {
    "xnli/de": 80.0,
    "xnli/de@typo:0.1": 76.0,
    "xnli/de@typo:0.2": 70.0,
    "xnli/sw": 50.0,
    "xnli/sw@typo:0.1": 45.0,
    "xnli/sw@typo:0.2": 40.0,
}


def test_drops_and_the_mean_relative_degradation_over_levels() -> None:
    own = cells(SCORES)
    found = describe_robustness(own, own)
    assert found is not None
    by_name = {(one.language, one.transform): one for one in found.cells}
    german = by_name["de", "typo:0.2"]
    assert german.drop == 10.0
    assert german.relative_drop.value == pytest.approx(0.125)
    assert german.retention.value == pytest.approx(0.875)
    assert german.above_chance_drop is not None
    assert german.above_chance_drop.value == pytest.approx(10 / (80 - 100 / 3))
    # The replicates of both scores move together, so the difference is certain.
    assert german.drop_interval == pytest.approx((10.0, 10.0))
    (mean,) = found.degradation
    assert mean.value == pytest.approx(11.875)
    assert (mean.transform, mean.levels, mean.languages) == ("typo", ("0.1", "0.2"), ("de", "sw"))
    strong = found.tasks[1]
    assert (strong.most_affected, strong.largest_drop) in (("de", 10.0), ("sw", 10.0))
    assert (strong.lowest, strong.lowest_score, strong.mean_drop) == ("sw", 40.0, 10.0)


def test_only_languages_with_every_level_enter_the_mean_degradation() -> None:
    own = cells({name: x for name, x in SCORES.items() if name != "xnli/sw@typo:0.2"})
    found = describe_robustness(own, own)
    assert found is not None
    assert found.degradation[0].languages == ("de",)
    own = cells({"xnli/de": 80.0, "xnli/sw": 50.0, "xnli/de@typo:0.1": 70, "xnli/sw@typo:0.2": 40})
    found = describe_robustness(own, own)
    assert found is not None
    assert found.degradation[0].value is None
    assert found.degradation[0].reason == "no language has every level"


def test_ratios_without_a_denominator_have_a_reason() -> None:
    own = cells({"xnli/de": 34.0, "xnli/de@spoken": 33.0})
    own[Cell("tatoeba", "de")] = {"accuracy": np.array([0.0])}
    own[Cell("tatoeba", "de", transform="spoken")] = {"accuracy": np.array([0.0])}
    found = describe_robustness(own, own)
    assert found is not None
    pairs, sentences = found.cells
    assert pairs.above_chance_drop is not None
    assert pairs.above_chance_drop.value is None
    assert "5 points above chance" in (pairs.above_chance_drop.reason or "")
    assert sentences.above_chance_drop is None
    assert (sentences.relative_drop.value, sentences.relative_drop.reason) == (
        None,
        "the clean score is 0",
    )
    assert sentences.drop_interval is None


def test_clean_scores_alone_have_no_robustness() -> None:
    own = cells({"xnli/de": 80.0})
    assert describe_robustness(own, own) is None


@pytest.fixture(scope="module")
def submission(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("robust") / "sub"
    xs.predict(
        "mini",
        out=folder,
        suite="mini",
        tasks="xnli",
        languages=("de", "sw"),
        transforms=("typo:0.2,0.4,0.4+seed1"),
        progress=False,
    )
    return folder


def test_scores_show_clean_and_changed_side_by_side(submission: Path) -> None:
    scores = xs.score(submission, write=True)
    written = json.loads((submission / "scores.json").read_text(encoding="utf-8"))
    validator("scores").validate(written)
    transforms = [one["transform"] for one in written["robustness"]["tasks"]]
    assert transforms == ["typo:0.2", "typo:0.4", "typo:0.4+seed1"]
    worst = {one["language"]: one for one in written["robustness"]["worst"]}
    assert worst["de"]["seeds"] == [0, 1]
    both = [
        one["changed"]
        for one in written["robustness"]["cells"]
        if one["language"] == "de" and one["transform"].startswith("typo:0.4")
    ]
    assert worst["de"]["worst"] < min(both)
    first = written["robustness"]["cells"][0]
    assert first["drop"] == pytest.approx(first["clean"] - first["changed"])
    assert first["drop_interval"][0] <= first["drop"] <= first["drop_interval"][1]
    text = str(scores)
    assert "relative" in text
    assert "de@typo:0.2" in text.split("languages besides English")[1]
    assert "typo:0.4, 2 languages: mean difference" in text
    text = " ".join(text.split())
    assert "typo (0.2, 0.4, 0.4+seed1): mean relative degradation" in text
    assert "de, worst of 2 draws of typo:0.4:" in text
    alone = xs.score(submission, intervals=False)
    assert alone.robustness is not None
    assert alone.robustness.cells[0].drop_interval is None
    assert "typo:0.2, 2 languages" in str(alone)


def rows(*scores: float) -> Tabled:
    """A cell whose examples have these scores, every two of one unit."""
    values = np.array([[score, 1.0] for score in scores])
    units = [str(place // 2) for place in range(len(scores))]
    table = cluster(("correct", "n"), values, units, "xnli")
    return Tabled(table, 0, 0, None, Statistics(values, units))


def test_the_worst_of_several_draws_counts_each_example_with_its_lowest_score() -> None:
    tabled = {
        Cell.parse("xnli/de"): rows(1, 1, 1, 1, 0, 1),
        Cell.parse("xnli/de@typo:0.1"): rows(1, 0, 1, 1, 0, 1),
        Cell.parse("xnli/de@typo:0.1+seed2"): rows(1, 1, 0, 1, 1, 1),
        Cell.parse("xnli/de@typo:0.2"): rows(0, 0, 0, 0, 0, 0),  # another level
        Cell.parse("xnli/sw@typo:0.1"): rows(1, 1, 1, 1, 1, 1),  # no clean cell
        Cell.parse("xnli/sw@typo:0.1+seed1"): rows(1, 1, 1, 1, 1, 1),
    }
    tables = {cell: one.table for cell, one in tabled.items()}
    vectors = vectors_of(get_suite("xnli"), tables, intervals=True)
    (found,) = worst_of_seeds(tabled, vectors, intervals=True)
    assert (found.language, found.transform, found.seeds) == ("de", "typo:0.1", (0, 2))
    assert found.clean == pytest.approx(100 * 5 / 6)
    assert found.worst == pytest.approx(100 * 3 / 6)
    assert found.drop == pytest.approx(100 / 3)
    low, high = found.drop_interval or (0.0, 0.0)
    assert low < found.drop < high
    (again,) = worst_of_seeds(
        tabled, vectors_of(get_suite("xnli"), tables, intervals=False), intervals=False
    )
    assert (again.drop, again.drop_interval) == (found.drop, None)
