"""The site as people use it: from a folder or a server, by keyboard, on a phone, in the dark."""

import re
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "index.html",
    "boards/xtreme/index.html",
    "boards/mini/index.html",
    "boards/xtreme-8/tasks/xnli.html",
    "boards/xtreme-8/languages/ar.html",
    "rows/xtreme/row-0000.html",
    "compare.html?board=xtreme-8&rows=xtreme/row-0000,xtreme/row-0001",
    "reported.html",
    "transfer.html",
    "submit.html",
    "scores.html",
    "about.html",
)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


@pytest.fixture(scope="session")
def address(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site is served, under a sub-path as project pages are."""
    top = tmp_path_factory.mktemp("www")
    (top / "xstilts").symlink_to(site)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(top)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/xstilts/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def page(browser: "Browser") -> Iterator["Page"]:
    """A page that fails the test where a script fails or the content policy is broken."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    opened = context.new_page()
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    yield opened
    context.close()
    assert faults == []


def names(page: "Page") -> list[str]:
    """The submissions that are shown, in order."""
    shown = page.locator("table[data-division] tbody tr:visible th a")
    return shown.all_inner_texts()


def column(page: "Page", title: str) -> list[float]:
    """The numbers of a column, in order."""
    heads = page.locator("table[data-division] thead th").all_inner_texts()
    place = [head.strip(" ▾▴") for head in heads].index(title) + 1
    rows = "table[data-division] tbody tr:not([data-trust=reported])"
    cells = page.locator(f"{rows} > :nth-child({place})")
    return [float(cell.get_attribute("data-sort") or "nan") for cell in cells.all()]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_from_a_folder_and_loads_its_style(
    path: str, page: "Page", site: Path
) -> None:
    page.goto(f"file://{site}/{path}")
    assert page.locator("h1").count() == 1
    margin = page.evaluate("getComputedStyle(document.body).marginTop")
    assert margin == "0px"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(path: str, page: "Page", address: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page.goto(f"{address}{path}")
    page.wait_for_load_state()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]})
        assert found.violations_count == 0, found.generate_report()


