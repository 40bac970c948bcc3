"""The built documentation: it builds strictly, its links lead somewhere, it needs no network."""

import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from docs.pages import DOCS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    pytest.importorskip("sphinx")
    out = tmp_path_factory.mktemp("docs") / "site"
    strict = ["--fail-on-warning", "--keep-going", "--quiet"]
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", *strict, str(DOCS), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return out


@cache
def _ids(page: Path) -> frozenset[str]:
    return frozenset(re.findall(r'\bid="([^"]+)"', page.read_text(encoding="utf-8")))


def test_every_link_leads_to_a_page_and_a_place_on_it(site: Path) -> None:
    lost = []
    for page in site.rglob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"]*)"', page.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, fragment = target.partition("#")
            found = (page.parent / path.partition("?")[0]).resolve() if path else page
            if not found.exists() or (
                fragment and found.suffix == ".html" and fragment not in _ids(found)
            ):
                lost.append(f"{page.relative_to(site)}: {target}")
    assert lost == []


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert not re.search(r'\bsrc="(https?:)?//', text), page
        assert not re.search(r'<link [^>]*href="(https?:)?//', text), page
    for style in site.rglob("*.css"):
        assert not re.search(r"url\([\"']?(https?:)?//", style.read_text(encoding="utf-8")), style


def test_every_command_has_its_place_in_the_reference(site: Path) -> None:
    text = (site / "reference" / "xstilts-submit.html").read_text(encoding="utf-8")
    for place in ("xstilts-submit-predict", "xstilts-submit-data-prepare", "cmdoption-xstilts"):
        assert f'id="{place}' in text


def test_the_site_is_small(site: Path) -> None:
    assert sum(path.stat().st_size for path in site.rglob("*") if path.is_file()) < 12_000_000
