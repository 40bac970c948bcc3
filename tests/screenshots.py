"""The pictures of the site: ``python -m tests.screenshots SITE``, after a build of this repository.

Needs Debian's Chromium. Home and studies are pictured as the build has them. Board and row are
pictured with invented rows, because a board shows what it can do only with many. Each is pictured
wide and narrow, light and dark. The picture that previews of links show is made, too.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, sync_playwright
from tests.benchmarks.many_rows import add_row

from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_leaderboard.site.building import build

ROOT = Path(__file__).parents[1]
OUT = ROOT / "leaderboard" / "screenshots"
PREVIEW = ROOT / "leaderboard" / "xstilts_leaderboard" / "site" / "static" / "preview.png"
BUILT = {"home": "index.html", "studies": "studies.html"}
INVENTED = {"board": "boards/xtreme-8/index.html", "row": "rows/xtreme/row-0003.html"}
SIZES = {1280: 860, 390: 844}
ROWS = 60


def invented(folder: Path) -> Path:
    """A site of invented rows."""
    root, scored = folder / "root", folder / "scored"
    shutil.copytree(ROOT / "leaderboard" / "reported", root / "leaderboard" / "reported")
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    for number in range(ROWS):
        add_row(root, scored, number)
    build(root, scored, folder / "site")
    return folder / "site"


def picture(browser: Browser, site: Path, pages: dict[str, str]) -> None:
    """Picture some pages in every size and theme."""
    for scheme in ("light", "dark"):
        for width, height in SIZES.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            page = context.new_page()
            for name, path in pages.items():
                page.goto((site / path).resolve().as_uri())
                page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png")
            context.close()


def preview(browser: Browser, site: Path) -> None:
    """Picture the first view of the home page in the size that previews of links have."""
    context = browser.new_context(viewport={"width": 1200, "height": 630})
    page = context.new_page()
    page.goto((site / "index.html").resolve().as_uri())
    page.screenshot(path=PREVIEW)
    context.close()


def main(site: Path) -> None:
    """Make every picture."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright, TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        preview(browser, site)
        picture(browser, site, BUILT)
        picture(browser, invented(Path(folder)), INVENTED)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
