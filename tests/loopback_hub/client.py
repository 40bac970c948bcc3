"""The Hub's real client in this process, pointed at a loopback Hub."""

from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from loopback_hub.server import Hub


@contextmanager
def client_of(
    hub: Hub | str, home: Path, monkeypatch: pytest.MonkeyPatch, *, offline: bool = False
) -> Iterator[None]:
    """The client reads its environment when it is imported, so its constants are set.

    Args:
        hub: What it takes for the Hub, or an endpoint such as `NOWHERE`.
        home: What ``HF_HOME`` is.
        monkeypatch: Of the test.
        offline: Whether the network is forbidden.
    """
    from huggingface_hub import close_session, constants

    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    endpoint = hub if isinstance(hub, str) else hub.url
    for name, value in {
        "ENDPOINT": endpoint,
        "HUGGINGFACE_CO_URL_TEMPLATE": endpoint + "/{repo_id}/resolve/{revision}/{filename}",
        "HF_HOME": str(home),
        "HF_HUB_CACHE": str(home / "hub"),
        "HF_HUB_OFFLINE": offline,
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


def call_cli(
    hub: Hub | str,
    home: Path,
    *args: str | Path,
    offline: bool = False,
    token: str | None = None,
) -> CompletedProcess[str]:
    """What `run_cli` does, in this process: torch and the client are imported once for all tests.

    A test of what only a process of its own shows (imports, a silent stderr) takes `run_cli`.
    """
    from xstilts_kit.cli import group, run

    command = [str(arg) for arg in args]
    with (
        pytest.MonkeyPatch.context() as patch,
        client_of(hub, home, patch, offline=offline),
        redirect_stdout(StringIO()) as out,
        redirect_stderr(StringIO()) as err,
    ):
        if token is not None:
            patch.setenv("HF_TOKEN", token)
        code = run(group, "xstilts-submit", command)
    return CompletedProcess(command, code, out.getvalue(), err.getvalue())
