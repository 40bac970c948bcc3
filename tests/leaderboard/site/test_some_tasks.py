"""A row with some tasks: listed apart on the board, ranked where it is whole, known everywhere."""

import json
import re
from pathlib import Path

import pytest

from benchmarks.many_rows import add_row
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build


@pytest.fixture(scope="module")
def some(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site of three whole rows, and one that has XNLI and PAWS-X alone."""
    folder = tmp_path_factory.mktemp("some")
    root, scored = folder / "root", folder / "scored"
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    for number in range(3):
        add_row(root, scored, number)
    add_row(root, scored, 3, tasks=("xnli", "pawsx"))
    build(root, scored, folder / "site")
    return folder / "site"


def bodies(page: Path) -> dict[str, str]:
    """Class of a table body → its HTML, of the first table."""
    text = page.read_text()
    return dict(re.findall(r'<tbody class="(\w+)">(.*?)</tbody>', text, re.DOTALL))


def test_the_board_lists_it_apart(some: Path) -> None:
    found = bodies(some / "boards" / "xtreme-8" / "index.html")
    assert "row-0003" in found["some"] and "row-0003" not in found["ranked"]
    assert len(re.findall(r"<td[^>]*>–</td>", found["some"])) >= 7
    assert re.search(r'<td class="rk" data-sort=""></td>', found["some"])


def test_it_is_ranked_on_the_page_of_a_task_that_it_has(some: Path) -> None:
    tasks = some / "boards" / "xtreme-8" / "tasks"
    assert "row-0003" in bodies(tasks / "xnli.html")["ranked"]
    assert "row-0003" in bodies(tasks / "panx.html")["some"]


def test_its_page_says_what_is_missing(some: Path) -> None:
    page = (some / "rows" / "xtreme" / "row-0003.html").read_text()
    assert "Some tasks: it has no overall score" in page
    assert "Missing: udpos, panx, xquad, mlqa, tydiqa, tatoeba, bucc2018." in page
    assert "overall on" not in page


def test_programs_know_it(some: Path) -> None:
    board = json.loads((some / "api" / "v1" / "boards" / "xtreme-8.json").read_text())
    (division,) = board["divisions"]
    (row,) = division["incomplete"]
    assert row["name"] == "row-0003" and "panx/de" in row["missing"]
    assert "row-0003" in (some / "csv" / "xtreme-8.csv").read_text()
    script = (some / "data" / "xtreme-8.js").read_text()
    means = json.loads(script[script.index("=", script.index("]")) + 1 :].strip().rstrip(";"))
    scores = dict(zip(means["means"], means["rows"]["xtreme/row-0003"], strict=False))
    assert scores["overall"] is None and scores["task:xnli"] is not None
