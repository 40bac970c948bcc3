"""Answers to the research questions on the site: read, shown, exported, refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xstilts_schemas
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.tracks import Material
from xstilts_leaderboard.tracks.questions import ANSWERS, TRACK, read


def answer(**changes: Any) -> dict[str, Any]:
    """The example of the schema, with other values."""
    return {**json.loads(json.dumps(xstilts_schemas.load("answer")["examples"][0])), **changes}


def write(root: Path, value: Any, name: str = "noise.json") -> Path:
    path = root / ANSWERS / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def test_an_answer_is_on_its_page_at_home_and_in_the_api(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    write(root, answer(answer="The gain <survives>."))
    write(root, answer(suite="mini", answer="Nothing is shown."), "mini-noise.json")
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", site)
    page = (site / "questions" / "noise.html").read_text(encoding="utf-8")
    assert "The gain &lt;survives&gt;." in page
    assert "+0.4 points" in page and "−0.6 to +1.4" in page and "detectable from 1.4" in page
    assert "xstilts-baselines study noise --recipes e5" in page
    for limit in answer()["limits"]:
        assert limit in page
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "The gain &lt;survives&gt;." in home and 'href="questions/noise.html"' in home
    assert "Nothing is shown." not in home
    index = (site / "questions.html").read_text(encoding="utf-8")
    assert "questions/noise.html" in index and "mini-noise" not in index
    assert "mini-noise.html" in (site / "try" / "questions.html").read_text(encoding="utf-8")
    document = json.loads((site / "api" / "v1" / "questions.json").read_text())
    xstilts_schemas.validator("api-questions").validate(document)
    assert len(document["answers"]) == 2


def test_without_answers_the_page_says_so(tmp_path: Path) -> None:
    write_lock(tmp_path / "leaderboard" / "gold.lock", Lock(()))
    build(tmp_path, tmp_path / "scored", tmp_path / "site")
    assert "No question is answered here yet" in (tmp_path / "site" / "questions.html").read_text()


def drop_lines(value: dict[str, Any]) -> None:
    del value["lines"]


def other_question(value: dict[str, Any]) -> None:
    value["about"] = "weather"


@pytest.mark.parametrize(
    ("change", "said"),
    [(drop_lines, "'lines' is a required property"), (other_question, "no question 'weather'")],
)
def test_a_broken_answer_is_named(
    change: Callable[[dict[str, Any]], None], said: str, tmp_path: Path
) -> None:
    value = answer()
    change(value)
    path = write(tmp_path, value)
    with pytest.raises(DataError) as caught:
        read(Material(tmp_path, {}))
    assert str(path) in caught.value.what and said in caught.value.what


def test_the_menu_has_the_track() -> None:
    assert (TRACK.title, TRACK.api) == ("Questions", "api/v1/questions.json")
