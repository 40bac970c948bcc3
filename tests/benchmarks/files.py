"""Scoring, validating and mining beside the plainest way to do the same."""

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from tests.benchmarks.full_size_data import gold_folders, make_cell
from tests.benchmarks.timing import Ratio, costlier, faster

from xstilts_kit.cell import Cell
from xstilts_kit.cli import group, run
from xstilts_kit.families._neighbours import neighbours
from xstilts_kit.families._vectors import unit_length
from xstilts_kit.families.mining.margin import NEIGHBOURS, mine
from xstilts_kit.scoring.scoring import score
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import get_suite
from xstilts_kit.validation.validating import validate

_SUITE = "xtreme-8"
_LANGUAGES = 2
_TAGGING = ("udpos", "panx")


def measure(data: Path | None, rounds: int) -> Iterator[Ratio]:
    """Every ratio that needs no model; files are made up where no real ones are given."""
    with tempfile.TemporaryDirectory() as scratch:
        yield from _commands(Path(scratch), data, rounds)
    yield from _mining(rounds)


def _commands(folder: Path, data: Path | None, rounds: int) -> Iterator[Ratio]:
    suite = get_suite(_SUITE)
    cells = [
        (task, language)
        for task in suite.tasks()
        for language in suite.languages_of(task)[:_LANGUAGES]
    ]
    for task, language in cells:
        make_cell(folder, task, language, data)
    source, out = f"folder:{folder / 'data'}", folder / "submission"
    arguments = ["import", str(folder / "jsonl"), "--format", "jsonl", "--suite", _SUITE]
    if run(group, "bench", [*arguments, "--source", source, "--out", str(out), "--quiet"]) != 0:
        raise SystemExit("the made-up predictions cannot be imported")
    gold = [folder / "gold", *gold_folders(data)]

    def scored(intervals: bool) -> None:
        score(out, ["none"], gold, intervals=intervals, write=False, say=lambda _: None)

    yield costlier(
        "score, 1,000 replicates", lambda: scored(True), "score without", lambda: scored(False),
        2.0, rounds,
    )  # fmt: skip
    yield from _seqeval(out, gold, lambda: scored(False), rounds)
    lines = [path.read_text(encoding="utf-8").splitlines() for path in out.rglob("*.jsonl")]
    whole = [path.read_text(encoding="utf-8") for path in (folder / "data").rglob("*.json")]

    def loads() -> None:
        for some in lines:
            for line in some:
                json.loads(line)
        for text in whole:
            json.loads(text)

    yield costlier(
        "validate with inputs", lambda: validate(out, [source], say=lambda _: None),
        "json.loads of predictions and JSON inputs", loads, 4.0, rounds,
    )  # fmt: skip


def _seqeval(out: Path, gold: Sequence[Path], ours: Any, rounds: int) -> Iterator[Ratio]:
    try:
        from seqeval.metrics import f1_score, precision_score, recall_score
    except ImportError:
        return
    finder = open_gold(gold)
    pairs = []
    for path in sorted(out.rglob("*.jsonl")):
        if path.parent.name in _TAGGING:
            answers: Any = finder.find(Cell(path.parent.name, path.stem, "test"), None, None)
            text = path.read_text(encoding="utf-8").splitlines()
            known = [(answer.tags, json.loads(line)["tags"]) for answer, line in zip(
                answers, text, strict=True) if answer.known]  # fmt: skip
            pairs.append(([list(right) for right, _ in known], [found for _, found in known]))

    def theirs() -> None:
        for right, found in pairs:
            for metric in (precision_score, recall_score, f1_score):
                metric(right, found)

    yield faster(
        "score eight tasks, no intervals", ours, "seqeval 0.0.12 on the tags alone", theirs, 1.0,
        rounds,
    )  # fmt: skip


def _mining(rounds: int) -> Iterator[Ratio]:
    """Mining as many made-up vectors as a development set has, beside the matrix product."""
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)
    chosen = np.random.default_rng(0)
    middle = 1.5 * chosen.standard_normal(384)
    sides = [
        (chosen.standard_normal((rows, 384)) + middle).astype(np.float32) for rows in (8000, 8600)
    ]
    one, two = (torch.from_numpy(unit_length(side)) for side in sides)

    def nearest() -> None:
        product = one @ two.T
        product.topk(4, dim=1)
        product.topk(4, dim=0)

    def ours() -> object:
        return mine(*sides)

    yield costlier("mine 8,000 × 8,600", ours, "torch product", lambda: one @ two.T, 1.3, rounds)
    yield costlier("mine 8,000 × 8,600", ours, "product and topk both ways", nearest, 1.0, rounds)
    yield from _faiss(one.numpy(), two.numpy(), ours, rounds)


def _faiss(one: Any, two: Any, ours: Any, rounds: int) -> Iterator[Ratio]:
    """Mining beside an exhaustive search with faiss both ways, and whether neighbours differ."""
    try:
        import faiss
    except ImportError:
        return
    faiss.omp_set_num_threads(1)

    def nearest() -> list[Any]:
        found = []
        for rows, others in ((one, two), (two, one)):
            index = faiss.IndexFlatIP(others.shape[1])
            index.add(others)
            found.append(index.search(rows, NEIGHBOURS)[1])
        return found

    own = neighbours(one, two, NEIGHBOURS)
    pairs = zip(own, nearest(), strict=True)
    different = sum(int((ours_.index != theirs).any(axis=1).sum()) for ours_, theirs in pairs)
    ratio = faster("mine 8,000 × 8,600", ours, "faiss IndexFlatIP both ways", nearest, 1.0, rounds)
    yield replace(ratio, note=f"neighbours of {different} of {len(one) + len(two):,} rows differ")
