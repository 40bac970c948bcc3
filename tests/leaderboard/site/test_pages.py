"""What pages say and how: labels, names, links, and nothing for what is not there."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from benchmarks.many_rows import add_row
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build

ROOT = Path(__file__).parents[3]
_VOID = {"meta", "link", "input", "br", "path", "circle", "rect"}


class _Checker(HTMLParser):
    """Finds tags that do not nest, and ids that stand twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: set[str] = set()
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                if value in self.ids:
                    self.faults.append(f"id {value} stands twice")
                self.ids.add(value or "")
        if len({name for name, _ in attrs}) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if tag in _VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()} closes nothing")


def test_tags_nest_and_ids_are_unique(site: Path) -> None:
    for path in site.rglob("*.html"):
        checker = _Checker()
        checker.feed(path.read_text())
        assert checker.faults == [] and checker.open == [], path


def test_every_fragment_is_on_its_page(site: Path) -> None:
    for path in site.rglob("*.html"):
        for href in re.findall(r'href="([^":]*#[^"]+)"', path.read_text()):
            target, _, fragment = href.partition("#")
            page = (path.parent / target).resolve() if target else path
            assert f'id="{fragment}"' in page.read_text(), (path, href)


def test_every_page_has_an_icon_a_description_and_its_own_title(site: Path) -> None:
    titles = {}
    for path in site.rglob("*.html"):
        text = path.read_text()
        assert 'rel="icon" type="image/svg+xml"' in text
        assert '<meta property="og:description" content="' in text
        titles.setdefault(re.findall(r"<title>(.*?)</title>", text)[0], []).append(path)
    twice = {title: paths for title, paths in titles.items() if len(paths) > 1}
    assert set(twice) <= {
        "Compare rows · xstilts",
        "Example by example · xstilts",
    }  # under /try/, too


def test_the_page_for_wrong_addresses_works_at_any_depth(site: Path) -> None:
    page = (site / "404.html").read_text()
    links = re.findall(r'(?:href|src)="([^"]+)"', page)
    assert links and all(link.startswith(("/xstilts/", "https://", "#")) for link in links)


def test_an_overall_is_labelled_with_its_board(site: Path) -> None:
    page = (site / "rows" / "xtreme" / "row-0000.html").read_text()
    assert re.search(r'overall on <a href="[^"]+">XTREME</a> \(9 tasks\)', page)
    assert re.search(r'overall on <a href="[^"]+">XTREME-8</a> \(8 tasks\)', page)
    assert re.search(r"<span>rank [\d–]+ of 6, zero-shot</span>", page)
    one = re.search(r"<b>([\d.]+)</b><span>overall on <a href=\"[^\"]+\">XTREME-8<", page)
    board = (site / "boards" / "xtreme-8" / "index.html").read_text()
    row = re.search(r'data-key="xtreme/row-0000".*?<td class="o">([\d.]+)', board, re.DOTALL)
    assert one is not None and row is not None and one[1] == row[1]


def test_languages_are_called_by_their_names_and_grouped_by_family(site: Path) -> None:
    for page in ("rows/xtreme/row-0000.html", "boards/xtreme/tasks/panx.html"):
        text = (site / page).read_text()
        for name in ("Swahili", "Mandarin", "Indo-Aryan", "Romance"):
            assert f"<span>{name}</span>" in text or f">{name}</span>" in text


def test_a_row_can_be_cited(site: Path) -> None:
    page = (site / "rows" / "xtreme" / "row-0000.html").read_text()
    assert "@misc{xtreme-row-0000," in page
    assert "url = {https://board.example/xstilts/rows/xtreme/row-0000.html}" in page


def test_text_that_runs_the_other_way_may_do_so(site: Path) -> None:
    page = (site / "rows" / "xtreme" / "row-0000.html").read_text()
    assert '<h1 dir="auto">' in page
    assert '<span dir="auto">The xstilts developers</span>' in page


def test_every_page_links_to_the_documentation(tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    build(root, tmp_path / "scored", site, documentation="docs/index.html")
    for page, up in (("index.html", ""), ("boards/xtreme-8/index.html", "../../")):
        assert f'<a href="{up}docs/index.html">Documentation' in (site / page).read_text()
    build(root, tmp_path / "scored", site, documentation="https://tools.example/docs/")
    assert 'href="https://tools.example/docs/"' in (site / "submit.html").read_text()


@pytest.mark.parametrize("published", [True, False])
def test_an_empty_board_has_no_empty_pages(published: bool, tmp_path: Path) -> None:
    root, site = tmp_path / "root", tmp_path / "site"
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    if published:
        source = ROOT / "leaderboard" / "reported" / "results.csv"
        (root / "leaderboard" / "reported").mkdir()
        (root / "leaderboard" / "reported" / "results.csv").write_bytes(source.read_bytes())
    build(root, tmp_path / "scored", site)
    home = (site / "index.html").read_text()
    assert "How well does English training carry over to 40 languages?" in home
    board = (site / "boards" / "xtreme-8" / "index.html").read_text()
    assert 'href="../../submit.html">Be the first row' in board
    leaves = [*site.glob("boards/*/tasks/*"), *site.glob("boards/*/languages/*")]
    leaves += [*site.glob("try/tasks/*"), *site.glob("try/languages/*")]
    for path in leaves:
        assert '<tr class="printed"' in path.read_text(), path
        assert '<circle class="wd"' in path.read_text(), path  # on an axis
    assert bool(leaves) == published
    if published:
        assert "1,406" in home and "<b>58</b> published systems" in home
        assert '<tr class="printed"' in board
        assert "not re-scored" in board
        assert not (site / "boards" / "xtreme" / "tasks" / "bucc2018.html").exists()


def test_questions_are_answered_or_say_how_to_answer_them(site: Path) -> None:
    home = (site / "index.html").read_text()
    cards = re.search(r'<ul class="cards">(.*?)</ul>', home, re.DOTALL)
    assert cards is not None
    items = re.findall(r"<li.*?</li>", cards[1], re.DOTALL)
    assert len(items) == 5
    for item in items:
        assert "See the numbers" in item or "No study yet." in item
    assert sum("See the numbers" in item for item in items) == 3
    assert "standard deviation of 3.1 to 6.8 points" in cards[1]


def test_rows_with_some_tasks_are_inside_their_division(tmp_path: Path) -> None:
    root, scored, site = tmp_path / "root", tmp_path / "scored", tmp_path / "site"
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    add_row(root, scored, 0)
    add_row(root, scored, 1, tasks=("xnli",))
    build(root, scored, site)
    board = (site / "boards" / "xtreme" / "index.html").read_text()
    section = re.search(r'<section data-division-section="zero-shot">(.*?)</section>', board, re.S)
    assert section is not None and "row-0001" in section[1]
