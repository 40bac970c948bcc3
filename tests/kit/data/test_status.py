"""`data status`: what is here, which edition it is, what would be fetched."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loopback_sources import Sources, made
from xstilts_kit.sources.prepared import BOOKS

pytestmark = pytest.mark.usefixtures("invented")
Prepare = Callable[..., tuple[int, str, str]]


@pytest.fixture
def status(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    from xstilts_kit.cli import group, run

    def ask(*arguments: str | Path) -> str:
        capsys.readouterr()
        assert run(group, "xstilts-submit", ["data", "status", *map(str, arguments)]) == 0
        return capsys.readouterr().out

    return ask


def _splits(status: Callable[..., str], *arguments: str | Path) -> dict[str, dict[str, Any]]:
    found = json.loads(status("--json", *arguments))
    return {f"{s['task']}/{s['language']}": s for s in found["splits"]}


def test_an_empty_cache_says_what_would_be_fetched(status: Callable[..., str], cache: Path) -> None:
    text = status()
    lines = {line.split()[0]: line for line in text.splitlines() if line.strip()}
    assert "0 of 4" in lines["tatoeba"]
    assert "8 files, " in lines["tatoeba"]
    assert "archives that you supply" in lines["bucc2018"]
    assert f"0 of 8 splits of the official edition in {cache}/xtreme\n" in text
    german = _splits(status)["tatoeba/de"]
    assert (german["here"], german["edition"], german["examples"]) == (False, None, 30)
    assert [file["url"] for file in german["fetch"]] == list(made.contents("de"))
    assert german["licences"] == ["CC BY 4.0"]
    assert german["user_supplies"] is False
    assert not cache.exists()


def test_a_prepared_folder_is_told_by_its_records(
    status: Callable[..., str], prepare: Prepare, tmp_path: Path
) -> None:
    prepare("--language", "de", "--language", "es")
    out = tmp_path / "out"
    splits = _splits(status, "--dir", out)
    assert {name: s["here"] for name, s in splits.items() if "tatoeba" in name} == {
        "tatoeba/de": True,
        "tatoeba/es": True,
        "tatoeba/fr": False,
        "tatoeba/ru": False,
    }
    german = splits["tatoeba/de"]
    assert (german["edition"], german["examples"], german["fetch"]) == ("xtreme", 30, [])
    files = [p for p in out.rglob("*") if p.is_file() and BOOKS not in p.parts]
    sizes = sum(p.stat().st_size for p in files if "de" in p.name)
    assert german["bytes"] == sizes
    text = status("--dir", out, "--task", "tatoeba")
    rows = [line.split() for line in text.splitlines()]
    assert ["tatoeba", "de", "test", "yes", "30"] in [row[:5] for row in rows]
    assert "2 of 4 splits of the official edition" in text


@pytest.mark.parametrize("damage", [b"", b"x"])
def test_damage_is_said_and_nothing_would_be_fetched_for_it(
    damage: bytes, status: Callable[..., str], prepare: Prepare, tmp_path: Path
) -> None:
    prepare("--language", "de")
    file = tmp_path / "out/tatoeba/de-en.de"
    file.write_bytes(damage + file.read_bytes()[1:])
    german = _splits(status, "--dir", tmp_path / "out")["tatoeba/de"]
    assert german["here"] is False
    assert german["fetch"] == []
    assert german["fault"].startswith("tatoeba/de-en.de has ")
    assert "(1 damaged)" in status("--dir", tmp_path / "out")


def test_a_folder_of_somebody_else_is_told_by_its_fingerprints(
    status: Callable[..., str], prepare: Prepare, tmp_path: Path, sources: Sources
) -> None:
    prepare("--language", "de", "--language", "fr", "--language", "es")
    out = tmp_path / "out"
    for record in (out / BOOKS).rglob("*.json"):
        record.unlink()
    (out / "tatoeba/fr-en.fr").write_text("Une ligne.\n")
    (out / "tatoeba/es-en.en").write_text("z\na\n")
    splits = _splits(status, "--dir", out)
    assert (splits["tatoeba/de"]["here"], splits["tatoeba/de"]["edition"]) == (True, "xtreme")
    assert (splits["tatoeba/fr"]["here"], splits["tatoeba/fr"]["edition"]) == (True, None)
    assert splits["tatoeba/es"]["here"] is False
    assert "the lines are not sorted" in splits["tatoeba/es"]["fault"]
    assert "none known" in status("--dir", out, "--task", "tatoeba")
