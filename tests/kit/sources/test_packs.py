"""Gold packs: answers alone, named by their content, taken only where a list names them."""

import gzip
import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts_kit import editions, score
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families import Gold
from xstilts_kit.sources import open_sources
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.sources.packs import (
    LOCK,
    Lock,
    LockedPack,
    open_packs,
    pack_name,
    read_lock,
    write_lock,
    write_pack,
)
from xstilts_kit.tasks import all_tasks, get_task
from xtreme_files import write_sentences

NINE = [
    name
    for name, task in all_tasks().items()
    if name in ("xnli", "pawsx", "udpos", "panx", "xquad", "mlqa", "tydiqa", "tatoeba", "bucc2018")
]


def pack_all(data: Path, out: Path) -> Lock:
    """Pack the gold of all nine tasks in German, English and Chinese."""
    tasks = [get_task(name) for name in NINE]
    sources = open_sources([f"folder:{data / 'download'}"], tasks)
    finder, packs = open_gold([data / "labels"]), []
    for task in tasks:
        for language in ("de", "en", "zh"):
            source = sources[task.name]
            if not source.has(Cell(task.name, language)):
                continue
            inputs = source.inputs(Cell(task.name, language))
            of_inputs = editions.fingerprint(inputs.rows())
            gold = finder.find(Cell(task.name, language), of_inputs, source)
            assert gold is not None
            cell, size = Cell(task.name, language), len(inputs.examples)
            packs.append(write_pack(out, cell, gold, examples=size, inputs=of_inputs, edition=None))
    lock = Lock(tuple(packs))
    write_lock(out / LOCK, lock)
    return lock


@pytest.fixture(scope="module")
def _packs(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packs")
    pack_all(data, out)
    return out


@pytest.fixture
def packs(_packs: Path, tmp_path: Path) -> Path:
    """A folder of packs of the test's own."""
    return Path(shutil.copytree(_packs, tmp_path / "packs"))


def one(folder: Path, task: str = "xnli", language: str = "de") -> LockedPack:
    (found,) = [
        each for each in read_lock(folder / LOCK).packs if each.cell == Cell(task, language)
    ]
    return found


def file_of(folder: Path, task: str = "xnli", language: str = "de") -> Path:
    pack = one(folder, task, language).pack
    assert pack is not None
    return folder / pack_name(pack)


def read(folder: Path, task: str = "xnli", language: str = "de") -> tuple[Gold, ...] | None:
    listed = one(folder, task, language)
    return open_packs(folder).gold(Cell(task, language), listed.inputs)


@pytest.mark.parametrize("task", NINE)
def test_what_is_packed_is_read_back(task: str, data: Path, packs: Path) -> None:
    source = open_sources([f"folder:{data / 'download'}"], [get_task(task)])[task]
    expected = open_gold([data / "labels"]).find(Cell(task, "de"), None, source)
    assert expected
    assert read(packs, task) == expected


def test_packs_score_what_the_gold_folder_scores(
    whole_submission: Path, data: Path, packs: Path
) -> None:
    source = [f"folder:{data / 'download'}"]
    by_folder = score(whole_submission, source, [data / "labels"], write=False, allow_missing=True)
    by_packs = score(whole_submission, source, [packs], write=False, allow_missing=True)
    alone = score(whole_submission, (), [packs], write=False, allow_missing=True)
    expected = {
        (cell.task, cell.language): (cell.metrics, cell.interval) for cell in by_folder.cells
    }
    assert {task for task, _ in expected} == set(NINE)
    assert expected == {
        (cell.task, cell.language): (cell.metrics, cell.interval)
        for cell in by_packs.cells
        if cell.metrics is not None
    }
    assert [cell.metrics for cell in alone.cells] == [cell.metrics for cell in by_packs.cells]


def test_the_same_answers_make_the_same_bytes(data: Path, packs: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    assert pack_all(data, again).digest == read_lock(packs / LOCK).digest
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in packs.iterdir()
    }


def test_a_pack_holds_no_inputs(packs: Path) -> None:
    words = ("Anna", "Berlin wohnt", "regnet.", "安娜买了", "kauft")
    for path in packs.glob("*.gz"):
        text = gzip.decompress(path.read_bytes()).decode()
        task = json.loads(text.splitlines()[0])["task"]
        if get_task(task).family != "span_qa":  # whose answers are parts of the text
            assert not any(word in text for word in words)


def other_answers(folder: Path) -> None:
    path = file_of(folder)
    text = gzip.decompress(path.read_bytes()).decode()
    path.write_bytes(gzip.compress(text.replace("neutral", "entailment", 1).encode()))


def longer(folder: Path) -> None:
    path = file_of(folder)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()) + b'{"id": "99"}\n'))


def bomb(folder: Path) -> None:
    file_of(folder).write_bytes(gzip.compress(b"\0" * (64 << 20)))


