"""A board of many rows: how long a build takes, whole and after one new row, and how large it is.

The rows are invented: real manifests of nine tasks in XTREME's languages, made-up scores, and
normal replicates as wide as 100 examples a language make them. Nothing is predicted or scored.

Run: ``python -m tests.benchmarks.many_rows [ROWS] [FOLDER]``
"""

import gzip
import json
import resource
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import numpy as np

from xstilts_kit import editions
from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.families import family_of
from xstilts_kit.scoring.averages import Vectors
from xstilts_kit.sources.packs import Lock, write_lock
from xstilts_kit.statistics.consistency import Agreement, evenness
from xstilts_kit.statistics.poisson import REPLICATES
from xstilts_kit.storage import write_json
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_leaderboard.rows.items import Items, cell_items
from xstilts_leaderboard.rows.numbers import numbers_of
from xstilts_leaderboard.rows.scored import scored_folder, write_row
from xstilts_leaderboard.store.submissions import Entry

ROOT = Path(__file__).parents[2]
SUITE = "xtreme"
EXAMPLES = 100
SIZES = {"xnli": 5010, "pawsx": 2000, "panx": 6500, "udpos": 1300, "mlqa": 6000}
"""Examples of an official test split, on average over languages, for the size of the items."""


def manifest_of(name: str, rng: np.random.Generator) -> dict[str, Any]:
    """A manifest that the schema takes, of all nine tasks."""
    example = ROOT / "leaderboard" / "submissions" / "mini" / "xstilts-mini" / "manifest.json"
    value: dict[str, Any] = json.loads(example.read_text(encoding="utf-8"))
    suite, edition = get_suite(SUITE), editions.all_editions()["xtreme"]
    cells = [(t.name, code) for t in suite.tasks() for code in suite.languages_of(t)]
    data, files = [], []
    for task, code in cells:
        known = edition.entries.get((task, code, "test"))
        data.append(
            value["data"][0]
            | {
                "task": task,
                "language": code,
                "edition": "xtreme",
                "source": "folder",
                "examples": EXAMPLES,
                "inputs_fingerprint": known.inputs if known else None,
            }
        )
        sha = rng.bytes(32).hex()
        records = {"records": EXAMPLES}
        files.append({"path": Cell(task, code).path, "sha256": sha, "bytes": 4000} | records)
    model = value["models"][0] | {
        "tasks": list(suite.task_names),
        "kind": "hub",
        "id": f"org/{name}",
        "revision": rng.bytes(20).hex(),
        "parameters": int(rng.integers(10**8, 10**9)),
    }
    supervision = value["supervision"] | {"model_selection": "english-dev"}
    return value | {
        "suite": SUITE,
        "name": name,
        "models": [model],
        "data": data,
        "files": files,
        "supervision": supervision,
    }


def add_row(root: Path, scored: Path, number: int, tasks: Sequence[str] | None = None) -> None:
    """File one invented row, and put its invented numbers where scored rows lie.

    Args:
        root: The repository.
        scored: The folder of scored rows.
        number: Of the row; its numbers follow from it.
        tasks: The tasks that it has; None: all.
    """
    rng = np.random.default_rng(number)
    name = f"row-{number:04d}"
    folder = root / "leaderboard" / "submissions" / SUITE / name
    write_json(folder / "manifest.json", manifest_of(name, rng))
    pointer = {"schema": "xstilts-pointer-v1", "repository": f"org/{name}", "revision": "0" * 40}
    write_json(folder / "predictions.json", pointer | {"folder": f"{SUITE}/{name}"})
    entry = Entry(SUITE, name, folder)
    suite = get_suite(SUITE)
    quality = rng.normal(65, 6)
    cells, vectors = [], {}
    for task in suite.tasks():
        for code in suite.languages_of(task) if tasks is None or task.name in tasks else ():
            score = float(np.clip(quality + rng.normal(0, 8), 5, 95))
            sd = 100 * np.sqrt(score / 100 * (1 - score / 100) / EXAMPLES)
            vector = np.clip(score + rng.normal(0, sd, REPLICATES), 0, 100)
            vectors[Cell(task.name, code)] = {task.metric: np.array([score, *vector])}
            interval = [float(np.percentile(vector, q)) for q in (2.5, 97.5)]
            cells.append(
                {
                    "task": task.name,
                    "language": code,
                    "edition": "xtreme",
                    "metrics": {task.metric: score},
                    "interval": {task.metric: interval},
                    "units": EXAMPLES,
                }
            )
    consistency = [one for task in suite.task_names if (one := _consistency(task, vectors))]
    scores = {"signature": "invented", "kit": {"version": "0"}}
    scores |= {"consistency": consistency, "cells": cells}
    numbers = {
        board.name: numbers_of(board.name, Vectors(vectors, {}))
        for board in BOARDS.values()
        if SUITE in board.takes
    }
    items = items_of(vectors, rng)
    write_row(scored_folder(scored, entry, Lock(())), numbers, None, scores, entry, items)


