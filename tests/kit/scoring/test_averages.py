"""One way to average, for scores, replicates and boards: held against the rule written out."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.cell import Cell
from xstilts_kit.scoring.averages import Vector, averages, sets_of
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.numbers import numbers_of
from xstilts_leaderboard.rows.row import GAP, layout_of

STORE = Path(__file__).parents[3] / "leaderboard/submissions/mini"
ROWS = sorted(path for path in STORE.iterdir() if not path.name.endswith("-perturbed"))
"""Rows with all tasks."""


@pytest.fixture(scope="module", params=ROWS, ids=lambda path: path.name)
def row(request: pytest.FixtureRequest) -> Scored:
    return score_fully(request.param)


def own(scored: Scored, task: str, language: str) -> Vector:
    return scored.vectors.cells[Cell(task, language)][get_task(task).metric]


@pytest.mark.slow
def test_every_mean_of_a_row_is_the_mean_of_its_parts(row: Scored) -> None:
    suite = get_suite("mini")
    tasks = {}
    for task in suite.tasks():
        parts = [own(row, task.name, language) for language in suite.languages_of(task)]
        tasks[task.name] = sum(parts) / len(parts)
        np.testing.assert_allclose(
            row.vectors.means[f"task:{task.name}"], tasks[task.name], rtol=0, atol=1e-12
        )
    for group, names in suite.groups.items():
        expected = sum(tasks[name] for name in names) / len(names)
        np.testing.assert_allclose(
            row.vectors.means[f"group:{group}"], expected, rtol=0, atol=1e-12
        )
    overall = sum(tasks.values()) / len(tasks)
    np.testing.assert_allclose(row.vectors.means["overall"], overall, rtol=0, atol=1e-12)
    for mean in row.scores.means():
        assert mean.score == pytest.approx(row.vectors.means[mean.name][0], abs=1e-12)


@pytest.mark.slow
def test_the_boards_numbers_are_the_same_means(row: Scored) -> None:
    numbers, layout, suite = numbers_of("mini", row.vectors), layout_of("mini"), get_suite("mini")
    for name, vector in row.vectors.means.items():
        place = layout.mean_at[name]
        assert numbers.means[place, 0] == vector[0]
        np.testing.assert_array_equal(numbers.replicates[place], vector[1:].astype(np.float32))
    for language in layout.languages:
        parts = [own(row, c.task, language) for c in suite.cells() if c.language == language]
        found = numbers.means[layout.mean_at[f"language:{language}"], 0]
        assert found == pytest.approx(float(np.mean([part[0] for part in parts])), abs=1e-12)
    gaps = []
    for task in suite.tasks():
        languages = suite.languages_of(task)
        if "en" in languages:
            others = [own(row, task.name, code)[0] for code in languages if code != "en"]
            gaps.append(own(row, task.name, "en")[0] - np.mean(others))
    assert numbers.means[layout.mean_at[GAP], 0] == pytest.approx(np.mean(gaps), abs=1e-12)


@given(st.data())
def test_a_mean_is_there_only_over_a_complete_set(data: st.DataObject) -> None:
    suite = get_suite("mini")
    cells = data.draw(st.sets(st.sampled_from(suite.cells()), min_size=1))
    found = averages(sets_of(suite), {cell: np.array([1.0, 2.0]) for cell in cells})
    for task in suite.tasks():
        whole = all(Cell(task.name, code) in cells for code in suite.languages_of(task))
        assert (f"task:{task.name}" in found) == whole
    assert ("overall" in found) == (cells == set(suite.cells()))


def test_a_cell_counts_whatever_its_split() -> None:
    cells = {Cell("tatoeba", code, "validation"): np.array([50.0]) for code in ("de", "fr")}
    sets = {"both": [Cell("tatoeba", "de"), Cell("tatoeba", "fr")]}
    assert averages(sets, cells)["both"][0] == 50.0
