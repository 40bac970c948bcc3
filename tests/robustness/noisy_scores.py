"""Accuracy under human-like noise, and under ``typo`` at the level with as many edits per word.

``python -m tests.robustness.noisy_scores MODEL [ROWS]``, with ``XSTILTS_DATA`` set, prints the
table of kit/ROBUSTNESS.md for a checkpoint with a head for XNLI. All columns are scores of the same
rows of the test set.
"""

import csv
import json
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tests.robustness.calibration import intensity, matching_level
from tests.robustness.human import NoisySet, noisy_sets

import xstilts_kit as xs
from xstilts_kit.statistics.bootstrap import resampled, vector_interval
from xstilts_kit.statistics.table import cluster

_COLUMNS = ("clean", "noisy", "typo", "n")


def write_rows(noisy: NoisySet, most: int, out: Path) -> list[int]:
    """Write clean and noisy inputs of the first rows; return the rows' numbers in the test set."""
    pairs = list(zip(noisy.pairs[::2], noisy.pairs[1::2], strict=True))[:most]
    for name in ("clean", "noisy"):
        rows = [[getattr(field, name) for field in pair] for pair in pairs]
        _write(out / name / f"xnli/test-{noisy.language}.tsv", rows)
    numbers = [int(first.id) for first, _ in pairs]
    return numbers


def _write(path: Path, rows: list[list[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter="\t", lineterminator="\n").writerows(rows)


def answers(model: str, language: str, source: Path, out: Path, level: str | None) -> list[str]:
    """Predict the labels of the rows in a folder, transformed by ``typo`` if a level is given."""
    xs.predict(
        model,
        out=out,
        suite="xtreme-8",
        tasks="xnli",
        languages=(language,),
        sources=f"folder:{source}",
        transforms=(f"typo:{level}",) if level else (),
        progress=False,
    )
    (path,) = [
        path
        for path in (out / "predictions/xnli").iterdir()
        if ("@" in path.name) == (level is not None)
    ]
    return [json.loads(line)["label"] for line in path.read_text(encoding="utf-8").splitlines()]


def line(noisy: NoisySet, model: str, most: int, folder: Path, data: Path) -> str:
    """Return the line of one language."""
    language = noisy.language
    gold = (data / f"gold/xnli/test-{language}.tsv").read_text(encoding="utf-8").splitlines()
    numbers = write_rows(noisy, most, folder)
    human = intensity(((p.clean, p.noisy) for p in noisy.pairs), language)
    level = f"{matching_level(noisy, human.per_word)[0]:.3f}".rstrip("0")
    right = {}
    for name, source, asked in (
        ("clean", "clean", None),
        ("noisy", "noisy", None),
        ("typo", "clean", level),
    ):
        found = answers(model, language, folder / source, folder / f"{language}-{name}", asked)
        right[name] = [a == gold[n] for a, n in zip(found, numbers, strict=True)]
    rows = np.array([*right.values(), [True] * len(numbers)], dtype=np.float64).T
    table = cluster(_COLUMNS, rows, [str(number // 3) for number in numbers], "xnli")
    drawn = resampled(table)
    vectors = {k: np.concatenate([v, drawn[k]]) for k, v in table.sums().items()}
    share = {name: 100 * vectors[name] / vectors["n"] for name in _COLUMNS[:3]}
    low, high = vector_interval(share["noisy"] - share["typo"]) or (0.0, 0.0)
    scores = " | ".join(f"{share[name][0]:.1f}" for name in _COLUMNS[:3])
    difference = share["noisy"][0] - share["typo"][0]
    return (
        f"| {language} | {len(numbers)} | {level} | {scores} |"
        f" {difference:+.1f} [{low:+.1f}, {high:+.1f}] |"
    )


def main() -> None:
    """Print the table."""
    model, most = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    data = Path(os.environ["XSTILTS_DATA"])
    print("| language | rows | `typo` level | clean | human-like | `typo` | difference |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    with TemporaryDirectory() as folder:
        for noisy in noisy_sets(data):
            if noisy.task == "xnli":
                print(line(noisy, model, most, Path(folder), data), flush=True)


if __name__ == "__main__":
    main()
