"""The Hub's real client in this process, pointed at a loopback Hub."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from loopback_hub.server import Hub


@contextmanager
def client_of(hub: Hub, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The client reads its environment when it is imported, so its constants are set.

    Args:
        hub: What it takes for the Hub.
        home: What ``HF_HOME`` is.
        monkeypatch: Of the test.
    """
    from huggingface_hub import close_session, constants

    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "ENDPOINT": hub.url,
        "HUGGINGFACE_CO_URL_TEMPLATE": hub.url + "/{repo_id}/resolve/{revision}/{filename}",
        "HF_HOME": str(home),
        "HF_HUB_CACHE": str(home / "hub"),
        "HF_HUB_OFFLINE": False,
        "HF_TOKEN_PATH": str(home / "token"),
        "HF_STORED_TOKENS_PATH": str(home / "stored_tokens"),
        "AGENT_HARNESSES_PATH": str(home / ".agent_harnesses.json"),
        "HF_HUB_DISABLE_XET": True,
        "HF_HUB_DISABLE_TELEMETRY": True,
    }.items():
        monkeypatch.setattr(constants, name, value)
    close_session()
    yield
    close_session()
