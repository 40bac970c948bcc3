"""Scoring beside XTREME's own `evaluate.py`, each command in a process of its own.

The variable XSTILTS_OFFICIAL names a folder with `evaluate.py` of google-research/xtreme and its
`third_party/evaluate_squad.py` and `evaluate_mlqa.py`; neither is part of this repository. Needs
seqeval 0.0.12. Not counted: making the files, and exporting the predictions in the script's format.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.full_size_data import SPLIT, gold_folders, make_cell
from tests.benchmarks.timing import Ratio
from tests.xtreme_files import write_lines, write_sentences

from xstilts_kit.cell import Cell
from xstilts_kit.cli import group, run
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task

_SUITE = "xtreme-8"

_MEASURE = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Run by a small process: on Linux, a child's peak memory is never below its parent's."""


def measure(real: Path | None, rounds: int) -> Iterator[Ratio]:
    """Score eight tasks in all their languages both ways, if the script is at hand."""
    if "XSTILTS_OFFICIAL" not in os.environ:
        return
    script = Path(os.environ["XSTILTS_OFFICIAL"]) / "evaluate.py"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        golds = [folder / "gold", *gold_folders(real)]
        _make(folder, golds, real)
        exported, labels = str(folder / "exported"), str(folder / "labels")
        words = [word for path in golds for word in ("--gold", str(path))]
        ours = ["-m", "xstilts_kit", "score", str(folder / "submission"), *words]
        theirs = [str(script), "--prediction_folder", exported, "--label_folder", labels]
        ways = {
            "ours": [*ours, "--source", "none", "--no-intervals", "--quiet"],
            "evaluate.py": theirs,
        }
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(rounds):
            for name, arguments in ways.items():
                found[name].append(_used(arguments))
    seconds = {name: median(used for used, _ in each) for name, each in found.items()}
    peak = {name: max(memory for _, memory in each) for name, each in found.items()}
    yield Ratio(
        "score eight tasks, all languages, no intervals",
        "XTREME's evaluate.py",
        seconds["evaluate.py"] / seconds["ours"],
        6.0,
        "higher",
        seconds,
        f"{peak['ours']:.0f} MiB beside {peak['evaluate.py']:.0f}",
    )


def _used(arguments: Sequence[str]) -> tuple[float, float]:
    """CPU seconds and peak memory in MiB of a Python process."""
    command = [sys.executable, "-c", _MEASURE, sys.executable, *arguments]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    used, peak = map(float, said.split())
    return used, peak / (1024 if sys.platform == "linux" else 1 << 20)


def _make(folder: Path, golds: Sequence[Path], real: Path | None) -> None:
    """Write a submission, and its predictions and labels in the script's own format."""
    suite = get_suite(_SUITE)
    cells = [(task, code) for task in suite.tasks() for code in suite.languages_of(task)]
    for task, language in cells:
        make_cell(folder, task, language, real)
    source, out = f"folder:{folder / 'data'}", str(folder / "submission")
    given = ["import", str(folder / "jsonl"), "--format", "jsonl", "--suite", _SUITE]
    sent = ["export", out, "--source", source, "--out", str(folder / "exported"), "--quiet"]
    for arguments in ([*given, "--source", source, "--out", out, "--quiet"], sent):
        if run(group, "bench", arguments) != 0:
            raise SystemExit(f"the made-up predictions are refused by {arguments[0]}")
    finder = open_gold(golds)
    for task, language in cells:
        _write_labels(folder / "labels" / task.name, task, language, finder)


def _write_labels(folder: Path, task: Task, language: str, finder: GoldFinder) -> None:
    """Write the answers of one language as the script reads them; `?` where unknown."""
    cell = Cell(task.name, language, SPLIT)
    path = folder / f"test-{language}.{'json' if task.layout == 'questions' else 'tsv'}"
    gold: Any = finder.find(cell, None, None)
    if task.layout == "questions":
        path.parent.mkdir(parents=True, exist_ok=True)
        names = task.answer_paths(SPLIT, language)
        roots = (place.root for place in finder.folders)
        held = (root / name for root in roots for name in names)
        shutil.copyfile(next(file for file in held if file.is_file()), path)
    elif task.layout == "token-lines":
        write_sentences(path, [list(answer.tags or ("?",)) for answer in gold])
    elif task.layout == "sentence-pairs":
        write_lines(path, [answer.label or "?" for answer in gold])
    else:
        write_lines(path, [answer.match or "?" for answer in gold])
