"""Rows with answers to perturbed inputs: scored, kept with replicates, compared, shown."""

import csv
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import xstilts_schemas
from perturbed_rows import perturbed_row
from pull_requests import ROOT
from small_lexicons import write_lexicons
from xstilts_kit.diagnostics.errors import DataError
from xstilts_leaderboard.rows.perturbed import read_perturbed
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.tables.perturbed import difference

if TYPE_CHECKING:
    from playwright.sync_api import Browser

NOISE = {"typo:0.1": 0.1, "typo:0.4": 0.4}
SWITCHED = {
    "codeswitch:0.5+de": 0.1,
    "codeswitch:1+de": 0.2,
    "wrong:0.5+de": 0.3,
    "copy:0.5+de": 0.0,
}


@pytest.fixture(scope="module")
def board(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a repository of five rows, their scores, and the site."""
    base = tmp_path_factory.mktemp("perturbed")
    root = base / "root"
    (root / "leaderboard").mkdir(parents=True)
    shutil.copy(ROOT / "leaderboard" / "gold.lock", root / "leaderboard" / "gold.lock")
    perturbed_row(root, "steady", NOISE)
    perturbed_row(root, "fragile", {"typo:0.1": 0.3, "typo:0.4": 0.6})
    perturbed_row(root, "alone", {"typo:0.1": 0.1})
    shutil.copytree(ROOT / "leaderboard" / "attacks", root / "leaderboard" / "attacks")
    lexicons = write_lexicons(base / "lexicons", "de")
    perturbed_row(root, "mixer", SWITCHED, ["en"], lexicons)
    content = (lexicons / "en-de.txt").read_text()
    (lexicons / "en-de.txt").write_text("".join(content.splitlines(keepends=True)[::2]))
    perturbed_row(root, "other", {"codeswitch:0.5+de": 0.2}, ["en"], lexicons)
    built = build(root, base / "scored", base / "site")
    assert not built.failed
    return base


def document(board: Path, name: str) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((board / "site/api/v1" / f"{name}.json").read_text())
    xstilts_schemas.validator(f"api-{name}").validate(value)
    return value


def scores_of(board: Path, name: str) -> tuple[Path, dict[str, Any]]:
    """The folder of a scored row, and its scores."""
    for path in (board / "scored").glob("*/scores.json"):
        value = json.loads(path.read_text())
        if value["name"] == name:
            return path.parent, value
    raise AssertionError(name)


def lines_of(board: Path, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader((board / "site/csv" / f"{name}.csv").read_text().splitlines()))


def test_rows_on_the_same_bytes_are_ranked_and_others_are_apart(board: Path) -> None:
    (panel,) = document(board, "robustness")["panels"]
    first, second = panel["groups"]
    assert [one["name"] for one in first["rows"]] == ["steady", "fragile"]
    assert [one["rank"] for one in first["rows"]] == [[1, 1, 2], [2, 2, 2]]
    assert [one["name"] for one in second["rows"]] == ["alone"]
    assert second["why_apart"] == "other levels (without typo:0.4)"
    page = (board / "site/try/robustness.html").read_text()
    assert "Apart: other levels (without typo:0.4)" in page and "1 of 2" in page
    assert "No row has predictions on noisy inputs" in (board / "site/robustness.html").read_text()


def test_the_numbers_are_those_of_the_scored_row(board: Path) -> None:
    found = document(board, "robustness")["panels"][0]["groups"][0]["rows"][0]
    scores = scores_of(board, "steady")[1]["robustness"]
    (degradation,) = scores["degradation"]
    assert found["mean_relative_drop"]["value"] == pytest.approx(degradation["value"])
    assert found["mean_relative_drop"]["interval"] == pytest.approx(degradation["interval"], 1e-4)
    for own, task in zip(found["levels"], scores["tasks"], strict=True):
        assert own["drop"]["value"] == pytest.approx(task["mean_drop"], abs=1e-6)
        assert own["drop"]["interval"] == pytest.approx(task["mean_drop_interval"], abs=1e-4)
    cells = {(one["language"], one["transform"]): one for one in scores["cells"]}
    for own in found["languages"]:
        cell = cells[own["language"], own["transform"]]
        assert own["drop"]["value"] == pytest.approx(cell["drop"], abs=1e-6)
        assert own["drop"]["interval"] == pytest.approx(cell["drop_interval"], abs=1e-4)
        assert own["relative_drop"] == pytest.approx(cell["relative_drop"]["value"], abs=1e-6)
    chance, tops = 100 / 3, [one["clean"]["value"] for one in found["families"]]
    assert found["mean_drop_over_chance"]["value"] > found["mean_relative_drop"]["value"] > 0
    assert min(tops) - chance > 5
    (germanic,) = found["families"]
    assert germanic["languages"] == ["de", "en"] and germanic["levels"] == found["levels"]
    line = lines_of(board, "robustness")[0]
    assert float(line["clean"]) == pytest.approx(float(line["score"]) + float(line["drop"]))


def test_a_row_keeps_its_rank_and_its_api_has_clean_cells_only(board: Path) -> None:
    row = json.loads((board / "site/api/v1/rows/mini/steady.json").read_text())
    assert [one["language"] for one in row["cells"]] == ["de", "en"]


def test_meaning_is_what_translations_keep_over_wrong_ones(board: Path) -> None:
    (panel,) = document(board, "codeswitching")["panels"]
    assert panel["texts"] == "en"
    blocks = {(one["transform"], one["why_apart"]): one for one in panel["blocks"]}
    (mixer,) = blocks["codeswitch:0.5+de", None]["rows"]
    (wrong,) = blocks["wrong:0.5+de", None]["rows"]
    kept = mixer["score"]["value"] - wrong["score"]["value"]
    assert mixer["kept_by_meaning"]["value"] == pytest.approx(kept, abs=1e-6)
    (copy,) = blocks["copy:0.5+de", None]["rows"]
    assert copy["drop"] == {"value": 0.0, "interval": None} and copy["words_changed"] == 0
    (other,) = blocks["codeswitch:0.5+de", "other lexicons or lists"]["rows"]
    assert other["name"] == "other" and other["rank"] == [1, 1, 1]
    page = (board / "site/try/codeswitching.html").read_text()
    assert "apart, other lexicons or lists" in page and "Kept by meaning" in page
    assert {line["group"] for line in lines_of(board, "codeswitching")} == {"1", "2"}


def test_switched_inputs_are_not_on_the_page_of_noise(board: Path) -> None:
    assert {one["transform"] for one in document(board, "robustness")["panels"]} == {"typo"}


def test_damaged_numbers_are_reported_with_a_remedy(board: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(scores_of(board, "steady")[0], tmp_path / "row")
    assert len(read_perturbed(folder)) == 6
    (folder / "perturbed.npz").write_bytes(b"PK")
    with pytest.raises(DataError, match="damaged"):
        read_perturbed(folder)
    (folder / "perturbed.json").unlink()
    assert read_perturbed(folder) == ()


@pytest.mark.parametrize("name", ["robustness", "codeswitching", "attacks"])
def test_the_pages_are_accessible_and_fit_a_phone(
    name: str, board: Path, browser: "Browser"
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": 390, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = context.new_page()
        page.goto(f"file://{board}/site/try/{name}.html")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
        context.close()


LINE = ("typo:0.1", "de", "a", "b", "c")


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (LINE, ""),
        (("typo:0.2", *LINE[1:]), "other levels (with typo:0.1; without typo:0.2)"),
        (("typo:0.1", "fr", *LINE[2:]), "other languages (with de; without fr)"),
        (("typo:0.1", "de", "x", "b", "c"), "another edition of the inputs"),
        (("typo:0.1", "de", "a", "x", "x"), "other lexicons or lists"),
        (
            ("typo:0.1", "de", "a", "x", "c"),
            "other words changed, by another version of the transform",
        ),
    ],
)
def test_why_numbers_do_not_compare_is_said(other: tuple[str, ...], why: str) -> None:
    assert difference((LINE,), (other,)) == why  # type: ignore[arg-type]
