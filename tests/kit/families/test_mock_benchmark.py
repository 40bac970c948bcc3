"""Upstream's own mock labels and predictions: the scorers give upstream's expected values."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.families import get_family
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.tasks import get_task

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
}
GROUPS = {
    "classification": (("pawsx", "xnli"), 41.04761904761905),
    "tagging": (("panx", "udpos"), 63.862698495741725),
}


def _predictions(path: Path) -> list[str] | list[list[str]]:
    """Upstream's format: one label a line; for tags an empty line ends a sentence."""
    text = path.read_text(encoding="utf-8")
    if path.parent.name in ("xnli", "pawsx"):
        return text.split()
    return [block.split() for block in text.split("\n\n") if block.strip()]


def _averages(root: Path, name: str) -> dict[str, float]:
    task = get_task(name)
    family = get_family(task.family)
    finder = open_gold([root / "labels"])
    languages: list[dict[str, float]] = []
    for language in task.languages:
        gold = finder.find(Cell(task.name, language), None, None)
        assert gold is not None, f"no mock labels for {name}/{language}"
        key = "tags" if task.family == "tagging" else "label"
        predicted = _predictions(root / f"predictions/{name}/test-{language}.tsv")
        records = [family.record({"id": str(i), key: p}) for i, p in enumerate(predicted)]
        tabled = table_of(task, language, gold, records)
        assert tabled.unknown == 0
        languages.append(metrics_of(task, tabled.table))
    return {metric: sum(m[metric] for m in languages) / len(languages) for metric in languages[0]}


@pytest.mark.parametrize("name", EXPECTED)
def test_upstreams_mock_task_scores_what_upstream_expects(real_data: Path, name: str) -> None:
    found = _averages(real_data / "mock_test_data", name)
    assert {metric: found[metric] for metric in EXPECTED[name]} == pytest.approx(
        EXPECTED[name], abs=1e-9
    )


@pytest.mark.parametrize("group", GROUPS)
def test_upstreams_mock_groups_average_to_what_upstream_expects(
    real_data: Path, group: str
) -> None:
    names, expected = GROUPS[group]
    scores = [
        _averages(real_data / "mock_test_data", name)[get_task(name).metric] for name in names
    ]
    assert sum(scores) / len(scores) == pytest.approx(expected, abs=1e-9)
