"""The site is a function of its data: the same bytes again, little work for little news."""

import json
import os
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks import many_rows
from benchmarks.many_rows import add_row
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site import heat
from xstilts_leaderboard.site.building import build
from xstilts_leaderboard.site.pages import rows
from xstilts_leaderboard.site.writing import Page, Part, write_site
from xstilts_schemas import validator

pytestmark = pytest.mark.slow


def digests(folder: Path) -> dict[str, str]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {p.relative_to(folder).as_posix(): sha256(p.read_bytes()).hexdigest() for p in files}


def test_two_builds_are_equal_whatever_the_surroundings(
    repository: tuple[Path, Path], tmp_path: Path
) -> None:
    root, scored = repository
    built = []
    for number, extra in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo", "LANG": "C"},
            {"PYTHONHASHSEED": "2", "TZ": "America/Lima", "LANG": "C.UTF-8"},
        )
    ):
        out = tmp_path / str(number)
        subprocess.run(
            [
                *(sys.executable, "-m", "xstilts_leaderboard", "build", "--quiet"),
                *("--root", root, "--scored", scored, "--out", out),
            ],
            env=os.environ | extra | {"SOURCE_DATE_EPOCH": "1700000000"},
            check=True,
            capture_output=True,
        )
        built.append(digests(out))
    assert built[0] == built[1]
    assert "2023-11-14" in (tmp_path / "0" / "index.html").read_text()


def test_one_more_row_leaves_the_pages_of_other_divisions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, scored, out = tmp_path / "root", tmp_path / "scored", tmp_path / "site"
    (root / "leaderboard").mkdir(parents=True)
    (root / "leaderboard" / "gold.lock").write_text(
        json.dumps(
            {"schema": "xstilts-gold-lock-v1", "packs": [], "repository": None, "revision": None}
        )
    )
    for number in range(3):
        add_row(root, scored, number)
    build(root, scored, out)
    before = {path: path.stat().st_ino for path in (out / "rows").rglob("*.html")}
    assert build(root, scored, out).written.made == 0
    plain = many_rows.manifest_of
    monkeypatch.setattr(
        many_rows,
        "manifest_of",
        lambda name, rng: (
            (value := plain(name, rng))
            | {"supervision": value["supervision"] | {"translated_training_data": True}}
        ),
    )
    add_row(root, scored, 3)
    done = build(root, scored, out)
    assert {path: path.stat().st_ino for path in before} == before
    rows = [path for path in (out / "rows").rglob("*.html")]
    assert len(rows) == 4
    assert "row-0003" in (out / "boards" / "xtreme" / "index.html").read_text()
    assert done.written.kept > 10


