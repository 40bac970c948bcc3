"""`data verify` on the real files: equal where they are official, and what damage is found."""

import shutil
from pathlib import Path

import pytest

from xstilts_kit.data.verification import OFFICIAL, choose_cells, verify_data

LANGUAGES = ["el", "yo", "th", "lt", "qu", "de"]
TASKS = ("bucc2018", "mlqa", "pawsx", "tatoeba", "tydiqa", "xnli", "xquad")


def test_the_real_files_are_the_official_ones_byte_for_byte(real_data: Path) -> None:
    small = choose_cells(OFFICIAL, TASKS, [])
    tagging = [
        expected
        for expected in choose_cells(
            OFFICIAL, ["udpos", "panx"], ["el", "yo", "th", "lt", "qu", "de"]
        )
        if (expected.cell.task, expected.cell.language) != ("panx", "de")
    ]
    verdicts = verify_data(real_data / "xtreme", [*small, *tagging], [real_data / "gold"])
    assert {v.judgement for v in verdicts} == {"equal bytes", "missing"}
    assert {v.gold for v in verdicts if v.judgement == "equal bytes"} == {
        "equal",
        "unknown",
        "none",
    }
    missing = {(v.task, v.language, v.split) for v in verdicts if v.judgement == "missing"}
    assert {task for task, _, _ in missing} == {"bucc2018", "mlqa", "panx"}
    assert ("panx", "th", "validation") in missing
    without = {(v.task, v.language) for v in verdicts if v.gold == "none"} - {
        (task, language) for task, language, _ in missing
    }
    assert {task for task, _ in without} == {"panx", "udpos"}


def test_what_xtreme_r_adds_is_official_and_labels_that_belong_there_are_no_fault(
    real_data: Path, tmp_path: Path
) -> None:
    cells = choose_cells(OFFICIAL, ["xcopa", "lareqa"], [])
    verdicts = verify_data(real_data / "xtreme", cells, [real_data / "gold"])
    assert len(verdicts) == 25 + 11
    assert {v.judgement for v in verdicts} == {"equal bytes"}
    assert {(v.task, v.language, v.split) for v in verdicts if v.gold != "equal"} == {
        ("xcopa", "en", "test")
    }
    (tmp_path / "xcopa").mkdir()
    shutil.copy(real_data / "gold/xcopa/test-sw.jsonl", tmp_path / "xcopa")
    lareqa = (real_data / "xtreme/lareqa/xquad-r/th.json").read_bytes()
    shutil.copytree(real_data / "xtreme/lareqa", tmp_path / "lareqa")
    (tmp_path / "lareqa/xquad-r/th.json").write_bytes(b"\xef\xbb\xbf" + lareqa + b"\n")
    verdicts = verify_data(tmp_path, cells)
    found = {v.task: v for v in verdicts if v.language in ("sw", "th") and v.examples}
    assert [d.kind for d in found["xcopa"].differences] == ["labels"]
    assert (found["lareqa"].judgement, found["lareqa"].gold) == ("equal", "equal")
    (tmp_path / "lareqa/xquad-r/zh.json").unlink()
    lacking = {v.language: v for v in verify_data(tmp_path, cells) if v.task == "lareqa"}
    assert {v.judgement for v in lacking.values()} == {"missing"}
    assert "zh.json" in lacking["th"].notes[0], "its pool is not complete"


@pytest.fixture
def copy(real_data: Path, tmp_path: Path) -> Path:
    for name in ("udpos/test-tr.tsv", "pawsx/test-ko.tsv", "xnli/test-el.tsv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(real_data / "xtreme" / name, tmp_path / name)
    return tmp_path


def test_damage_to_real_files_is_found(real_data: Path, copy: Path) -> None:
    pawsx = copy / "pawsx/test-ko.tsv"
    pawsx.write_bytes(pawsx.read_bytes().replace(b"\r\n", b"\n"))
    xnli = copy / "xnli/test-el.tsv"
    xnli.write_bytes(xnli.read_bytes()[:-1000])
    udpos = copy / "udpos/test-tr.tsv"
    sentences = udpos.read_bytes().removesuffix(b"\n").split(b"\n\n")
    # The treebanks of Turkish are GB, IMST and PUD, with 2,802, 983 and 1,000 sentences.
    udpos.write_bytes(b"\n\n".join([*sentences[2802:], *sentences[:2802]]) + b"\n")
    verdicts = verify_data(
        copy, choose_cells(OFFICIAL, [], []), [], [real_data / "xtreme", real_data / "gold"]
    )
    found = {v.task: v for v in verdicts if v.judgement != "missing"}
    assert found["pawsx"].judgement == "equal"
    assert "changed from CRLF to LF" in found["pawsx"].notes[0]
    assert found["udpos"].judgement == "differs"
    assert [d.kind for d in found["udpos"].differences] == ["order", "row"]
    assert found["xnli"].judgement == "differs"
    assert found["xnli"].differences[0].kind in ("count", "unreadable")


def test_the_stand_in_for_mlqa_is_called_by_its_name(real_data: Path) -> None:
    cells = [e for e in choose_cells(OFFICIAL, ["mlqa"], []) if e.cell.split == "test"]
    verdicts = verify_data(real_data / "surrogate", cells)
    assert len(verdicts) == 7
    for verdict in verdicts:
        assert [d.message for d in verdict.differences] == ["this is edition surrogate"]
