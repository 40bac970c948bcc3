"""The README's pictures of the site: ``python -m tests.screenshots SITE``, after a build.

Needs Debian's Chromium. Each page is pictured wide and narrow, light and dark.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

OUT = Path(__file__).parents[1] / "leaderboard" / "screenshots"
PAGES = {"board": "index.html", "row": "rows/mini/xstilts-mini.html"}
SIZES = {1280: 860, 390: 844}


def main(site: Path) -> None:
    """Make every picture."""
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for scheme in ("light", "dark"):
            for width, height in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=scheme,  # type: ignore[arg-type]
                )
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto((site / path).resolve().as_uri())
                    page.screenshot(path=OUT / f"{name}-{width}-{scheme}.png")
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
