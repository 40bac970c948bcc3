"""What the tests of the baselines share."""

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import coverage
import pytest

from loopback_hub import Hub, loopback_hub
from loopback_hub.client import client_of
from xstilts_baselines.miniature.datasets import Benchmark, make_benchmark
from xstilts_baselines.miniature.writer import SEED

SECONDS = [
    "phase.steps=3",
    *(
        f"targets.{task}.{change}"
        for task in ("xnli", "pawsx", "udpos", "panx", "squad", "tydiqa")
        for change in ("steps=2", "examples=64", "eval_every=2")
    ),
    "intermediate.mnli.examples=64",
]
"""Changes that make a mini recipe a matter of seconds."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Nothing is measured here: coverage is of the kit and the board, by their own tests."""
    item.add_marker(pytest.mark.no_cover)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Nor in the fixtures; pytest-cov minds ``no_cover`` in the test's own body alone."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        return (yield)
    measuring.stop()
    try:
        return (yield)
    finally:
        measuring.start()


@pytest.fixture(scope="session")
def benchmark() -> Benchmark:
    return make_benchmark(SEED)


@pytest.fixture(scope="session")
def _finished_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from xstilts_baselines.evaluation import controls
    from xstilts_baselines.evaluation.evaluating import Evaluation
    from xstilts_baselines.recipes import load_stilts
    from xstilts_baselines.run.carrying_out import Order, run_recipe

    out = tmp_path_factory.mktemp("runs") / "mnli"
    order = Order(out, evaluation=Evaluation(limit=3, device="cpu"), device="cpu", changes=SECONDS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(controls, "TEXTS", 50)
        run_recipe(load_stilts("mini-mnli", SECONDS), order, lambda line: None)
    return out


@pytest.fixture
def finished_run(_finished_run: Path, tmp_path: Path) -> Path:
    """A run of mini-mnli of its own for every test: all six heads, three examples a file."""
    return Path(shutil.copytree(_finished_run, tmp_path / "mnli"))


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """A Hub that the client in this process talks to; alice's token is set and may write."""
    with loopback_hub() as hub, client_of(hub, tmp_path / "home", monkeypatch):
        hub.tokens |= {"t"}
        hub.writers |= {"t"}
        monkeypatch.setenv("HF_TOKEN", "t")
        yield hub