def test_every_link_leads_somewhere(site: Path, browser: "Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    seen: set[str] = set()
    for path in PAGES:
        page.goto(f"{address}{path}")
        for href in page.locator("a").evaluate_all("all => all.map(a => a.href)"):
            if href.startswith(address):
                seen.add(href.partition("?")[0].partition("#")[0])
    context.close()
    missing = [href for href in seen if not (site / href.removeprefix(address)).is_file()]
    assert missing == []


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_never_scrolls_sideways(
    path: str, scheme: Any, browser: "Browser", address: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    page.goto(f"{address}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    context.close()


def test_a_column_sorts_both_ways_and_says_so(page: "Page", address: str) -> None:
    page.goto(address + "index.html")
    assert column(page, "Overall") == sorted(column(page, "Overall"), reverse=True)
    button = page.get_by_role("button", name="English gap").first
    button.click()
    page.wait_for_url("**sort=English+gap**")
    assert column(page, "English gap") == sorted(column(page, "English gap"), reverse=True)
    button.click()
    page.wait_for_url("**order=ascending**")
    assert column(page, "English gap") == sorted(column(page, "English gap"))
    head = page.locator("th", has=button)
    assert head.get_attribute("aria-sort") == "ascending"


def test_the_state_is_in_the_address(page: "Page", address: str) -> None:
    page.goto(address + "index.html?columns=qa&language=ar&sort=Overall&order=ascending")
    page.wait_for_selector("th[aria-sort=ascending]")
    heads = page.locator("table[data-division] thead th:visible").all_inner_texts()
    shown = {head.strip(" ▾▴") for head in heads}
    assert {"XQuAD", "MLQA", "TyDiQA-GoldP", "ar"} <= shown
    assert not {"XNLI", "Tagging"} & shown
    assert column(page, "Overall") == sorted(column(page, "Overall"))


def test_filters_hide_rows_and_write_the_address(page: "Page", address: str) -> None:
    page.goto(address + "index.html")
    everyone = names(page)
    sizes = sorted(column(page, "Parameters"))
    limit = int(sizes[2] / 1e6) + 1
    page.get_by_label("million parameters").fill(str(limit))
    few = names(page)
    assert 0 < len(few) < len(everyone)
    assert f"parameters={limit}" in page.url
    page.get_by_label("Trust").select_option("reproduced")
    assert names(page) == []
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url("**/index.html")
    assert names(page) == everyone


def test_everything_can_be_read_without_javascript(browser: "Browser", address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + "index.html")
    assert len(names(page)) == 6
    assert not page.locator("#filters").is_visible()
    assert page.locator("th", has_text="XNLI").first.is_visible()
    page.goto(address + "compare.html")
    assert page.locator("noscript").count() == 1
    context.close()


def test_sorting_needs_no_mouse(page: "Page", address: str) -> None:
    page.goto(address + "index.html")
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.textContent.trim()")
        if focused == "Retrieval":
            break
    assert focused == "Retrieval"
    page.keyboard.press("Enter")
    page.wait_for_url("**sort=Retrieval**")
    assert column(page, "Retrieval") == sorted(column(page, "Retrieval"), reverse=True)


@pytest.mark.parametrize("served", [True, False])
def test_rows_are_compared_and_the_address_keeps_them(
    served: bool, page: "Page", address: str, site: Path
) -> None:
    from xstilts_leaderboard.site.exports import compared_means

    base = address if served else f"file://{site}/"
    page.goto(base + "compare.html?board=xtreme-8&rows=xtreme/row-0000")
    page.get_by_label("Add a row").select_option("xtreme/row-0003")
    page.wait_for_selector("#comparison tbody tr")
    assert page.locator("#comparison tbody tr").count() == len(compared_means("xtreme-8"))
    said = page.locator("#comparison tbody tr").first.locator("td").nth(1).inner_text()
    assert "p " in said and "[" in said
    if served:
        assert "rows=xtreme/row-0000,xtreme/row-0003" in page.url
    page.get_by_role("button", name="Remove xtreme/row-0003").click()
    assert page.locator("#message").inner_text() == "Choose a second row."


def test_the_page_compares_as_the_kit_does(
    page: "Page", address: str, repository: tuple[Path, Path]
) -> None:
    from xstilts_kit.statistics.comparison import compare_replicates
    from xstilts_leaderboard.rows.loading import board_lock, load_rows
    from xstilts_leaderboard.store.submissions import read_store

    root, scored = repository
    rows = load_rows(root, "xtreme-8", read_store(root), scored, board_lock(root))
    a, b = (row.numbers for row in rows[:2])
    one, two = (n.replicates[0].astype(float) for n in (b, a))
    found = compare_replicates(float(b.means[0, 0]), float(a.means[0, 0]), one, two)
    page.goto(address + "compare.html?board=xtreme-8&rows=xtreme/row-0000,xtreme/row-0001")
    page.wait_for_selector("#comparison tbody tr")
    said = page.locator("#comparison tbody tr").first.locator("td .iv").inner_text()
    shown, p = re.fullmatch(r"([+−][\d.]+) \[.*\], p ([\d.]+)", said).groups()  # type: ignore[union-attr]
    assert float(shown.replace("−", "-")) == pytest.approx(found.difference, abs=0.05)
    assert float(p) == pytest.approx(found.p, abs=0.002)


def test_text_of_other_scripts_has_its_direction(page: "Page", address: str) -> None:
    page.goto(address + "boards/xtreme-8/languages/ar.html")
    autonym = page.locator("h1 span")
    assert autonym.get_attribute("dir") == "rtl"
    assert autonym.get_attribute("lang") == "ar"


def test_the_dark_is_dark(browser: "Browser", address: str) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(address + "index.html")
    red = page.evaluate("getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0]")
    assert int(red) < 60
    context.close()


def test_reported_scores_stand_among_the_rows_only_when_asked_for_and_without_a_rank(
    page: "Page", address: str
) -> None:
    page.goto(f"{address}index.html")
    own = names(page)
    reported = page.locator("tr[data-trust=reported]:visible")
    assert reported.count() == 0
    page.get_by_label("with reported scores").check()
    assert reported.count() > 5
    assert page.url.endswith("?reported=yes")
    assert {row.locator("td").first.inner_text() for row in reported.all()} == {""}
    page.reload()
    assert reported.count() > 5
    page.get_by_role("button", name="Sentence pairs").click()
    assert names(page) != own + [name for name in names(page) if name not in own]
    page.get_by_label("with reported scores").uncheck()
    assert sorted(names(page)) == sorted(own)


def test_the_miniature_has_no_reported_scores(page: "Page", address: str) -> None:
    page.goto(f"{address}boards/mini/index.html")
    assert page.get_by_label("with reported scores").count() == 0
