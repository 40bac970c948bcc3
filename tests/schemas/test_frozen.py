"""Files of earlier releases are read by this one, for ever."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from xstilts_baselines.recipes import load_stilts
from xstilts_kit.scoring.scoring import score_fully
from xstilts_kit.sources.packs import read_lock
from xstilts_kit.validation.validating import validate
from xstilts_leaderboard.rows.scored import is_scored, read_numbers, scored_folder, scores_path
from xstilts_leaderboard.store.submissions import Entry
from xstilts_leaderboard.tracks import Material
from xstilts_leaderboard.tracks.questions import ANSWERS
from xstilts_leaderboard.tracks.questions import read as read_answers
from xstilts_leaderboard.tracks.studies import STUDIES, read_studies
from xstilts_schemas import checked

FROZEN = Path(__file__).parents[1] / "frozen"
FIRST = FROZEN / "v0.1.0"
DIGESTS = {"v0.1.0": "0208890152c3cc0b"}
"""Of all files of a release; a new release adds a line, none is changed."""


@pytest.mark.parametrize("version", DIGESTS)
def test_what_a_release_wrote_is_not_changed(version: str) -> None:
    digest = sha256()
    files = sorted(path for path in (FROZEN / version).rglob("*") if path.is_file())
    for path in files:
        name = path.relative_to(FROZEN).as_posix()
        digest.update(f"{name}\0{sha256(path.read_bytes()).hexdigest()}\n".encode())
    assert digest.hexdigest()[:16] == DIGESTS[version]


def test_every_release_has_its_digest() -> None:
    assert {path.name for path in FROZEN.iterdir() if path.is_dir()} == set(DIGESTS)


@pytest.mark.parametrize("name", ["submission", "submission-r"])
def test_a_submission_is_valid_and_has_the_same_scores(name: str) -> None:
    report = validate(FIRST / name, say=lambda line: None)
    assert report.valid, report.problems
    before = json.loads((FIRST / name / "scores.json").read_text(encoding="utf-8"))
    scored = score_fully(FIRST / name, say=lambda line: None)
    now = json.loads(json.dumps(scored.scores.as_json()))
    for key in ("suite", "name", "overall"):
        assert now[key] == before[key]
    for old, new in zip(before["cells"], now["cells"], strict=True):
        assert (new["task"], new["language"]) == (old["task"], old["language"])
        assert new["metrics"] == pytest.approx(old["metrics"], rel=1e-12)
        assert new["interval"] == old["interval"]


def test_a_scored_row_is_found_and_read() -> None:
    entry = Entry("mini", "frozen-row", FIRST / "board/leaderboard/submissions/mini/frozen-row")
    folder = scored_folder(FIRST / "rows", entry, read_lock(FIRST / "board/leaderboard/gold.lock"))
    assert is_scored(folder)
    numbers = read_numbers(folder, "mini")
    scores = json.loads(scores_path(folder).read_text(encoding="utf-8"))
    assert not list(checked("scores", scores).faults)
    held = [cell["metrics"]["accuracy"] for cell in scores["cells"]]
    found = numbers.cells[:, 0][~np.isnan(numbers.cells[:, 0])]
    assert sorted(found) == pytest.approx(sorted(held))


def test_a_study_and_an_answer_are_shown(tmp_path: Path) -> None:
    for name, place in (("study", STUDIES), ("answer", ANSWERS)):
        (tmp_path / place).mkdir(parents=True)
        shutil.copy(FIRST / f"{name}.json", tmp_path / place)
    (study,) = read_studies(tmp_path)
    assert [arm.name for arm in study.tables[0].arms]
    (answer,) = read_answers(Material(tmp_path, {}))
    assert answer.numbers


def test_a_recipe_is_read(tmp_path: Path) -> None:
    recorded = json.loads((FIRST / "recipe.json").read_text(encoding="utf-8"))
    assert not list(checked("recipe", recorded).faults)
    recipe = load_stilts(str(FIRST / "recipe-file.toml"))
    assert [target.task for target in recipe.targets] == ["xnli", "panx"]
    assert [task.task for task in recipe.intermediate] == ["mnli"]


def _examples() -> list[Any]:
    held = json.loads((FIRST / "examples.json").read_text(encoding="utf-8"))
    return [
        pytest.param(name, one, id=f"{name}-{i}")
        for name in held
        for i, one in enumerate(held[name])
    ]


@pytest.mark.parametrize(("name", "example"), _examples())
def test_every_kind_of_file_still_fits(name: str, example: Any) -> None:
    assert [fault.message for fault in checked(name, example).faults] == []
