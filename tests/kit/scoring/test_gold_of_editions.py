"""Gold beside the edition's own, and what partly unknown gold does to means."""

import json
import shutil
from pathlib import Path

import pytest

from xstilts_kit import miniature
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import Request, prepare
from xstilts_kit.scoring.scoring import score


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled checkpoint's pawsx submission, whole."""
    out = tmp_path_factory.mktemp("gold") / "mini"
    predict(prepare(Request(models=["mini"], suite="mini", tasks=["pawsx"])), out)
    return out


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    return Path(shutil.copytree(miniature.LABELS, tmp_path / "labels"))


def test_gold_in_another_order_is_not_the_editions_gold(whole: Path, labels: Path) -> None:
    path = labels / "pawsx/test-de.tsv"
    path.write_text("".join(reversed(path.read_text().splitlines(keepends=True))))
    with pytest.raises(DataError, match="is not that of edition mini-"):
        score(whole, gold=[labels], write=False)


def test_unknown_answers_mark_every_mean_they_enter(whole: Path, labels: Path) -> None:
    path = labels / "pawsx/test-de.tsv"
    lines = path.read_text().splitlines()
    path.write_text("\n".join(["?", *lines[1:]]) + "\n")
    scores = score(whole, gold=[labels], write=False)
    pawsx = {task.task: task for task in scores.tasks}["pawsx"]
    assert pawsx.rule == "complete"
    assert pawsx.score is not None
    assert pawsx.partial_gold
    assert "+partial" in scores.signature
    assert not score(whole, write=False).tasks[1].partial_gold


def test_inputs_without_a_fingerprint_compare_with_nothing(whole: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(whole, tmp_path / "sub"))
    manifest = json.loads((folder / "manifest.json").read_text())
    for entry in manifest["data"]:
        entry |= {"inputs_fingerprint": None, "edition": None}
    (folder / "manifest.json").write_text(json.dumps(manifest))
    assert "|inputs:unknown|" in score(folder, gold=[miniature.LABELS], write=False).signature


def test_a_limit_is_the_rule_that_leaves_the_mean_empty(tmp_path: Path) -> None:
    out = tmp_path / "mini"
    predict(prepare(Request(models=["mini"], suite="mini", tasks=["xnli"], limit=3)), out)
    xnli = {task.task: task for task in score(out).tasks}["xnli"]
    assert (xnli.rule, xnli.score, xnli.have, xnli.of) == ("limited", None, 10, 10)
