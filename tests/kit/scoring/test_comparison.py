"""Comparing submissions: a paired test of every difference, and a refusal of other data."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from xstilts_kit import Request, predict, prepare
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.scoring.comparing import Comparison, compare
from xstilts_kit.scoring.scoring import score
from xstilts_kit.statistics.comparison import compare_replicates
from xstilts_schemas import validator

_TASKS = ["xnli", "tatoeba"]


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two submissions of two tasks in all languages, from different layers and lengths."""
    folder = tmp_path_factory.mktemp("pair")
    for name, layer, length in (("one", 2, 128), ("two", 4, 12)):
        request = Request(
            models=["mini"],
            suite="mini",
            tasks=_TASKS,
            layer=layer,
            max_lengths={"xnli": length},
        )
        predict(prepare(request), folder / name)
    return folder / "one", folder / "two"


@pytest.fixture(scope="module")
def found(pair: tuple[Path, Path]) -> Comparison:
    """The comparison of the two."""
    return compare(*pair)


def test_a_comparison_is_the_difference_of_the_scores(
    pair: tuple[Path, Path], found: Comparison
) -> None:
    one, two = (score(folder, intervals=False, write=False) for folder in pair)
    cells = {
        (f"{a.task}/{a.language}", metric): value - (b.metrics or {})[metric]
        for a, b in zip(one.cells, two.cells, strict=True)
        for metric, value in (a.metrics or {}).items()
    }
    rows = {(row.name, row.metric): row.difference for row in found.rows if row.kind == "cell"}
    assert rows == pytest.approx(cells)
    tasks = {row.name: row for row in found.rows if row.kind == "task"}
    assert set(tasks) == set(_TASKS)
    for row in tasks.values():
        assert row.interval[0] < row.difference < row.interval[1]
    assert not [row for row in found.rows if row.kind == "overall"]


def test_the_comparison_fits_its_schema(found: Comparison) -> None:
    validator("comparison").validate(json.loads(json.dumps(found.as_json())))


def test_a_submission_equals_itself(pair: tuple[Path, Path]) -> None:
    rows = compare(pair[0], pair[0]).rows
    assert {(row.difference, row.p, row.interval) for row in rows} == {(0.0, 1.0, (0.0, 0.0))}


def test_exchanging_the_two_changes_signs_alone(pair: tuple[Path, Path], found: Comparison) -> None:
    for there, back in zip(found.rows, compare(*reversed(pair)).rows, strict=True):
        assert there.difference == pytest.approx(-back.difference)
        assert there.p == pytest.approx(back.p)


def test_other_limits_are_refused_with_task_and_language(
    pair: tuple[Path, Path], tmp_path: Path
) -> None:
    request = Request(models=["mini"], suite="mini", tasks=["xnli"], languages=["de"], limit=30)
    predict(prepare(request), tmp_path / "limited")
    with pytest.raises(DataError, match="xnli/de: the limit of the two are not the same"):
        compare(pair[0], tmp_path / "limited")


def test_what_only_one_has_is_listed(pair: tuple[Path, Path], tmp_path: Path) -> None:
    request = Request(models=["mini"], suite="mini", tasks=["xnli"], languages=["de", "ru"])
    predict(prepare(request), tmp_path / "part")
    partly = compare(tmp_path / "part", pair[1])
    assert partly.only_in_a == ()
    assert "xnli/zh" in partly.only_in_b
    assert {row.kind for row in partly.rows} == {"cell"}


def test_p_is_that_of_the_normal_distribution() -> None:
    chance = np.random.default_rng(1)
    noise = chance.normal(0, 1, 1000)
    found = compare_replicates(80.0, 78.5, 80 + noise, 78.5 + 0 * noise)
    spread = float(noise.std(ddof=1))
    assert found.standard_deviation == pytest.approx(spread)
    assert found.p == pytest.approx(math.erfc(1.5 / spread / math.sqrt(2)))
    assert found.low < 1.5 < found.high


def test_without_spread_only_equal_scores_are_equal() -> None:
    flat = np.full(10, 50.0)
    assert compare_replicates(50.0, 50.0, flat, flat).p == 1.0
    assert compare_replicates(51.0, 50.0, flat + 1, flat).p == 0.0