def cut_off(folder: Path) -> None:
    path = file_of(folder)
    path.write_bytes(path.read_bytes()[:-40])


def no_gzip(folder: Path) -> None:
    file_of(folder).write_bytes(b"id,label\n")


def empty(folder: Path) -> None:
    file_of(folder).write_bytes(b"")


def another_pack(folder: Path) -> None:
    shutil.copy(file_of(folder, "xnli", "zh"), file_of(folder))


@pytest.mark.parametrize(
    "change", [other_answers, longer, bomb, cut_off, no_gzip, empty, another_pack]
)
def test_a_pack_that_is_not_the_listed_one_is_refused(
    change: Callable[[Path], None], packs: Path
) -> None:
    change(packs)
    with pytest.raises(DataError) as caught:
        read(packs)
    assert file_of(packs).name in caught.value.what
    assert "etch" in caught.value.remedy


def test_other_gzip_bytes_of_the_same_lines_are_the_same_pack(packs: Path) -> None:
    before, path = read(packs), file_of(packs)
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()), compresslevel=1, mtime=9))
    assert read(packs) == before


def test_a_listed_answer_that_is_not_the_packs_is_refused(packs: Path) -> None:
    lock = read_lock(packs / LOCK)
    changed = [
        replace(each, gold="0" * 64) if each.cell == Cell("xnli", "de") else each
        for each in lock.packs
    ]
    write_lock(packs / LOCK, Lock(tuple(changed)))
    with pytest.raises(DataError, match=r"does not match gold\.lock"):
        read(packs)


def test_a_missing_pack_says_what_is_missing_and_what_to_do(packs: Path) -> None:
    file_of(packs, "mlqa", "zh").unlink()
    with pytest.raises(DataError) as caught:
        read(packs, "mlqa", "zh")
    assert "mlqa/zh (test)" in caught.value.what
    assert str(packs) in caught.value.what
    assert caught.value.remedy == "Fetch it again."


def test_a_pack_that_is_not_listed_is_not_used(packs: Path) -> None:
    kept = [each for each in read_lock(packs / LOCK).packs if each.task != "xnli"]
    listed = one(packs)
    write_lock(packs / LOCK, Lock(tuple(kept)))
    source = open_packs(packs)
    assert source.gold(Cell("xnli", "de"), listed.inputs) is None
    assert source.gold(Cell("xnli", "de"), None) is None


def test_a_pack_of_other_inputs_or_another_split_is_not_used(packs: Path) -> None:
    source, xnli = open_packs(packs), get_task("xnli")
    assert source.gold(Cell(xnli.name, "de"), "0" * 64) is None
    assert source.gold(Cell(xnli.name, "de", "validation"), one(packs).inputs) is None
    assert source.gold(Cell(xnli.name, "de"), None) is not None


def test_the_digest_of_a_list_is_of_what_it_answers_and_with_what(packs: Path) -> None:
    lock = read_lock(packs / LOCK)
    assert Lock(lock.packs[::-1], "org/gold", "1" * 40).digest == lock.digest
    first, *others = lock.packs
    assert Lock((replace(first, pack=None, bytes=None), *others)).digest == lock.digest
    assert Lock((replace(first, gold="0" * 64), *others)).digest != lock.digest
    assert Lock((replace(first, inputs="0" * 64), *others)).digest != lock.digest
    assert Lock(tuple(others)).digest != lock.digest


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"schema": "xstilts-gold-lock-v1"}', b"\xff", b"[" * 100_000],
)
def test_a_list_that_is_none_is_named(content: bytes, packs: Path) -> None:
    (packs / LOCK).write_bytes(content)
    with pytest.raises(DataError, match=r"gold\.lock"):
        open_packs(packs)


def test_without_a_list_a_folder_is_no_folder_of_packs(packs: Path) -> None:
    (packs / LOCK).unlink()
    with pytest.raises(DataError, match="is missing"):
        open_packs(packs)
    found = open_gold([packs]).find(Cell("xnli", "de"), None, None)
    assert found is None


def test_half_surrogates_in_answers_survive(tmp_path: Path) -> None:
    labels = get_task("xnli").labels
    write_sentences(tmp_path / "labels/xnli/test-de.tsv", [[labels[0]]])
    gold = open_gold([tmp_path / "labels"]).find(Cell("xnli", "de"), None, None)
    assert gold is not None
    odd = (replace(gold[0], id="\ud800"),)  # type: ignore[type-var]
    listed = write_pack(
        tmp_path, Cell("xnli", "de"), odd, examples=1, inputs="1" * 64, edition=None
    )
    write_lock(tmp_path / LOCK, Lock((listed,)))
    assert open_packs(tmp_path).gold(Cell("xnli", "de"), "1" * 64) == odd