def test_one_more_row_gives_the_same_bytes_as_a_build_from_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On XTREME and, through a row of XTREME-8 alone, on a board that other rows are on, too."""
    root, scored, out = tmp_path / "root", tmp_path / "scored", tmp_path / "site"
    (root / "leaderboard").mkdir(parents=True)
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    for number in range(3):
        add_row(root, scored, number)
    add_row(root, scored, 3, ["xnli", "pawsx"])
    build(root, scored, out)
    page = out / "rows" / "xtreme" / "row-0000.html"
    assert "rank" in page.read_text() and "of 3, zero-shot" in page.read_text()
    rendered: list[str] = []
    plain = heat.heat_html
    monkeypatch.setattr(
        rows,
        "heat_html",
        lambda line, *rest: rendered.append(line.key) or plain(line, *rest),  # type: ignore[func-returns-value]
    )
    for suite in ("xtreme", "xtreme-8"):
        monkeypatch.setattr(many_rows, "SUITE", suite)
        add_row(root, scored, 4)
        build(root, scored, out)
        build(root, scored, tmp_path / f"anew-{suite}")
        assert digests(out) == digests(tmp_path / f"anew-{suite}")
    # The row of XTREME-8 changes the ranks there, not the medians of XTREME.
    assert rendered.count("xtreme/row-0000") == 3
    assert page.read_text().count("of 4, zero-shot") == 1
    assert page.read_text().count("of 5, zero-shot") == 1


def test_parts_of_a_damaged_file_are_made_again(tmp_path: Path) -> None:
    def page(key: str, second: str) -> Page:
        parts = (Part("a", lambda: b"first, "), Part(second, second.encode))
        return Page("page.txt", key, lambda: parts)

    out, said = tmp_path / "site", "".join
    write_site(out, [page("1", "b")], said)
    assert (out / "page.txt").read_text() == "first, b"
    (out / "page.txt").write_text("cut")
    write_site(out, [page("2", "c")], said)
    assert (out / "page.txt").read_text() == "first, c"
    (out / "page.txt").unlink()
    write_site(out, [page("3", "c")], said)
    assert (out / "page.txt").read_text() == "first, c"


def test_a_folder_that_is_no_site_is_left_alone(
    repository: tuple[Path, Path], tmp_path: Path
) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(UsageError, match="no site"):
        build(*repository, tmp_path)
    assert (tmp_path / "thesis.tex").read_text() == "years of work"


def test_a_build_that_fails_leaves_the_site_as_it_was(
    repository: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from xstilts_leaderboard.site.pages import boards

    out = tmp_path / "site"
    build(*repository, out)
    before = digests(out)
    monkeypatch.setattr(boards, "board_csv", lambda tables: 1 / 0)
    monkeypatch.setattr(boards, "key_of", lambda *parts: "new")
    with pytest.raises(ZeroDivisionError):
        build(*repository, out)
    assert digests(out) == before


def test_every_document_of_the_api_fits_its_schema(site: Path) -> None:
    paths = sorted((site / "api").rglob("*.json"))
    assert len(paths) > 8
    for path in paths:
        value = json.loads(path.read_text())
        name = re.fullmatch(r"xstilts-(api-[a-z]+)-v1", value["schema"])
        assert name is not None
        faults = [fault.message for fault in validator(name[1]).iter_errors(value)]
        assert faults == [], path
        assert (site / "schemas" / "v1" / f"{name[1]}.schema.json").is_file()


def test_the_index_of_the_api_names_every_document(site: Path) -> None:
    index = json.loads((site / "api" / "v1" / "index.json").read_text())
    named = {*index["boards"], *index["rows"], *index["tracks"]}
    assert {index["reported"], index["transfer"]} < set(index["tracks"])
    held = {path.relative_to(site).as_posix() for path in (site / "api").rglob("*.json")}
    assert named == held - {"api/v1/index.json"}


def test_the_feed_is_sound_and_names_every_row(site: Path) -> None:
    feed = ElementTree.parse(site / "feed.xml").getroot()
    atom = "{http://www.w3.org/2005/Atom}"
    links = [entry.find(f"{atom}link").get("href") for entry in feed.iter(f"{atom}entry")]  # type: ignore[union-attr]
    assert len(links) == 6
    assert all(str(link).startswith("https://board.example/xstilts/rows/") for link in links)


def test_no_page_has_a_script_or_a_style_of_its_own(site: Path) -> None:
    for path in site.rglob("*.html"):
        text = path.read_text()
        assert "<style" not in text and " style=" not in text
        scripts = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
        kinds = {re.sub(r' id="[a-z]+"', "", script) for script in scripts}
        assert kinds <= {f'<script type="application/{kind}">' for kind in ("json", "ld+json")}
        assert not re.search(r"\son[a-z]+=", text)
        head = text[text.index("<head>") :].removeprefix("<head>\n")
        assert head.startswith('<meta http-equiv="Content-Security-Policy"')


def test_hostile_text_becomes_text(
    repository: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, scored = tmp_path / "root", tmp_path / "scored"
    (root / "leaderboard").mkdir(parents=True)
    (root / "leaderboard" / "gold.lock").write_bytes(
        (repository[0] / "leaderboard" / "gold.lock").read_bytes()
    )
    hostile = '=cmd()|"<script>alert(1)</script>\u202e\u200b\x1b[31m{{ 7*7 }}'
    plain = many_rows.manifest_of

    def made(name: str, rng: object) -> dict[str, object]:
        value = plain(name, rng)  # type: ignore[arg-type]
        author = value["author"] | {"name": hostile, "url": 'https://evil.example/"onclick=x'}
        return value | {"author": author, "notes": hostile, "licence": hostile[:60]}

    monkeypatch.setattr(many_rows, "manifest_of", made)
    add_row(root, scored, 0)
    out = tmp_path / "site"
    build(root, scored, out, base_url="https://board.example/")
    for path in out.rglob("*"):
        if path.suffix in (".html", ".xml", ".csv", ".js", ".json") and "static" not in path.parts:
            text = path.read_text()
            assert "<script>alert" not in text or path.suffix in (".json", ".csv")
            assert "\u202e" not in text and "\u200b" not in text and "\x1b" not in text
            assert "evil.example" not in text
    rows = (out / "csv" / "xtreme.csv").read_text().splitlines()
    assert "'=cmd()" in rows[1]
    ElementTree.parse(out / "feed.xml")
