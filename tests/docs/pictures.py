"""``python -m tests.docs.pictures``: make the documentation's recording and plots anew."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.docs.cast import Step, recording
from tests.docs.pages import DOCS, ROOT

PICTURES = DOCS / "pictures"

COMMANDS = (
    "xstilts-submit predict --suite mini --model mini --task xnli --out my-first-row",
    "xstilts-submit validate my-first-row",
    "xstilts-submit score my-first-row",
)
_LAST_LINES = {"predict": 2}
"""Lines of a command's output that are shown, from its end; others are shown whole."""
_COLUMNS = 92


def main() -> None:
    """Write every picture."""
    PICTURES.mkdir(exist_ok=True)
    title = "A first row: predict, validate, score"
    (PICTURES / "first-row.svg").write_text(recording(_session(), title), encoding="utf-8")
    _plots(ROOT / "leaderboard" / "submissions" / "mini")


def _session() -> list[Step]:
    """Run the commands in an empty folder and record what they print."""
    steps = []
    with tempfile.TemporaryDirectory() as folder:
        for command in COMMANDS:
            done = subprocess.run(
                [sys.executable, "-m", "xstilts_kit", *command.split()[1:]],
                cwd=folder,
                env=os.environ | {"COLUMNS": str(_COLUMNS), "HF_HUB_OFFLINE": "1", "NO_COLOR": "1"},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=True,
            )
            printed = done.stdout.strip("\n").splitlines()
            lines = [line for line in printed if "s left" not in line]
            steps.append(Step(command, lines[-_LAST_LINES.get(command.split()[1], 99) :]))
    return steps


def _plots(rows: Path) -> None:
    """Draw the plots of the notebook from the rows of the miniature's board."""
    import matplotlib

    import xstilts_kit as xs
    from xstilts_kit import plot

    matplotlib.use("svg")
    matplotlib.rcParams |= {"svg.fonttype": "none", "svg.hashsalt": "xstilts"}
    one, other = rows / "xstilts-mini", rows / "mini-none-seed1"
    scores = xs.score(one)
    drawn = {
        "languages": plot.languages(scores, "xnli"),
        "heat-map": plot.heat_map(scores),
        "comparison": plot.comparison(xs.compare(one, other), "xnli"),
    }
    for name, axes in drawn.items():
        axes.figure.savefig(PICTURES / f"{name}.svg", metadata={"Date": None}, transparent=False)


if __name__ == "__main__":
    main()
