"""The table of ratios: ``python -m tests.benchmarks.ratios [ROUNDS]``, in about ten minutes.

Each compared way runs once without being counted and then ROUNDS times (default: 3), in turn. At
the end, the results are written to ``results.json`` beside this file and as the table in this
folder's README. Files are real where XSTILTS_DATA names a folder that holds them; what needs an
encoder is measured where XSTILTS_ENCODER names one, and XTREME's own script where XSTILTS_OFFICIAL
names its folder.
"""

import json
import os
import platform
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.benchmarks import files, official
from tests.benchmarks.timing import Ratio

_HERE = Path(__file__).parent
_ROUNDS = 3
_MARKS = "<!-- ratios: written by python -m tests.benchmarks.ratios -->", "<!-- end of ratios -->"


def main(rounds: int = _ROUNDS) -> None:
    """Measure, print, and keep the results."""
    found: list[Ratio] = []
    began = time.monotonic()
    for ratio in _measured(rounds):
        print(_row(ratio), flush=True)
        found.append(ratio)
    _keep(found, rounds)
    print(f"{(time.monotonic() - began) / 60:.1f} minutes")


def _keep(found: Sequence[Ratio], rounds: int) -> None:
    """Write the results of one whole run, and the table in the README."""
    result = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "threads": 1,
        "rounds": rounds,
        "ratios": [{**asdict(ratio), "met": ratio.met} for ratio in found],
    }
    (_HERE / "results.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    page = _HERE / "README.md"
    table = "\n".join(
        ["| what | against | measured | target |", "|---|---|---|---|", *map(_row, found)]
    )
    text = re.sub(
        f"{_MARKS[0]}.*{_MARKS[1]}",
        lambda _: f"{_MARKS[0]}\n\n{table}\n\n{_MARKS[1]}",
        page.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    page.write_text(text, encoding="utf-8")


def _measured(rounds: int) -> Iterator[Ratio]:
    data = Path(os.environ["XSTILTS_DATA"]) if "XSTILTS_DATA" in os.environ else None
    yield from files.measure(data, rounds)
    yield from official.measure(data, rounds)
    encoder = os.environ.get("XSTILTS_ENCODER")
    if encoder is None or data is None:
        print("XSTILTS_ENCODER and XSTILTS_DATA are not both set: nothing is predicted.")
        return
    from tests.benchmarks import forward

    yield forward.start(Path(encoder), data, rounds)
    yield from forward.measure(Path(encoder), data, rounds)


def _row(ratio: Ratio) -> str:
    sign = "≥" if ratio.better == "higher" else "≤"
    measured = f"{ratio.ratio:.2f} × its {'speed' if sign == '≥' else 'cost'}"
    if not ratio.seconds:
        measured = f"{ratio.ratio:.3f}"
    note = f" ({ratio.note})" if ratio.note else ""
    target = f"{sign} {ratio.target:g}" + ("" if ratio.met else ", missed")
    return f"| {ratio.what} | {ratio.against} | {measured}{note} | {target} |"


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]))
