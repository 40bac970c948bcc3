"""``PYTHONPATH=tests python -m fuzz [COUNT] [SEED]``: mutate a valid submission many times.

Every mutation is validated with the inputs at hand and, if it passes, scored. A traceback is a
fault; so is a verdict *valid* where a prediction or what is said of the data is another.
"""

import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

from fuzz.mutations import MUTATIONS, copy_of, sign_again
from xstilts_kit import Request, predict, prepare
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import XstiltsError
from xstilts_kit.scoring.scoring import score
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.validation.validating import validate

_SLOW = 20
"""Seconds after which a verdict is taken for a fault, too."""


def make_submission(folder: Path) -> Path:
    """A small valid submission of all nine tasks."""
    request = Request(models=["mini"], suite="mini", languages=["de"], limit=8)
    predict(prepare(request), folder / "sub")
    return folder / "sub"


def remember_data() -> None:
    """Read each file of the data once only: not the data are damaged here."""
    for name in ("inputs", "gold"):
        setattr(FolderSource, name, _remembered(getattr(FolderSource, name)))


def _remembered(read: Any) -> Any:
    known: dict[tuple[Path, Cell], Any] = {}

    def found(self: FolderSource, cell: Cell) -> Any:
        key = (self.root, cell)
        if key not in known:
            known[key] = read(self, cell)
        return known[key]

    return found


def meaning(folder: Path) -> Any:
    """What a submission says: its predictions, and what they were made on."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    predictions = {
        path.relative_to(folder).as_posix(): [
            json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line
        ]
        for path in sorted((folder / "predictions").rglob("*.jsonl"))
    }
    data = [
        {**entry, "source": None, "source_revision": None, "transform": entry["transform"] or ""}
        for entry in manifest["data"]
    ]
    return predictions, sorted(data, key=lambda e: (e["task"], e["language"]))


def verdict(folder: Path) -> str:
    """``valid``, ``problems``, or the class of the error that stopped it.

    Raises:
        Exception: Anything that is not one of the project's own errors: a fault.
    """
    try:
        report = validate(folder, ["mini"])
        if not report.valid:
            return "problems"
        score(folder, ["mini"], intervals=False, write=False)
        return "valid"
    except XstiltsError as error:
        return type(error).__name__


def fuzz(count: int, seed: int, work: Path) -> Counter[str]:
    """Mutate and judge; returns how often each verdict fell.

    Raises:
        AssertionError: A fault, with the seed that makes it again.
    """
    original = make_submission(work)
    said = meaning(original)
    verdicts: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _too_slow)
    for number in range(count):
        chance = Random(f"{seed}/{number}")
        folder = copy_of(original, work / "mutant")
        names = []
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            mutation = chance.choice(MUTATIONS)
            names.append(mutation.__name__)
            with suppress(OSError, ValueError, IndexError):  # nothing is left to damage
                mutation(folder, chance)
        signed = chance.random() < 0.4
        if signed:
            sign_again(folder)
        signal.alarm(_SLOW)
        try:
            found = verdict(folder)
            changed = found == "valid" and not signed and meaning(folder) != said
        except Exception as error:
            raise AssertionError(f"seed {seed}, mutation {number} ({names}): {error!r}") from error
        finally:
            signal.alarm(0)
        if changed:
            raise AssertionError(f"seed {seed}, mutation {number} ({names}): valid, but changed")
        verdicts[f"{found}{', signed again' if signed else ''}"] += 1
    return verdicts


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TimeoutError(f"no verdict within {_SLOW} s")


def main() -> None:
    """Run and print the verdicts."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        verdicts = fuzz(count, seed, Path(folder))
    print(f"{count} mutations, seed {seed}, {time.monotonic() - began:.0f} s: {dict(verdicts)}")


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    remember_data()
    main()
