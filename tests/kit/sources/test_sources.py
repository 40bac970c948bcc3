"""Which source a task is read from, and how a source that does not fit is refused."""

import shutil
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.suites import get_suite

TASKS = get_suite("xtreme").tasks()
NAMES = {task.name for task in TASKS}


def test_one_source_serves_every_task(data: Path) -> None:
    sources = open_sources([f"folder:{data / 'download'}"], TASKS)
    assert set(sources) == NAMES
    for task in TASKS:
        assert sources[task.name].kind == "folder"
        assert sources[task.name].has(Cell(task.name, "de"))
        assert not sources[task.name].has(Cell(task.name, "fr"))
        number = 4 if task.name == "bucc2018" else 6
        assert len(sources[task.name].inputs(Cell(task.name, "de")).examples) == number


def test_a_source_of_one_task_stands_before_that_of_all(data: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(data / "download", tmp_path / "a=b"))
    (other / "panx/test-de.tsv").write_text("nur\nhier\n", encoding="utf-8")
    for specs in (
        [f"folder:{data / 'download'}", f"panx=folder:{other}"],
        [f"panx=folder:{other}", f"folder:{data / 'download'}"],
    ):
        sources = open_sources(specs, TASKS)
        found = sources["panx"].inputs(Cell("panx", "de")).examples
        assert [s.tokens for s in found] == [("nur", "hier")]
        assert len(sources["udpos"].inputs(Cell("udpos", "de")).examples) == 6


def test_a_path_may_hold_an_equals_sign(data: Path, tmp_path: Path) -> None:
    other = Path(shutil.copytree(data / "download", tmp_path / "panx=2"))
    sources = open_sources([f"folder:{other}"], TASKS)
    assert set(sources) == NAMES


def test_a_task_without_a_source_has_none(data: Path) -> None:
    sources = open_sources([f"xnli=folder:{data / 'download'}"], TASKS)
    assert set(sources) == {"xnli"}


def test_the_miniature_can_be_mixed_in(data: Path) -> None:
    sources = open_sources(["mini", f"xnli=folder:{data / 'download'}"], TASKS)
    assert {name: source.kind for name, source in sources.items()} == {
        **dict.fromkeys(NAMES, "mini"),
        "xnli": "folder",
    }


@pytest.mark.parametrize("spec", ["nowhere", "folder:", "http://x", "", "xnli=", "folder"])
def test_what_is_no_source_is_wrong_usage(spec: str) -> None:
    with pytest.raises(UsageError) as caught:
        open_sources([spec], TASKS)
    assert "folder:PATH" in caught.value.remedy


def test_an_unknown_task_before_a_source_is_answered_with_the_nearest(data: Path) -> None:
    with pytest.raises(UsageError) as caught:
        open_sources([f"xnly=folder:{data}"], TASKS)
    assert "xnli" in caught.value.remedy


@pytest.mark.parametrize("task", ["", "panx="])
def test_two_sources_for_the_same_are_wrong_usage(data: Path, task: str) -> None:
    with pytest.raises(UsageError, match="twice"):
        open_sources([f"{task}folder:{data}", f"{task}mini"], TASKS)


def test_a_source_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone"):
        open_sources([f"folder:{tmp_path / 'gone'}"], TASKS)


def test_a_missing_file_is_named_with_where_it_comes_from(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        FolderSource(tmp_path).inputs(Cell("xnli", "de"))
    assert "xnli/test-de.tsv" in caught.value.what
    assert "https://github.com/facebookresearch/XNLI" in caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b"\n\n"])
@pytest.mark.parametrize("task", ["xnli", "panx"])
def test_a_file_without_examples_is_refused(tmp_path: Path, task: str, content: bytes) -> None:
    (tmp_path / task).mkdir()
    (tmp_path / f"{task}/test-de.tsv").write_bytes(content)
    with pytest.raises(DataError, match=r"test-de\.tsv"):
        FolderSource(tmp_path).inputs(Cell(task, "de"))
