"""Processes that take a loopback Hub for the Hub: the client reads these names when imported."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from loopback_hub.server import Hub

NOWHERE = "http://127.0.0.1:1"
"""An endpoint where nobody listens: the network is down."""

_FOREIGN = (
    "HF_",
    "HUGGING",
    "TRANSFORMERS_",
    "DATASETS_",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
)


def environment(
    hub: Hub | str, home: Path, *, offline: bool = False, token: str | None = None
) -> dict[str, str]:
    """Variables for a process that knows no other Hub.

    Args:
        hub: The Hub, or an endpoint such as `NOWHERE`.
        home: What ``HF_HOME`` is; the client's cache is below it.
        offline: Whether the network is forbidden.
        token: What ``HF_TOKEN`` is.
    """
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(_FOREIGN)}
    return (
        kept
        | {
            "HF_ENDPOINT": hub if isinstance(hub, str) else hub.url,
            "HF_HOME": str(home),
            "HF_HUB_DISABLE_XET": "1",
            "HF_HUB_DISABLE_TELEMETRY": "1",
            "HF_HUB_DISABLE_UPDATE_CHECK": "1",
            "NO_PROXY": "127.0.0.1,localhost",
            "OMP_NUM_THREADS": "1",
        }
        | ({"HF_HUB_OFFLINE": "1"} if offline else {})
        | ({"HF_TOKEN": token} if token else {})
    )


def run_cli(
    hub: Hub | str,
    home: Path,
    *args: str | Path,
    offline: bool = False,
    token: str | None = None,
    extra: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -m xstilts_kit`` with these arguments; output is captured as text."""
    command = [sys.executable, "-m", "xstilts_kit", *map(str, args)]
    variables = environment(hub, home, offline=offline, token=token) | dict(extra or {})
    return subprocess.run(
        command,
        env=variables,
        cwd=cwd,
        timeout=timeout,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )


def run_python(
    hub: Hub | str,
    home: Path,
    code: str,
    *args: str | Path,
    offline: bool = False,
    token: str | None = None,
    timeout: float = 120,
) -> subprocess.CompletedProcess[str]:
    """Run ``python -c CODE ARGS…`` in the same environment."""
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, args)],
        env=environment(hub, home, offline=offline, token=token),
        timeout=timeout,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )
