"""A real row on official data, scored with the gold that the boards list: shown as incomplete."""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pull_requests import ROOT, STORE
from small_rows import read_manifest, write_manifest
from xstilts_kit import Request, predict, prepare, score
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.sources.packs import LOCK, read_lock, write_pack
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.checking.board import Board
from xstilts_leaderboard.checking.check import check_folders
from xstilts_leaderboard.rows.loading import board_lock
from xstilts_leaderboard.site.building import build

ANSWERED = (("tatoeba", "jv"), ("tatoeba", "te"), ("panx", "jv"), ("panx", "te"))
WITH_GOLD = ANSWERED[:2]
"""The list has no gold of PAN-X's test splits."""


@pytest.fixture(scope="module", autouse=True)
def empty_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing of the official edition is in the cache, and nothing may be fetched."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XSTILTS_CACHE", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XSTILTS_OFFLINE", "1")
        yield


@pytest.fixture(scope="module")
def packs(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The listed packs of the answered splits, packed from the data."""
    out = tmp_path_factory.mktemp("packs")
    shutil.copy(ROOT / "leaderboard" / LOCK, out / LOCK)
    task = get_task("tatoeba")
    source = open_sources([f"folder:{real_data / 'xtreme'}"], [task])["tatoeba"]
    listed = {one.cell: one for one in read_lock(out / LOCK).packs if one.edition == "xtreme"}
    for _, language in WITH_GOLD:
        known = listed[Cell("tatoeba", language)]
        finder = open_gold([real_data / "gold"])
        gold = finder.find(Cell(task.name, language), known.inputs, source)
        assert gold is not None
        packed = write_pack(
            out,
            known.cell,
            gold,
            examples=known.examples,
            inputs=known.inputs,
            edition=known.edition,
        )
        assert packed == known  # what anybody packs from the data is what the boards list
    return out


@pytest.fixture(scope="module")
def root(real_data: Path, whole_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A board with one row: what a tiny random encoder says to four official test splits."""
    root = tmp_path_factory.mktemp("official")
    folder = root / STORE / "xtreme" / "tiny"
    request = Request(
        models=[str(whole_checkpoint)],
        suite="xtreme",
        sources=[f"folder:{real_data / 'xtreme'}"],
        tasks=["tatoeba", "panx"],
        languages=["jv", "te"],
    )
    predict(prepare(request), folder)
    manifest = read_manifest(folder)
    author = manifest["author"] | {"github": [{"login": "xstilts", "id": 1}]}
    write_manifest(folder, manifest | {"name": "tiny", "author": author, "licence": "CC0-1.0"})
    shutil.copy(ROOT / "leaderboard" / LOCK, root / "leaderboard" / LOCK)
    return root


def test_the_row_is_on_the_official_edition(root: Path) -> None:
    data = read_manifest(root / STORE / "xtreme" / "tiny")["data"]
    assert {(one["task"], one["language"]) for one in data} == set(ANSWERED)
    assert {one["edition"] for one in data} == {"xtreme"}


def test_it_is_listed_as_incomplete_with_what_it_lacks_and_without_a_rank(
    root: Path, packs: Path, real_data: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    built = build(root, tmp_path / "scored", site, gold=[packs])
    assert built.failed == ()
    assert built.rows == 1
    for board in ("xtreme", "xtreme-8"):
        document = json.loads((site / "api" / "v1" / "boards" / f"{board}.json").read_text())
        (division,) = document["divisions"]
        assert division["ranked"] == []
        (row,) = division["incomplete"]
        assert (row["suite"], row["name"]) == ("xtreme", "tiny")
        missing = set(row["missing"])
        assert {"xnli/en", "panx/jv", "panx/te", "tatoeba/de"} <= missing
        assert missing.isdisjoint({"tatoeba/jv", "tatoeba/te"})
        assert ("bucc2018/de" in missing) == (board == "xtreme")
        page = (site / "boards" / board / "index.html").read_text()
        assert "Some tasks: ranked on the pages" in page
        listed = page[page.index("Some tasks: ranked on the pages") :]
        assert "tiny</a>" in listed
        assert "leads by" not in page
        assert "no row" not in page
    own = (site / "rows" / "xtreme" / "tiny.html").read_text()
    assert re.search(r"Missing: xnli, pawsx, udpos, panx, .*tatoeba ar he vi", own)
    with (site / "csv" / "xtreme.csv").open(newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["name"], line["rank low"]) == ("tiny", "")
    assert line["rank high"] == ""


def test_its_own_page_and_document_have_the_scores_that_anybody_computes(
    root: Path, packs: Path, real_data: Path, tmp_path: Path
) -> None:
    site = tmp_path / "site"
    build(root, tmp_path / "scored", site, gold=[packs])
    folder, labels = root / STORE / "xtreme" / "tiny", [real_data / "gold"]
    expected = {
        (cell.task, cell.language): cell.metrics
        for cell in score(folder, gold=labels, write=False, allow_missing=True).cells
    }
    document = json.loads((site / "api" / "v1" / "rows" / "xtreme" / "tiny.json").read_text())
    found = {(cell["task"], cell["language"]): cell["metrics"] for cell in document["cells"]}
    assert set(found) == set(ANSWERED)
    for cell, metrics in found.items():
        if cell in WITH_GOLD:
            assert metrics == pytest.approx(expected[cell], abs=0.01)
        else:
            assert metrics is None
    assert "tiny" in (site / "rows" / "xtreme" / "tiny.html").read_text()


def test_without_the_packs_the_row_is_left_out_and_that_is_said(root: Path, tmp_path: Path) -> None:
    built = build(root, tmp_path / "scored", tmp_path / "site")
    ((entry, error),) = built.failed
    assert (entry.key, built.rows) == ("xtreme/tiny", 0)
    assert isinstance(error, DataError)
    assert "no gold" in error.what


def test_a_pull_request_with_it_is_told_all_that_is_missing(root: Path, packs: Path) -> None:
    folder = root / STORE / "xtreme" / "tiny"
    (report,) = check_folders([folder], Board(root, board_lock(root), (packs,))).submissions
    assert report.valid and not report.accepted
    (said,) = report.obstacles
    assert said.startswith("No task has all its languages: panx has no predictions for ar he ")
    assert "tatoeba has no predictions for ar he " in said
