"""Commands and downloads against a loopback server, with a cache of the test's own."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loopback_sources import Sources, loopback_sources, made

Ran = tuple[int, str, str]
PROGRAM = Path(made.__file__)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What ``XSTILTS_CACHE`` is."""
    for name in ("XSTILTS_OFFLINE", "HF_HUB_OFFLINE", "HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1,localhost")
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def sources() -> Iterator[Sources]:
    """A server that has the invented primary files."""
    with loopback_sources() as server:
        for language in made.LANGUAGES:
            for url, content in made.contents(language).items():
                server.put(url, content)
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody sleeps between attempts; what was waited for is kept."""
    waited: list[float] = []
    monkeypatch.setattr("time.sleep", waited.append)
    return waited


@pytest.fixture
def invented(monkeypatch: pytest.MonkeyPatch) -> None:
    """The invented edition is taken for the official one."""
    made.install(lambda where, name, value: monkeypatch.setattr(where, name, value))


@pytest.fixture
def prepare(
    sources: Sources, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ran]:
    """Runs ``data prepare`` into ``out`` in this process: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import run
    from xstilts_kit.cli.data_prepare import command

    def start(*arguments: str | Path, yes: bool = True) -> Ran:
        given = ["--out", str(tmp_path / "out"), "--mirror", sources.url, *map(str, arguments)]
        capsys.readouterr()
        code = run(command, "prepare", [*given, *(["--yes"] if yes else [])])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return start


@pytest.fixture
def start(cache: Path) -> Callable[..., subprocess.Popen[str]]:
    """Starts ``xstilts-submit`` on the invented edition in a process of its own."""

    def begin(*arguments: str | Path) -> subprocess.Popen[str]:
        roots = [str(PROGRAM.parents[1]), *sys.path]
        return subprocess.Popen(
            [sys.executable, str(PROGRAM), *map(str, arguments)],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots))},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begin
