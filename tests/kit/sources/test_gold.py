"""Where answers are looked for, in which order, and what is refused as gold."""

from pathlib import Path

import pytest

from xstilts_kit import editions, miniature
from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import get_family
from xstilts_kit.families.classification.records import LabelGold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task, get_task

XNLI = get_task("xnli")


def _labels(folder: Path, *labels: str, name: str = "xnli/test-de.tsv") -> Path:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
    return folder


def _found(folders: list[Path], source: Path | None = None, split: Split = "test") -> list[str]:
    own = None if source is None else FolderSource(source)
    gold = open_gold(folders).find(Cell(XNLI.name, "de", split), None, own)
    return [] if gold is None else [str(answer.label) for answer in gold]


def test_the_first_folder_that_has_the_file_is_taken(tmp_path: Path) -> None:
    first = _labels(tmp_path / "first", "neutral")
    second = _labels(tmp_path / "second", "entailment")
    empty = tmp_path / "empty"
    empty.mkdir()
    assert _found([first, second]) == ["neutral"]
    assert _found([second, first]) == ["entailment"]
    assert _found([empty, second, first]) == ["entailment"]


def test_folders_stand_before_the_sources_own_labelled_split(tmp_path: Path) -> None:
    source = _labels(tmp_path / "source", "a\tb\tneutral", name="xnli/dev-de.tsv")
    given = _labels(tmp_path / "given", "entailment", name="xnli/dev-de.tsv")
    assert _found([], source, "validation") == ["neutral"]
    assert _found([given], source, "validation") == ["entailment"]
    assert _found([_labels(tmp_path / "other", "entailment")], source, "validation") == ["neutral"]


def test_a_labelled_split_under_its_download_name_is_gold(tmp_path: Path) -> None:
    assert _found([_labels(tmp_path, "a\tb\tcontradiction")]) == ["contradiction"]


def test_a_folder_of_inputs_is_passed_over_for_one_with_answers(tmp_path: Path) -> None:
    inputs = _labels(tmp_path / "inputs", "a\tb")
    answers = _labels(tmp_path / "answers", "neutral")
    assert _found([inputs, answers]) == ["neutral"]


@pytest.mark.parametrize(
    ("task", "content"), [("xnli", "a\tb\n"), ("panx", "Anna\nlebt\n"), ("udpos", "Anna\n")]
)
def test_inputs_given_as_gold_hold_no_answers_and_the_reason_is_kept(
    tmp_path: Path, task: str, content: str
) -> None:
    path = tmp_path / task / "test-de.tsv"
    path.parent.mkdir()
    path.write_text(content, encoding="utf-8")
    finder = open_gold([tmp_path])
    assert finder.find(Cell(task, "de"), None, None) is None
    (reason,) = finder.refused
    assert f"{task}/test-de.tsv:1" in reason.what
    assert "labels" in reason.remedy


def test_a_file_that_mixes_labels_with_other_text_is_damaged(tmp_path: Path) -> None:
    mixed = _labels(tmp_path, "neutral", "Neutral")
    with pytest.raises(DataError, match=r"test-de\.tsv:2"):
        _found([mixed])


def test_an_unlabelled_source_is_simply_no_gold(tmp_path: Path) -> None:
    assert _found([], _labels(tmp_path, "a\tb")) == []
    assert _found([], tmp_path, "validation") == []


def test_a_damaged_gold_file_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    damaged = _labels(tmp_path / "damaged", "neutral", "", "neutral")
    with pytest.raises(DataError, match=r"test-de\.tsv:2"):
        _found([damaged, _labels(tmp_path / "sound", "neutral")])


def test_a_gold_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="gone"):
        open_gold([tmp_path, tmp_path / "gone"])


def test_unknown_answers_are_kept_as_unknown(tmp_path: Path) -> None:
    gold = open_gold([_labels(tmp_path, "neutral", "?")]).find(Cell(XNLI.name, "de"), None, None)
    assert gold == (LabelGold("0", "neutral"), LabelGold("1", None))


def _miniature(task: Task, split: Split = "test") -> str:
    return editions.fingerprint(
        FolderSource(miniature.DATA).inputs(Cell(task.name, "de", split)).rows()
    )


@pytest.mark.parametrize(
    ("name", "split"),
    [
        (task.name, split)
        for task in get_suite("xtreme").tasks()
        for split in task.files
        if split != "train"
    ],
)
def test_the_miniature_brings_its_own_gold_last(tmp_path: Path, name: str, split: Split) -> None:
    task = get_task(name)
    inputs = _miniature(task, split)
    found = open_gold([]).find(Cell(task.name, "de", split), inputs, None)
    assert found is not None
    assert all(answer.known for answer in found)
    edition = editions.identify(Cell(name, "de", split), inputs)
    assert editions.gold_fingerprint(Cell(name, "de", split), edition) == editions.fingerprint(
        found
    )
    if get_family(task.family).one_each:
        assert len(found) == editions.expected(Cell(name, "de", split))[edition or ""]
    assert open_gold([]).find(Cell(task.name, "de", split), "0" * 64, None) is None, "other inputs"


def test_folders_stand_before_the_miniatures_gold(tmp_path: Path) -> None:
    folder = _labels(tmp_path, "neutral")
    found = open_gold([folder]).find(Cell(XNLI.name, "de"), _miniature(XNLI), None)
    assert found == (LabelGold("0", "neutral"),)
