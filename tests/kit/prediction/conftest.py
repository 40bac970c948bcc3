"""The command line on the shared data and checkpoint."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Predict = Callable[..., tuple[int, str, str]]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A submission folder that is not there yet."""
    return tmp_path / "my-sub"


@pytest.fixture
def predict(
    data: Path, whole_checkpoint: Path, out: Path, capsys: pytest.CaptureFixture[str]
) -> Predict:
    """Runs ``predict`` with these further arguments: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def ask(
        *more: str, to: Path | None = out, model: Path = whole_checkpoint
    ) -> tuple[int, str, str]:
        arguments = ["--model", str(model), "--source", f"folder:{data / 'download'}"]
        arguments += [] if to is None else ["--out", str(to)]
        capsys.readouterr()
        code = run(group, "xstilts-submit", ["predict", *arguments, *more])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return ask


@pytest.fixture
def no_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when any weight is loaded."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("weights were loaded")

    monkeypatch.setattr("transformers.PreTrainedModel.from_pretrained", refuse)


@pytest.fixture
def manifest(out: Path) -> Callable[[], dict[str, Any]]:
    """The manifest that was written."""

    def read() -> dict[str, Any]:
        value: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        return value

    return read


@pytest.fixture
def contents(out: Path) -> Callable[[], dict[str, bytes]]:
    """Every file of the folder by its relative path, but what a run keeps to go on."""

    def read() -> dict[str, bytes]:
        files = (p for p in out.rglob("*") if p.is_file() and ".unfinished" not in p.parts)
        return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}

    return read
