"""Times and memory of a submission of all nine tasks at XTREME's sizes.

``python -m tests.benchmarks.full_size [FOLDER]`` makes data, gold and predictions (the same ones
each time), then imports, validates, scores, exports and imports again, each in a process of its
own. Files are real where the folder XSTILTS_DATA has them and made up otherwise; the output says
which. Nothing here is a test.
"""

import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.benchmarks.full_size_data import SUITE, gold_folders, make_cell

from xstilts_kit.suites import get_suite

_COMMAND = Path(sys.executable).with_name("xstilts-submit")


def main(folder: Path, languages: int | None = None) -> None:
    """Make the files of so many languages a task, or of all, then time the commands."""
    real = Path(os.environ["XSTILTS_DATA"]) if "XSTILTS_DATA" in os.environ else None
    made: dict[str, Counter[str]] = {}
    suite = get_suite(SUITE)
    for task in suite.tasks():
        counts = made.setdefault(task.name, Counter())
        for language in suite.languages_of(task)[:languages]:
            cell = make_cell(folder, task, language, real)
            counts.update(
                {
                    "records": cell.records,
                    "inputs made up": not cell.real_inputs,
                    "gold made up": not cell.real_gold,
                    "files": 1,
                }
            )
    for name, counts in made.items():
        print(
            f"{name:<10} {counts['records']:>8,} records in {counts['files']:>2} files;"
            f" made up: inputs of {counts['inputs made up']}, gold of {counts['gold made up']}"
        )
    records = sum(counts["records"] for counts in made.values())
    print(f"{'all':<10} {records:>8,} records\n")
    for title, arguments in _commands(folder, gold_folders(real)):
        _time(title, arguments, records)
    same = _predictions(folder / "submission") == _predictions(folder / "back")
    print(f"\nexported and imported predictions are {'the same' if same else 'NOT THE SAME'}")


def _commands(folder: Path, real_gold: Sequence[Path]) -> Iterator[tuple[str, list[str]]]:
    data = f"folder:{folder / 'data'}"
    gold = [word for path in (folder / "gold", *real_gold) for word in ("--gold", str(path))]
    first, exported, back = (str(folder / name) for name in ("submission", "exported", "back"))
    whole = ["--suite", SUITE, "--source", data, "--name", "full-size", "--overwrite"]
    jsonl = ["import", str(folder / "jsonl"), "--format", "jsonl"]
    yield "import (JSONL)", [*jsonl, *whole, "--out", first]
    yield "validate, without inputs", ["validate", first, "--source", "none"]
    yield "validate, with inputs", ["validate", first, "--source", data]
    scoring = ["score", first, *gold, "--source"]
    yield "score --no-intervals, without inputs", [*scoring, "none", "--no-intervals"]
    yield "score --no-intervals, with inputs", [*scoring, data, "--no-intervals"]
    yield "score, with inputs", [*scoring, data]
    yield "export", ["export", first, "--source", data, "--out", exported]
    yield "import (XTREME)", ["import", exported, "--format", "xtreme", *whole, "--out", back]


def _time(title: str, arguments: list[str], records: int) -> None:
    """Run one command and print its seconds and its peak memory."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = os.posix_spawn(
            _COMMAND,
            [str(_COMMAND), *arguments],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, said.fileno(), fd) for fd in (1, 2)],
        )
        _, status, used = os.wait4(child, 0)
        wall = time.perf_counter() - began
        if status != 0:
            said.seek(0)
            sys.exit(f"{title}: exit {os.waitstatus_to_exitcode(status)}\n{said.read().decode()}")
    processor = used.ru_utime + used.ru_stime
    peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1 << 20)
    print(
        f"{title:<38}{wall:8.1f} s{processor:8.1f} s of processor{peak:8.0f} MiB"
        f"{1e5 * processor / records:8.2f} s per 100,000 records",
        flush=True,
    )


def _predictions(submission: Path) -> dict[str, list[object]]:
    """Every file's records; pairs without their scores, which XTREME's layout has no place for."""
    found: dict[str, list[object]] = {}
    for path in sorted((submission / "predictions").rglob("*.jsonl")):
        lines = path.read_text(encoding="utf-8").splitlines() if "bucc" in str(path) else None
        name = path.relative_to(submission).as_posix()
        if lines is None:
            found[name] = [path.read_bytes()]
        else:
            found[name] = [{**json.loads(line), "score": None} for line in lines]
    return found


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(Path(scratch))
