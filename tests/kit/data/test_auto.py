"""The source `auto`: the official edition in the cache, prepared on first use."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loopback_sources import Sources, made
from xstilts_kit import Request, Selection, import_predictions, predict, write_inputs
from xstilts_kit import prepare as prepare_request
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.downloads import Downloads
from xstilts_kit.scoring.scoring import score
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.prepared import edition_folder
from xstilts_kit.tasks import get_task
from xstilts_kit.validation.validating import validate

pytestmark = pytest.mark.usefixtures("invented")
TATOEBA = get_task("tatoeba")


@pytest.fixture(autouse=True)
def mirrored(sources: Sources, monkeypatch: pytest.MonkeyPatch) -> None:
    """`auto` fetches from the publishers, whom the loopback server plays."""

    def downloads(root: Path, mirror: str | None, offline: bool) -> Downloads:
        assert mirror is None
        return Downloads(root, sources.url, offline)

    monkeypatch.setattr("xstilts_kit.data.first_use.Downloads", downloads)


def _request(*languages: str, **options: Any) -> Request:
    return Request(
        models=["mini"], suite="tatoeba", languages=languages, limit=5, device="cpu", **options
    )


@pytest.mark.slow
def test_the_first_use_prepares_what_is_asked_for_and_says_so(
    tmp_path: Path, sources: Sources
) -> None:
    said: list[str] = []
    prepared = prepare_request(_request("de", "fr", yes=True), say=said.append)
    assert said[0] == (
        f"Preparing 2 splits of the official edition (tatoeba) in {edition_folder()}."
    )
    assert said[1].startswith("To fetch: 4 files, ")
    assert any("not for commercial use" in line for line in said)
    assert [found.edition for found in prepared.surveyed] == ["xtreme", "xtreme"]
    assert len(sources.requests) == 4
    sources.requests.clear()
    said.clear()
    manifest = predict(prepare_request(_request("de", "fr"), say=said.append), tmp_path / "sub")
    assert (said, sources.requests) == ([], [])
    assert {(entry.source, entry.edition) for entry in manifest.data} == {("auto", "xtreme")}

    report = validate(tmp_path / "sub", ["auto"])
    assert report.valid
    assert set(report.verified) == {Cell("tatoeba", "de"), Cell("tatoeba", "fr")}
    scores = score(tmp_path / "sub", ["auto"])
    assert {cell.language for cell in scores.cells if cell.metrics is not None} == {"de", "fr"}


@pytest.mark.parametrize("first", ["inputs", "import"])
def test_inputs_and_import_prepare_on_first_use_in_the_same_words(
    first: str, tmp_path: Path, sources: Sources
) -> None:
    asked = Selection(suite="tatoeba", languages=("de",), limit=5)
    folder = tmp_path / "made"
    (folder / "tatoeba").mkdir(parents=True)
    records = [json.dumps({"id": str(i), "match": "0"}) for i in range(5)]
    (folder / "tatoeba/de.jsonl").write_text("\n".join(records), encoding="utf-8")

    def run(number: int, **options: Any) -> str | None:
        out = tmp_path / f"{first}-{number}"
        if first == "inputs":
            return write_inputs(asked, out, **options).index.data[0].edition
        imported = import_predictions(folder, out, "jsonl", asked, **options)
        assert imported.unverified == ()
        return imported.manifest.data[0].edition

    said: list[str] = []
    with pytest.raises(UsageError, match="are not accepted, and there is no terminal"):
        run(1, say=said.append)
    assert sources.requests == []
    assert run(2, yes=True, say=said.append) == "xtreme"
    start = f"Preparing 1 split of the official edition (tatoeba) in {edition_folder()}."
    assert said[0] == start == said[len(said) // 2]
    assert len(sources.requests) == 2
    assert run(3, say=lambda line: pytest.fail(line)) == "xtreme"
    assert len(sources.requests) == 2


def test_with_gold_alone_or_without_a_source_nothing_is_fetched_to_import(
    tmp_path: Path, sources: Sources
) -> None:
    folder = tmp_path / "made/tatoeba"
    folder.mkdir(parents=True)
    (folder / "de.jsonl").write_text('{"id": "0", "match": "0"}\n', encoding="utf-8")
    gold = tmp_path / "gold/tatoeba"
    gold.mkdir(parents=True)
    (gold / "test-de.tsv").write_text("0\n", encoding="utf-8")
    asked = Selection(suite="tatoeba", languages=("de",))
    with_gold = import_predictions(
        folder.parent, tmp_path / "a", "jsonl", asked, gold=[gold.parent]
    )
    without = replace(asked, sources=("none",))
    bare = import_predictions(folder.parent, tmp_path / "b", "jsonl", without)
    assert with_gold.unverified == bare.unverified == (Cell("tatoeba", "de"),)
    assert sources.requests == []


def test_a_dry_run_says_what_it_would_fetch_and_fetches_nothing(
    capsys: pytest.CaptureFixture[str], cache: Path, sources: Sources
) -> None:
    from xstilts_kit.cli import group, run

    asked = ["predict", "--model", "mini", "--suite", "tatoeba", "--language", "de", "--dry-run"]
    assert run(group, "xstilts-submit", [*asked, "--language", "fr"]) == 0
    said = capsys.readouterr().out
    assert "not here yet: 2 splits of the official edition (tatoeba)" in said
    assert "To fetch: 4 files, " in said
    assert "CC BY-NC-ND 3.0 (2 files); not for commercial use" in said
    assert "no estimate, because no data are here yet" in said
    assert (sources.requests, cache.exists()) == ([], False)
    prepare_request(_request("de", yes=True), say=lambda _: None)
    sources.requests.clear()
    assert run(group, "xstilts-submit", [*asked, "--language", "fr", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [entry["language"] for entry in found["data"]] == ["de"]
    assert found["to_prepare"]["splits"] == [{"task": "tatoeba", "language": "fr", "split": "test"}]
    assert [file["bytes"] for file in found["to_prepare"]["files"]] == [
        len(content) for content in made.contents("fr").values()
    ]
    assert found["to_prepare"]["licences"][0]["noncommercial"] is True
    assert sources.requests == []


def test_auto_is_the_default_but_for_the_miniature() -> None:
    with pytest.raises(UsageError, match="are not accepted, and there is no terminal"):
        prepare_request(_request("de"), say=lambda _: None)
    assert prepare_request(Request(models=["mini"], suite="mini", tasks=["tatoeba"])).surveyed


def test_without_consent_the_exact_command_is_named(sources: Sources) -> None:
    with pytest.raises(UsageError) as raised:
        prepare_request(_request("de", sources=["auto"]), say=lambda _: None)
    command = f"xstilts-submit data prepare --out {edition_folder()} --task tatoeba --yes"
    assert raised.value.remedy == f"Read them above, then run: {command}"
    assert sources.requests == []


def test_what_data_prepare_made_in_the_cache_is_used(
    prepare: Callable[..., Any], sources: Sources
) -> None:
    assert prepare("--language", "de", "--out", edition_folder())[0] == 0
    sources.requests.clear()
    assert prepare_request(_request("de")).surveyed[0].edition == "xtreme"
    assert sources.requests == []


def test_a_language_that_cannot_be_prepared_stops_or_is_skipped(sources: Sources) -> None:
    sources.fault("v1/fr.txt", status=404)
    with pytest.raises(DataError, match="1 split of the official edition could not") as raised:
        prepare_request(_request("de", "fr", yes=True), say=lambda _: None)
    assert "tatoeba/fr (test): " in raised.value.what
    assert "the link is dead" in raised.value.what
    assert "--available" in raised.value.remedy
    prepared = prepare_request(_request("de", "fr", yes=True, available=True), say=lambda _: None)
    assert [found.cell.name for found in prepared.surveyed] == ["tatoeba/de"]
    assert prepared.plan.skipped[0].startswith("tatoeba/fr (test): ")
    with pytest.raises(DataError, match="Nothing is left to predict"):
        prepare_request(_request("fr", yes=True, available=True), say=lambda _: None)


def test_offline_the_cache_is_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    prepare_request(_request("de", yes=True), say=lambda _: None)
    monkeypatch.setenv("XSTILTS_OFFLINE", "1")
    assert prepare_request(_request("de")).surveyed
    with pytest.raises(DataError, match="was not fetched before, and XSTILTS_OFFLINE"):
        prepare_request(_request("fr", yes=True), say=lambda _: None)


def test_a_split_that_was_damaged_in_the_cache_is_built_anew(sources: Sources) -> None:
    prepare_request(_request("de", yes=True), say=lambda _: None)
    file = edition_folder() / "tatoeba/de-en.de"
    content = file.read_bytes()
    file.write_bytes(content[:-5])
    assert not open_sources(["auto"], [TATOEBA])["tatoeba"].has(Cell(TATOEBA.name, "de"))
    file.write_bytes(b"x" + content[1:])
    sources.requests.clear()
    assert prepare_request(_request("de"), say=lambda _: None).surveyed[0].edition == "xtreme"
    assert (file.read_bytes(), sources.requests) == (content, [])


def test_what_the_user_must_fetch_is_said_with_where_and_how() -> None:
    source = open_sources(["auto"], [get_task("bucc2018")])["bucc2018"]
    words = source.lacks(Cell("bucc2018", "de"))
    assert "https://comparable.limsi.fr/bucc2018" in words
    assert "--from bucc2018=FOLDER" in words
    words = source.lacks(Cell(TATOEBA.name, "de"))
    assert f"run `xstilts-submit data prepare --out {edition_folder()} --task tatoeba`" in words
    assert (
        source.lacks(Cell(TATOEBA.name, "de", "validation"))
        == "no validation split can be prepared"
    )


_PROGRAM = """
import json, sys
from loopback_sources import made
made.install(setattr)
opened = []
def hook(event, arguments):
    if event == "open" and isinstance(arguments[0], (str, bytes)):
        opened.append(str(arguments[0]))
sys.addaudithook(hook)
from pathlib import Path
from xstilts_kit import Request, predict, prepare
request = Request(models=["mini"], suite="tatoeba", languages=["de"], limit=2, device="cpu")
predict(prepare(request), Path(sys.argv[1]))
print(json.dumps(opened))
"""


@pytest.mark.slow
def test_predict_opens_no_answers_in_the_cache(tmp_path: Path, cache: Path) -> None:
    prepare_request(_request("de", yes=True), say=lambda _: None)
    roots = [str(Path(made.__file__).parents[1]), *sys.path]
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, str(tmp_path / "sub")],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, roots))},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    opened = [path for path in json.loads(done.stdout) if path.startswith(str(cache))]
    assert any(path.endswith("tatoeba/de-en.de") for path in opened)
    assert not [path for path in opened if "/gold/" in path or "downloads/" in path]
