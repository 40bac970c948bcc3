"""`doctor`: this machine and this account on one page; no token, no network."""

import json
import re
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import doctor

Asked = Callable[..., tuple[int, str]]


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("XSTILTS_OFFLINE", "HF_HUB_OFFLINE", "HF_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Asked:
    from xstilts_kit.cli import group, run

    def start(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = run(group, "xstilts-submit", ["doctor", *arguments])
        return code, capsys.readouterr().out

    return start


def test_one_page_says_what_is_here_and_what_can_be_run(ask: Asked, cache: Path) -> None:
    code, text = ask()
    assert code == 0
    assert len(text.splitlines()) < 60
    for words in (
        f"xstilts    {version('xstilts')}",
        "Python     3.",
        f"numpy              {version('numpy')}",
        "cpu",
        f"GB free, {cache}",
        "Hub        http",
        "token      ",
        f"data       0 of 264 splits of the official edition in {cache}/xtreme",
        "yes  predict xtreme-8: data are fetched on first use",
        "yes  validate and score",
    ):
        assert words in text
    assert not cache.exists()


def test_the_line_on_data_is_that_of_data_status(
    ask: Asked, capsys: pytest.CaptureFixture[str]
) -> None:
    from xstilts_kit.cli import group, run

    assert run(group, "xstilts-submit", ["data", "status"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert f"data       {last}\n" in ask()[1]


def test_json_has_all_of_it(ask: Asked) -> None:
    code, text = ask("--json")
    found = json.loads(text)
    assert (code, found["can_do_the_main_job"]) == (0, True)
    libraries = {library["name"]: library for library in found["libraries"]}
    assert libraries["torch"]["extra"] == "predict"
    assert libraries["click"]["extra"] is None
    assert all(library["fits"] for library in found["libraries"] if library["found"])
    assert "pytest" not in libraries
    (cpu,) = [device for device in found["devices"] if device["kind"] == "cpu"]
    assert 0 < cpu["free"] <= cpu["memory"]
    assert isinstance(cpu["bf16"], bool)
    assert {space["what"] for space in found["spaces"]} >= {"cache of xstilts", "this folder"}
    assert found["cores"] >= 1


def test_a_token_is_never_shown(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    from huggingface_hub import constants

    monkeypatch.setenv("HF_TOKEN", "hf_verysecret")
    monkeypatch.setattr(constants, "ENDPOINT", "https://me:secretword@hub.example.org/x")
    for arguments in ([], ["--json"]):
        _, text = ask(*arguments)
        assert "secret" not in text
        assert "https://hub.example.org/x" in text
    assert json.loads(text)["token"] is True
    assert "present (not shown)" in ask()[1]


def test_a_library_that_is_missing_or_old_makes_prediction_impossible(
    ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found(name: str) -> str:
        if name == "pyarrow":
            raise PackageNotFoundError(name)
        return "4.0.0" if name == "transformers" else version(name)

    monkeypatch.setattr("xstilts_kit.doctor.libraries.version", found)
    code, text = ask()
    assert code == 3
    lines = [line for line in text.splitlines() if "!! does not fit" in line]
    assert [line.split()[0] for line in lines] == ["transformers"]
    assert re.search(r"pyarrow +not installed .*\[predict\]$", text, re.MULTILINE)
    assert "no   predict xtreme-8: pyarrow is not installed, transformers 4.0.0 is not" in text
    assert "pip install 'xstilts[predict]'" in text
    assert "yes  validate and score" in text


def _named(abilities: list[dict[str, Any]], what: str) -> dict[str, Any]:
    return next(ability for ability in abilities if ability["what"] == what)


def test_without_network_or_space_the_main_job_needs_the_data_first(
    ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    monkeypatch.setenv("XSTILTS_OFFLINE", "1")
    code, text = ask("--json")
    found = json.loads(text)
    assert (code, found["offline"]) == (3, True)
    main = _named(found["abilities"], "predict xtreme-8")
    assert main["reason"] == "158 splits are not in the cache, and network access is disabled"
    assert _named(found["abilities"], "try the miniature")["possible"]
    monkeypatch.delenv("XSTILTS_OFFLINE")
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=5_000_000))
    code, text = ask()
    assert code == 3
    assert "0.0 GB are free in" in text


def test_an_old_python_is_said(ask: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    code, text = ask()
    assert code == 3
    assert "no   validate and score: Python is older than 99.0" in text


def test_variables_of_torchrun_that_do_not_fit_are_named(
    ask: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WORLD_SIZE", "4")
    code, text = ask()
    assert code == 3
    assert "torchrun   !! RANK and LOCAL_RANK and MASTER_ADDR and MASTER_PORT are not set" in text
    for name, value in (("RANK", "1"), ("LOCAL_RANK", "1"), ("MASTER_ADDR", "node1")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("MASTER_PORT", "29500")
    assert "torchrun   4 processes" in ask()[1]


def test_every_extra_has_its_place() -> None:
    import tomllib

    from xstilts_kit.doctor.libraries import _EXTRAS

    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    assert set(_EXTRAS) == set(project["optional-dependencies"])