def items_of(vectors: Mapping[Cell, Mapping[str, Any]], rng: np.random.Generator) -> Items:
    """Invented right and wrong answers, as many as an official split has, at the row's scores."""
    items = Items()
    for cell, own in vectors.items():
        task = get_task(cell.task)
        if family_of(cell).right is None or not task.items_shown:
            continue
        right = rng.random(SIZES.get(cell.task, 1000)) < next(iter(own.values()))[0] / 100
        answers: list[str] = []
        if family_of(cell).closed:
            answers = rng.choice(task.labels, len(right)).tolist()
        digest = "" if task.ids == "row" else f"{len(right):016x}"
        if digest:
            items.ids[digest] = [f"q{number}" for number in range(len(right))]
        found = cell_items(right, answers, digest)
        items.tasks.setdefault(cell.task, {})[cell.language] = found
    return items


def _consistency(task: str, vectors: Mapping[Cell, Mapping[str, Any]]) -> dict[str, Any] | None:
    """The evenness of a task, and for XNLI an invented agreement."""
    own = {
        cell.language: next(iter(v.values())) for cell, v in vectors.items() if cell.task == task
    }
    spread = evenness(
        {code: float(v[0]) for code, v in own.items()}, {code: v[1:] for code, v in own.items()}
    )
    if spread is None:
        return None
    share = spread.mean / 100
    agreed = Agreement(
        *(tuple(own), EXAMPLES, 0, share, share, share**2, share - share**2),
        *(share**4, share**4, share ** (1 / 4), share, 2 * share - 1),
    )
    return {
        "task": task,
        "evenness": asdict(spread),
        "agreement": asdict(agreed) if task == "xnli" else None,
    }


def build(root: Path, scored: Path, site: Path) -> tuple[float, str]:
    """CPU seconds of one build in a process of its own, and what it printed."""
    began = _cpu()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "xstilts_leaderboard", "build", "--quiet"),
            *("--root", str(root), "--scored", str(scored), "--out", str(site)),
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return _cpu() - began, done.stdout.strip()


def _cpu() -> float:
    """CPU seconds of all processes that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main(rows: int, folder: Path) -> None:
    """Make the rows, build twice, print what it took."""
    root, scored, site = folder / "root", folder / "scored", folder / "site"
    shutil.rmtree(root, ignore_errors=True)
    (root / "leaderboard").mkdir(parents=True)
    write_lock(root / "leaderboard" / "gold.lock", Lock(()))
    for number in range(rows):
        add_row(root, scored, number)
    whole, said = build(root, scored, site)
    print(f"{rows} rows, whole: {whole:.1f} s; {said}")
    add_row(root, scored, rows)
    one, said = build(root, scored, site)
    print(f"one more row: {one:.1f} s; {said}")
    none, said = build(root, scored, site)
    print(f"nothing new: {none:.1f} s; {said}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    total = sum(path.stat().st_size for path in site.rglob("*") if path.is_file())
    first = [
        site / "boards" / "xtreme-8" / "index.html",
        *(site / "static").iterdir(),
        site / "data" / "xtreme-8.js",
    ]
    packed = {path.name: len(gzip.compress(path.read_bytes())) / 1e3 for path in first}
    print(f"memory {memory:.0f} MB; site {total / 1e6:.0f} MB")
    print("first view, gzipped kB:", {name: round(size) for name, size in packed.items()})


if __name__ == "__main__":
    given = sys.argv[1:]
    main(int(given[0]) if given else 1000, Path(given[1]) if len(given) > 1 else Path(mkdtemp()))
