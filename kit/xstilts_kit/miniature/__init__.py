"""The bundled miniature benchmark and its tiny checkpoint (data)."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from json import loads
from pathlib import Path

LANGUAGES = ("ar", "de", "el", "en", "es", "hi", "ru", "sw", "th", "zh")
"""The miniature's languages, the same for every task."""

FOLDER = Path(str(files(__name__)))
DATA = FOLDER / "data"
"""Inputs, in XTREME's download layout."""
LABELS = FOLDER / "labels"
"""Test gold, in XTREME's label layout."""
CHECKPOINT = FOLDER / "checkpoint"
"""The bundled checkpoint, one subfolder per head."""


@cache
def cheap_baselines() -> Mapping[tuple[str, str], tuple[str, float]]:
    """The strongest cheap baseline of each test cell: (task, language) → (name, score)."""
    stored = loads((FOLDER / "baselines.json").read_text(encoding="utf-8"))
    return {
        (key.split("/")[0], key.split("/")[1]): (value["name"], value["score"])
        for key, value in stored.items()
    }
