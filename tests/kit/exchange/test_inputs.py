"""Inputs for a model that is not on the Hub: whole, in order, without answers."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import Selection, editions, write_inputs
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, StorageError, UsageError
from xstilts_kit.families import get_family
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

MINI = Selection(suite="mini", languages=("de", "ru"))

FIELDS = {
    "classification": ["id", "text_a", "text_b"],
    "tagging": ["id", "tokens"],
    "span_qa": ["id", "context", "question"],
    "retrieval": ["id", "query"],
    "mining": ["id", "query"],
}


def rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("inputs") / "out"
    write_inputs(MINI, out)
    return out


@pytest.fixture(scope="module")
def index(written: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((written / "inputs.json").read_text(encoding="utf-8"))
    return value


def test_the_index_fits_its_schema_and_lists_every_file(
    written: Path, index: dict[str, Any]
) -> None:
    assert list(validator("inputs").iter_errors(index)) == []
    listed = {file["path"]: file for entry in index["data"] for file in entry["files"]}
    present = {path.relative_to(written).as_posix() for path in written.rglob("*.jsonl")}
    assert listed.keys() == present
    assert len(index["data"]) == 18
    for name, file in listed.items():
        content = (written / name).read_bytes()
        assert file["sha256"] == sha256(content).hexdigest()
        assert file["bytes"] == len(content)
        assert file["rows"] == content.count(b"\n")


def test_examples_have_an_id_and_texts_and_nothing_else(
    written: Path, index: dict[str, Any]
) -> None:
    for wanted in index["tasks"]:
        assert wanted["fields"] == FIELDS[wanted["family"]]
        for language in MINI.languages:
            stem = written / "inputs" / wanted["task"] / language
            examples = rows(stem.with_suffix(".jsonl"))
            assert all(list(row) == wanted["fields"] for row in examples)
            candidates = stem.with_suffix(".candidates.jsonl")
            assert candidates.is_file() == (wanted["family"] in ("retrieval", "mining"))
            if candidates.is_file():
                assert all(list(row) == ["id", "candidate"] for row in rows(candidates))


def test_the_fingerprint_can_be_had_from_the_files_alone(
    written: Path, index: dict[str, Any]
) -> None:
    for entry in index["data"]:
        digest = sha256()
        for file in entry["files"]:
            for row in rows(written / file["path"]):
                text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
                digest.update(f"{text}\n".encode())
        assert digest.hexdigest() == entry["inputs_fingerprint"]
        cell = Cell(entry["task"], entry["language"], entry["split"])
        assert entry["edition"] == editions.identify(cell, entry["inputs_fingerprint"])


def test_the_example_line_is_a_record_of_the_task(index: dict[str, Any]) -> None:
    for wanted in index["tasks"]:
        task = get_task(wanted["task"])
        assert get_family(task.family).accepts(wanted["example"])
        assert wanted["labels"] == list(task.labels)


def test_no_gold_is_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("gold was opened")

    monkeypatch.setattr(FolderSource, "gold", refuse)
    write_inputs(replace(MINI, tasks=("xnli", "bucc2018", "xquad")), tmp_path / "out")


def test_labelled_splits_lose_their_labels(data: Path, tmp_path: Path) -> None:
    selection = Selection(
        suite="xnli",
        sources=(f"folder:{data / 'download'}",),
        languages=("de",),
        splits=("validation",),
    )
    write_inputs(selection, tmp_path / "out")
    (entry,) = json.loads((tmp_path / "out/inputs.json").read_text(encoding="utf-8"))["data"]
    assert entry["split"] == "validation"
    assert list(rows(tmp_path / "out/inputs/xnli/de.jsonl")[0]) == ["id", "text_a", "text_b"]


def test_a_limit_cuts_the_examples_and_never_the_candidates(
    written: Path, index: dict[str, Any], tmp_path: Path
) -> None:
    write_inputs(replace(MINI, limit=3, tasks=("tatoeba", "bucc2018")), tmp_path / "few")
    few = json.loads((tmp_path / "few/inputs.json").read_text(encoding="utf-8"))
    whole = {(entry["task"], entry["language"]): entry for entry in index["data"]}
    for entry in few["data"]:
        full = whole[entry["task"], entry["language"]]
        assert (entry["limit"], entry["examples"]) == (3, full["examples"])
        assert entry["inputs_fingerprint"] == full["inputs_fingerprint"]
        assert [file["rows"] for file in entry["files"]] == [3, full["files"][1]["rows"]]
        examples, candidates = (file["path"] for file in entry["files"])
        assert rows(tmp_path / "few" / examples) == rows(written / examples)[:3]
        assert (tmp_path / "few" / candidates).read_bytes() == (written / candidates).read_bytes()


def test_missing_data_refuse_or_are_listed(data: Path, tmp_path: Path) -> None:
    selection = Selection(suite="xnli", sources=(f"folder:{data / 'download'}",))
    with pytest.raises(DataError, match="inputs of 12 files are missing"):
        write_inputs(selection, tmp_path / "out")
    assert not (tmp_path / "out").exists()
    found = write_inputs(selection, tmp_path / "out", available=True)
    assert len(found.skipped) == 12
    assert len(found.warnings) == 3
    with pytest.raises(DataError, match="no source is given"):
        write_inputs(Selection(suite="xnli", sources=("none",)), tmp_path / "other", available=True)


@pytest.mark.parametrize(
    ("selection", "says"),
    [
        (replace(MINI, suite="minni"), "no suite"),
        (replace(MINI, tasks=("xnlli",)), "no task"),
        (replace(MINI, suite="xnli", tasks=("panx",)), "not in the suite"),
        (replace(MINI, languages=("xx",)), "no language"),
        (replace(MINI, splits=("training",)), "no split"),
        (replace(MINI, tasks=("tatoeba",), splits=("validation",)), "missing"),
        (replace(MINI, suite="xnli", languages=("de",), sources=("none",)), "no source"),
    ],
)
def test_what_is_not_known_is_refused(selection: Selection, says: str, tmp_path: Path) -> None:
    with pytest.raises((UsageError, DataError), match=says):
        write_inputs(selection, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/thesis.txt").write_text("precious", encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    for name in ("mine", "file", "link"):
        with pytest.raises(UsageError):
            write_inputs(MINI, tmp_path / name)
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    (tmp_path / "empty").mkdir()
    write_inputs(replace(MINI, tasks=("xnli",)), tmp_path / "empty")
    assert (tmp_path / "empty/inputs.json").is_file()


def test_the_folder_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import errno
    import os

    calls = 0

    def full(descriptor: int) -> None:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        write_inputs(MINI, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
