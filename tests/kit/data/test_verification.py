"""`data verify`: damaged copies of the miniature, each with its own verdict."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit import editions, miniature
from xstilts_kit.cell import Split
from xstilts_kit.cli import group, run
from xstilts_kit.data.differences import Bytes, first_difference, written_differently
from xstilts_kit.data.verification import Verdict, choose_cells, exit_code, verify_data
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families.tagging.records import Sentence
from xstilts_kit.tasks import get_task

MINI = max(name for name in editions.all_editions() if name.startswith("mini-"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the miniature's data, with its answers in ``gold/``."""
    shutil.copytree(miniature.DATA, tmp_path / "copy")
    shutil.copytree(miniature.LABELS, tmp_path / "copy/gold")
    return tmp_path / "copy"


def verdict(
    root: Path, task: str, language: str, split: Split, *, official: bool = True
) -> Verdict:
    against = [miniature.DATA, miniature.LABELS] if official else []
    cells = choose_cells([MINI], [task], [language])
    return next(found for found in verify_data(root, cells, [], against) if found.split == split)


def change(root: Path, name: str, how: Callable[[bytes], bytes]) -> None:
    content = (root / name).read_bytes()
    changed = how(content)
    assert changed != content
    (root / name).write_bytes(changed)


def lines(how: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """A change of the lines of a file, with their ends."""
    return lambda content: b"".join(how(content.splitlines(keepends=True)))


def sentences(how: Callable[[list[bytes]], list[bytes]]) -> Callable[[bytes], bytes]:
    """A change of the sentences of a token file."""
    return lambda content: b"\n\n".join(how(content.rstrip(b"\n").split(b"\n\n"))) + b"\n"


def with_answers(content: bytes) -> bytes:
    document = json.loads(content)
    for article in document["data"]:
        for paragraph in article["paragraphs"]:
            for question in paragraph["qas"]:
                text = paragraph["context"][:3]
                question["answers"] = [{"answer_start": 0, "text": text}]
    return json.dumps(document).encode()


def same_length(content: bytes) -> bytes:
    """One ASCII letter turned into another."""
    at = next(i for i, byte in enumerate(content) if 97 <= byte < 122)
    return content[:at] + bytes([content[at] + 1]) + content[at + 1 :]


BOM = b"\xef\xbb\xbf"
HTML = b"<!DOCTYPE html>\n<html><body>404</body></html>\n"
ORDER, COUNT, ROW = "order", "count", "row"

# name: (file, change, kinds of difference)
DAMAGED: dict[str, tuple[str, Callable[[bytes], bytes], tuple[str, ...]]] = {
    "another release": (
        "udpos/test-de.tsv",
        sentences(lambda s: [s[0].replace(b"\n", b"x\n", 1), *s[2:]]),
        (COUNT, ROW),
    ),
    "treebanks joined in another order": (
        "udpos/test-de.tsv", sentences(lambda s: [*s[50:], *s[:50]]), (ORDER, ROW)
    ),
    "a language cut at a line": ("xnli/test-de.tsv", lines(lambda x: x[:90]), (COUNT, ROW)),
    "cut inside a line": (
        "pawsx/test-zh.tsv", lambda c: c[: c.index(b"\r\n", 999) + 5], ("unreadable",)
    ),
    "cut JSON": ("xquad/xquad.de.json", lambda c: c[: len(c) // 2], ("unreadable",)),
    "a web page for a download": ("panx/test-sw.tsv", lambda c: HTML, ("html",)),
    "a web page for JSON": ("xquad/xquad.de.json", lambda c: HTML, ("html",)),
    "wrong bytes of the right length": ("pawsx/test-de.tsv", same_length, (ROW,)),
    "labels in a test file": (
        "pawsx/test-de.tsv", lambda c: c.replace(b"\r\n", b"\t1\r\n"), ("labels",)
    ),
    "tags in a test file": (
        "panx/test-de.tsv", lambda c: c.replace(b"\n\n", b"\0").replace(b"\n", b"\tO\n")
        .replace(b"\0", b"\tO\n\n"), ("labels",)
    ),
    "answers in a test file": ("xquad/xquad.de.json", with_answers, ("labels",)),
    "English of Tatoeba unsorted": (
        "tatoeba/de-en.en", lines(lambda x: [x[1], x[0], *x[2:]]), ("unreadable",)
    ),
    "the other side of Tatoeba in another order": (
        "tatoeba/de-en.de", lines(lambda x: [x[1], x[0], *x[2:]]), (ORDER, ROW)
    ),
    "a line of column names": (
        "pawsx/test-de.tsv", lambda c: b"sentence1\tsentence2\r\n" + c, (COUNT, ROW)
    ),
    "a column too few": (
        "pawsx/test-de.tsv", lines(lambda x: [y.split(b"\t")[0] + b"\r\n" for y in x]),
        ("unreadable",),
    ),
    "labels in the wrong order": (
        "gold/xnli/test-en.tsv", lines(lambda x: [*x[1:], x[0]]), ("gold order", ROW)
    ),
    "labels of something else": (
        "gold/xnli/test-en.tsv", lambda c: c.replace(b"neutral", b"entailment"), ("gold", ROW)
    ),
    "labels too few": ("gold/xnli/test-en.tsv", lines(lambda x: x[:-1]), ("gold",)),
    "inputs where the labels belong": (
        "gold/xnli/test-en.tsv", lambda c: (miniature.DATA / "xnli/test-en.tsv").read_bytes(),
        ("gold",),
    ),
}  # fmt: skip


def _cell(name: str) -> tuple[str, str]:
    task, file = name.removeprefix("gold/").split("/")
    if task == "tatoeba":
        return task, file[:2]
    return task, file.split(".")[1] if task == "xquad" else file.removesuffix(".tsv")[-2:]


def test_an_undamaged_copy_is_equal_in_every_cell(copy: Path) -> None:
    verdicts = verify_data(copy, choose_cells([MINI], [], []))
    assert {(v.judgement, v.gold) for v in verdicts} == {("equal", "equal")}
    assert len(verdicts) == len(editions.all_editions()[MINI].entries)
    assert not any(v.differences or v.notes for v in verdicts)
    assert exit_code(verdicts) == 0


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_copy_differs_and_it_is_said_how(copy: Path, damage: str) -> None:
    name, how, kinds = DAMAGED[damage]
    change(copy, name, how)
    found = verdict(copy, *_cell(name), "test")
    assert (found.judgement, tuple(d.kind for d in found.differences)) == ("differs", kinds)
    assert all(d.message and d.remedy.endswith(".") for d in found.differences)
    for difference in found.differences:
        if difference.kind == "row":
            assert difference.row is not None
            assert difference.official is not None or difference.found is not None
            assert difference.official != difference.found
    assert exit_code([found]) == 1
    others = verify_data(copy, choose_cells([MINI], [], []))
    assert [v for v in others if v.differences] == [v for v in others if v.judgement == "differs"]
    assert {(v.task, v.language, v.split) for v in others if v.differences} == {
        (found.task, found.language, found.split)
    }


def test_the_first_row_that_differs_is_shown_in_both_versions(copy: Path) -> None:
    path = copy / "xnli/test-de.tsv"
    rows = path.read_bytes().split(b"\r\n")
    rows[7] = rows[7].replace(b"\t", b" nicht\t", 1)
    path.write_bytes(b"\r\n".join(rows))
    (difference,) = verdict(copy, "xnli", "de", "test").differences
    assert (difference.kind, difference.row) == ("row", 7)
    assert difference.found is not None and " nicht" in difference.found
    assert difference.official is not None and " nicht" not in difference.official
    (without,) = verdict(copy, "xnli", "de", "test", official=False).differences
    assert without.kind == "rows" and "--against" in without.remedy


@pytest.mark.parametrize(
    ("name", "how", "said"),
    [
        ("xnli/test-de.tsv", lambda c: c.replace(b"\r\n", b"\n"), "from CRLF to LF"),
        ("panx/test-de.tsv", lambda c: c.replace(b"\n", b"\r\n"), "from LF to CRLF"),
        ("tatoeba/de-en.de", lambda c: c.replace(b"\n", b"\r\n"), "from LF to CRLF"),
        ("xnli/test-de.tsv", lambda c: BOM + c, "byte-order mark"),
        ("xquad/xquad.de.json", lambda c: BOM + c, "byte-order mark"),
        ("udpos/test-de.tsv", lambda c: c.removesuffix(b"\n"), "final newline"),
        ("udpos/test-de.tsv", lambda c: c + b"\n\n", "blank lines"),
        ("pawsx/test-de.tsv", lambda c: BOM + c.replace(b"\r\n", b"\n"), "byte-order mark"),
    ],
)
def test_line_ends_and_byte_order_marks_are_the_same_edition_and_said(
    copy: Path, name: str, how: Callable[[bytes], bytes], said: str
) -> None:
    change(copy, name, how)
    found = verdict(copy, *_cell(name), "test")
    assert (found.judgement, found.gold, found.differences) == ("equal", "equal", ())
    assert any(said in text and "same edition" in text for text in found.notes)


def test_a_copy_of_an_official_copy_is_equal_in_bytes(copy: Path) -> None:
    assert verdict(copy, "xnli", "de", "test").judgement == "equal bytes"
    assert verdict(copy, "xnli", "de", "test", official=False).judgement == "equal"


def test_half_of_a_pair_of_files_is_missing_and_named(copy: Path) -> None:
    (copy / "tatoeba/de-en.de").unlink()
    found = verdict(copy, "tatoeba", "de", "test")
    assert found.judgement == "missing"
    assert found.notes == ("there is no tatoeba/de-en.de",)


def test_what_is_not_there_is_missing_only_within_tasks_that_are(copy: Path) -> None:
    shutil.rmtree(copy / "udpos")
    (copy / "panx/test-de.tsv").unlink()
    verdicts = verify_data(copy, choose_cells([MINI], [], []))
    missing = [(v.task, v.language, v.split) for v in verdicts if v.judgement == "missing"]
    assert missing == [("panx", "de", "test")]
    assert exit_code(verdicts) == 0


def test_data_of_which_nothing_is_known_are_unknown(tmp_path: Path) -> None:
    (tmp_path / "bucc2018").mkdir()
    for side in ("de", "en"):
        (tmp_path / f"bucc2018/de-en.test.{side}").write_text(f"{side}-000000001\tJa.\n")
    (found,) = (
        v
        for v in verify_data(tmp_path, choose_cells(["xtreme"], ["bucc2018"], ["de"]))
        if v.split == "test"
    )
    assert (found.judgement, found.gold, found.examples) == ("unknown", "none", 1)
    assert exit_code([found]) == 3


def test_another_files_bytes_are_refused_where_only_a_checksum_is_known(tmp_path: Path) -> None:
    (name,) = get_task("mlqa").paths("test", "de")
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes((miniature.DATA / name).read_bytes())
    cells = choose_cells(["xtreme"], ["mlqa"], ["de"])
    found = next(v for v in verify_data(tmp_path, cells) if v.split == "test")
    assert found.judgement == "differs"
    assert found.differences[0].kind == "edition" and MINI in found.differences[0].message


def test_an_unknown_edition_task_or_language_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="xtreme"):
        choose_cells(["xtrem"], [], [])
    with pytest.raises(UsageError, match="xnli"):
        choose_cells(["xtreme"], ["xnil"], [])
    with pytest.raises(UsageError, match="no language 'xx'"):
        choose_cells(["xtreme"], ["xnli"], ["xx"])


@given(st.lists(st.text(st.characters(exclude_characters="\r\n\ufeff", codec="utf-8")), min_size=1))
def test_what_was_done_to_a_file_is_found_out(rows: list[str]) -> None:
    text = "\n".join(rows) + "\n"
    official = Bytes.from_content(text.encode())
    assert written_differently(text.encode(), official) == ()
    for changed in (BOM + text.encode(), text.replace("\n", "\r\n").encode()):
        assert written_differently(changed, official)
    other = text.encode() + b"x\n"
    assert written_differently(other, official) is None


def test_a_file_that_was_added_to_shows_the_first_row_too_many() -> None:
    official = [Sentence("0", ("a",))]
    difference = first_difference([*official, Sentence("1", ("b",))], official)
    assert difference is not None
    assert (difference.row, difference.official) == (1, None)
    assert difference.found is not None and '"b"' in difference.found
    assert first_difference(official, official) is None


# The command.


def test_the_command_prints_a_table_and_ends_with_0(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-submit", ["data", "verify", str(copy), "--edition", MINI]) == 0
    shown = capsys.readouterr()
    assert "equal" in shown.out and "xnli" in shown.out and shown.err == ""


def test_the_command_names_what_differs_and_ends_with_1(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for language in ("de", "zh"):
        change(copy, f"panx/test-{language}.tsv", lambda c: HTML)
    change(copy, "xnli/test-en.tsv", lines(lambda x: x[:10]))
    change(copy, "xnli/test-de.tsv", lambda c: BOM + c)
    arguments = ["data", "verify", str(copy), "--edition", MINI, "--against", str(miniature.DATA)]
    assert run(group, "xstilts-submit", arguments) == 1
    shown = capsys.readouterr().out
    assert "panx/de (test): panx/test-de.tsv is a web page" in shown
    assert "xnli/en (test): 10 examples; the official edition has" in shown
    assert "official  {" in shown
    assert "byte-order mark was added (the same edition)" in shown


def test_the_command_reports_in_json(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change(copy, "xnli/test-de.tsv", lines(lambda x: x[:10]))
    arguments = ["data", "verify", str(copy), "--edition", MINI, "--task", "xnli", "--json"]
    assert run(group, "xstilts-submit", arguments) == 1
    found = json.loads(capsys.readouterr().out)
    assert found["exit_code"] == 1
    (entry,) = (e for e in found["data"] if e["verdict"] != "equal")
    assert (entry["task"], entry["language"], entry["split"]) == ("xnli", "de", "test")
    assert entry["differences"][0]["kind"] == "count"
    assert (entry["examples"], entry["official_examples"] > 10) == (10, True)


def test_the_command_ends_with_3_where_nothing_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-submit", ["data", "verify", str(tmp_path)]) == 3
    assert "no data in XTREME's download layout" in capsys.readouterr().err
    assert run(group, "xstilts-submit", ["data", "verify", str(tmp_path / "none")]) == 3
    assert "is not there" in capsys.readouterr().err
    assert run(group, "xstilts-submit", ["data", "verify", str(tmp_path), "--task", "xnil"]) == 2


def test_the_group_lists_its_commands_and_answers_a_near_miss(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shown = CliRunner().invoke(group, ["data", "--help"]).output
    assert all(name in shown for name in ("status", "prepare", "verify"))
    assert run(group, "xstilts-submit", ["data", "verfiy"]) == 2
    assert "Did you mean verify" in capsys.readouterr().err
