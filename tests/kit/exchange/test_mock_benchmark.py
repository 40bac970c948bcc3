"""Upstream's whole mock benchmark, imported and scored: upstream's own expected values."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from xstilts_kit.exchange.exporting import export_predictions
from xstilts_kit.exchange.importing import import_predictions
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.scoring.results import Scores
from xstilts_kit.scoring.scoring import score
from xstilts_kit.validation.validating import validate

EXPECTED: Mapping[str, Mapping[str, float]] = {
    "pawsx": {"accuracy": 51.42857142857143},
    "xnli": {"accuracy": 30.666666666666668},
    "panx": {
        "f1": 57.50793650793652,
        "precision": 54.729166666666664,
        "recall": 62.750000000000014,
    },
    "udpos": {
        "f1": 70.21746048354693,
        "precision": 71.02232625883823,
        "recall": 69.54982073976082,
    },
    "bucc2018": {"f1": 55.0, "precision": 55.0, "recall": 55.0},
    "tatoeba": {"accuracy": 53.611111111111114},
    "xquad": {
        "exact_match": 77.27272727272727,
        "f1": 79.9586776859504,
        "em_f1": 78.61570247933884,
    },
    "mlqa": {
        "exact_match": 57.142857142857146,
        "f1": 81.76870748299321,
        "em_f1": 69.45578231292518,
    },
    "tydiqa": {
        "exact_match": 88.88888888888889,
        "f1": 97.22222222222223,
        "em_f1": 93.05555555555556,
    },
}
GROUPS = {
    "classification": 41.04761904761905,
    "tagging": 63.862698495741725,
    "qa": 80.37568011593986,
    "retrieval": 54.30555555555556,
}
OVERALL = 62.17319850507246


@pytest.fixture(scope="module")
def mock(real_data: Path) -> Path:
    return real_data / "mock_test_data"


@pytest.fixture(scope="module")
def imported(mock: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("mock") / "upstream"
    done = import_predictions(
        mock / "predictions", out, "xtreme", Selection(suite="xtreme"), gold=[mock / "labels"]
    )
    assert done.absent == ()
    assert [problem.path for problem in done.problems] == ["mewslix"]
    return out


@pytest.fixture(scope="module")
def scores(mock: Path, imported: Path) -> Scores:
    return score(imported, gold=[mock / "labels"], write=False)


def test_the_mock_predictions_become_a_valid_submission(imported: Path) -> None:
    report = validate(imported)
    assert report.valid
    assert len(report.unverified) == 162


def test_the_overall_score_is_upstreams(scores: Scores) -> None:
    assert scores.overall.score == pytest.approx(OVERALL, abs=1e-9)


@pytest.mark.parametrize("group", GROUPS)
def test_a_groups_score_is_upstreams(group: str, scores: Scores) -> None:
    (found,) = (one for one in scores.groups if one.group == group)
    assert found.score == pytest.approx(GROUPS[group], abs=1e-9)


@pytest.mark.parametrize("task", EXPECTED)
def test_a_tasks_metrics_are_upstreams(task: str, scores: Scores) -> None:
    (found,) = (one for one in scores.tasks if one.task == task)
    assert {name: found.metrics[name] for name in EXPECTED[task]} == pytest.approx(
        EXPECTED[task], abs=1e-9
    )


def test_what_is_exported_is_what_upstream_shipped(
    mock: Path, imported: Path, tmp_path: Path
) -> None:
    """Line for line but for JSON's white space, the order of pairs, and a last empty line."""
    import json

    export_predictions(imported, tmp_path / "out")
    for path in (tmp_path / "out").glob("*/*"):
        theirs = mock / "predictions" / path.parent.name / path.name
        if path.suffix == ".json":
            assert json.loads(path.read_bytes()) == json.loads(theirs.read_bytes())
        else:
            mine, upstream = (p.read_text(encoding="utf-8").split("\n") for p in (path, theirs))
            ordered = sorted if path.parent.name == "bucc2018" else list
            trimmed = "\n".join(upstream).strip("\n").split("\n")
            assert ordered("\n".join(mine).strip("\n").split("\n")) == ordered(trimmed)
