"""The real client, pointed at a Hub on 127.0.0.1 and at a cache of the test's own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loopback_hub import Hub, loopback_hub
from loopback_hub.client import client_of


@pytest.fixture
def hub() -> Iterator[Hub]:
    with loopback_hub() as hub:
        yield hub


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """What ``HF_HOME`` is."""
    return tmp_path / "home"


@pytest.fixture(autouse=True)
def client(hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with client_of(hub, home, monkeypatch):
        yield


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forbids the network from here on."""
    from huggingface_hub import constants

    return lambda: monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody sleeps between attempts; what was slept for is kept."""
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    return slept
