"""Made-up predictions for all nine tasks of the miniature, in two languages."""

import json
import random
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.exchange.exporting import export_predictions
from xstilts_kit.exchange.importing import import_predictions
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.families import Inputs
from xstilts_kit.sources import open_sources
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task

MINI = Selection(suite="mini", languages=("de", "ru"))

Records = list[dict[str, Any]]


def answers(task: Task, inputs: Inputs) -> Records:
    """A record for each example, in order; for mining a few pairs."""
    examples = inputs.examples
    if task.family == "mining":
        return [
            {"source": source.id, "target": inputs.candidates[row * 3 % 7].id, "score": row / 8}
            for row, source in enumerate(examples[::2])
        ]
    made: Mapping[str, Callable[[int, Any], dict[str, Any]]] = {
        "classification": lambda row, _: {"label": task.labels[row % len(task.labels)]},
        "tagging": lambda row, one: {
            "tags": [task.labels[(row + i) % len(task.labels)] for i in range(len(one.tokens))]
        },
        "span_qa": lambda row, one: {"answer": " ".join(one.context.split(" ")[: row % 4])},
        "retrieval": lambda row, _: {"match": str(row * 7 % len(inputs.candidates))},
    }
    return [{"id": one.id, **made[task.family](row, one)} for row, one in enumerate(examples)]


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``xstilts-submit`` in this process: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def ask(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = run(group, "xstilts-submit", [str(one) for one in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return ask


@pytest.fixture(autouse=True)
def empty_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the official edition is here, and nothing may be fetched."""
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("XSTILTS_OFFLINE", "1")


@pytest.fixture(scope="session")
def made_up() -> dict[tuple[str, str], Records]:
    """(task, language) → records in the source's order."""
    suite = get_suite("mini")
    sources = open_sources(["mini"], suite.tasks())
    return {
        (task.name, language): answers(task, sources[task.name].inputs(Cell(task.name, language)))
        for task in suite.tasks()
        for language in MINI.languages
    }


@pytest.fixture(scope="session")
def shuffled(
    made_up: dict[tuple[str, str], Records], tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """The records as JSON lines in another order."""
    folder = tmp_path_factory.mktemp("jsonl")
    for (task, language), records in made_up.items():
        mixed = random.Random(1).sample(records, len(records))
        path = folder / task / f"{language}.jsonl"
        path.parent.mkdir(exist_ok=True)
        text = "".join(f"{json.dumps(record, ensure_ascii=False)}\n" for record in mixed)
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def imported(shuffled: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The records as a submission."""
    out = tmp_path_factory.mktemp("imported") / "made-up"
    import_predictions(shuffled, out, "jsonl", MINI)
    return out


@pytest.fixture(scope="session")
def _exported(imported: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("exported") / "xtreme"
    export_predictions(imported, out)
    return out


@pytest.fixture
def exported(_exported: Path, tmp_path: Path) -> Path:
    """The records in XTREME's layout, a copy of its own for every test."""
    return Path(shutil.copytree(_exported, tmp_path / "xtreme"))
