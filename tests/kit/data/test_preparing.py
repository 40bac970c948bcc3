"""`data prepare`: built from primary sources, compared, put in place whole; nothing done twice."""

import errno
import json
import os
import shutil
import tarfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loopback_sources import PAGE, Sources, made
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import StorageError
from xstilts_kit.sources.prepared import BOOKS, read_record
from xstilts_kit.tasks import get_task

pytestmark = pytest.mark.usefixtures("invented")
Prepare = Callable[..., tuple[int, str, str]]
TATOEBA = get_task("tatoeba")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


def _files(out: Path) -> dict[str, bytes]:
    """What a user sees of a folder."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and BOOKS not in path.relative_to(out).parts
    }


def _names(*languages: str) -> set[str]:
    return {
        name
        for code in languages
        for name in (
            f"tatoeba/{code}-en.en",
            f"tatoeba/{code}-en.{code}",
            f"gold/tatoeba/test-{code}.tsv",
        )
    }


def test_everything_is_built_in_xtremes_layout_with_the_answers_apart(
    prepare: Prepare, out: Path
) -> None:
    code, text, said = prepare()
    assert code == 0, said
    assert set(_files(out)) == _names(*made.LANGUAGES)
    assert text == f"{out}: 4 splits (4 built, 0 there before)\n"
    assert "bucc2018 is left out: get its archives from https://" in said
    record = read_record(out, Cell("tatoeba", "de"))
    assert record is not None
    assert (record.edition, record.examples) == ("xtreme", 30)
    assert {file.path for file in record.files} == _names("de")
    unfinished = [path for path in (out / BOOKS / "unfinished").rglob("*")]
    assert unfinished == []


def test_the_second_time_nothing_is_fetched_or_built(
    prepare: Prepare, out: Path, sources: Sources
) -> None:
    prepare()
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    sources.requests.clear()
    code, text, _ = prepare(yes=False)
    assert code == 0
    assert text == f"{out}: 4 splits (0 built, 4 there before)\n"
    assert sources.requests == []
    now = {path: path.stat().st_mtime_ns for path in out.rglob("*") if path.is_file()}
    assert {p: t for p, t in now.items() if p.suffix != ".lock"} == {
        p: t for p, t in before.items() if p.suffix != ".lock"
    }


def test_another_folder_is_built_from_the_cache(
    prepare: Prepare, out: Path, tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare()
    built = _files(out)
    shutil.rmtree(out)
    sources.requests.clear()
    monkeypatch.setenv("XSTILTS_OFFLINE", "1")
    code, _, _ = prepare(yes=False)
    assert code == 0
    assert _files(out) == built
    assert sources.requests == []


def test_only_what_is_asked_for_is_prepared(prepare: Prepare, out: Path, sources: Sources) -> None:
    code, _, _ = prepare("--task", "tatoeba", "--language", "fr", "--split", "test")
    assert code == 0
    assert set(_files(out)) == _names("fr")
    assert len(sources.requests) == 2


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--task", "tatoba"], "Did you mean tatoeba"),
        (["--task", "xnli"], "xnli cannot be prepared by this version"),
        (["--language", "xx"], "There is no language 'xx'"),
        (["--task", "tatoeba", "--split", "validation"], "There is no such split"),
        (["--from", "tatoeba"], "there is no key=value"),
        (["--from", "bucc2018=.", "--task", "tatoeba"], "bucc2018, which is not prepared"),
        (["--mirror", "ftp://x"], "not an address of a folder on the web"),
    ],
)
def test_a_request_that_makes_no_sense_is_refused(
    arguments: list[str], words: str, prepare: Prepare, out: Path
) -> None:
    code, _, said = prepare(*arguments)
    assert code == 2
    assert words in said
    assert not out.exists()


# What fails.


@pytest.mark.parametrize(
    ("fault", "words", "remedy"),
    [
        ({"status": 404}, "the link is dead (status 404)", "--mirror URL"),
        (
            {"wrong_bytes": True},
            "this is not the expected file: its SHA-256 is",
            "--from TASK=PATH",
        ),
        ({"body": PAGE}, "a web page instead of the file", "--mirror URL"),
        (
            {"cut_content": 50},
            "the file has 50 bytes, not ",
            "It was truncated, or is another version",
        ),
    ],
    ids=["dead", "wrong bytes", "web page", "cut"],
)
def test_one_language_that_fails_does_not_stop_the_others(
    fault: dict[str, Any],
    words: str,
    remedy: str,
    prepare: Prepare,
    out: Path,
    sources: Sources,
) -> None:
    wrong = sources.fault(r"v1/de\.txt", **fault)
    code, text, said = prepare()
    assert code == 3
    assert set(_files(out)) == _names("es", "fr", "ru")
    assert text == f"{out}: 3 splits (3 built, 0 there before), 1 failed\n"
    listed = said.partition("\nFailed:\n")[2]
    assert listed.startswith("  tatoeba/de (test): http")
    assert words in listed
    assert remedy in listed
    sources.faults.remove(wrong)
    sources.requests.clear()
    code, text, _ = prepare()
    assert (code, text) == (0, f"{out}: 4 splits (1 built, 3 there before)\n")
    assert {request.path for request in sources.requests} <= {
        f"{made.HOST}/v1/de.txt",
        f"{made.HOST}/v1/de.en.txt",
    }


def test_where_the_network_alone_failed_the_exit_code_is_4(
    prepare: Prepare, sources: Sources, waits: list[float]
) -> None:
    sources.fault("v1/de", status=503)
    assert prepare("--language", "de")[0] == 4
    sources.fault("v1/fr", status=404)
    assert prepare()[0] == 3


def test_another_release_of_an_unpinned_file_is_found_by_the_edition_and_let_go(
    prepare: Prepare, out: Path, sources: Sources
) -> None:
    name = f"{made.HOST}/v1/es.txt"
    right = sources.files[name]
    sources.files[name] = right.replace(b"Satz 7", b"Satz sieben")
    code, _, said = prepare("--language", "es")
    assert code == 3
    assert "tatoeba/es (test): the built files are not the official edition" in said
    assert "the same count, but different texts" in said
    assert _files(out) == {}
    sources.files[name] = right[: len(right) // 2].rpartition(b"\n")[0] + b"\n"
    code, _, said = prepare("--language", "es")
    assert code == 3
    assert "tatoeba/es (test): The two sides have different numbers of lines" in said
    sources.files[name] = b"\xff\xfe" + right
    code, _, said = prepare("--language", "es")
    assert code == 3
    assert "tatoeba/es (test): a primary file does not have the expected format" in said
    sources.files[name] = right
    assert prepare("--language", "es")[0] == 0
    assert set(_files(out)) == _names("es")


def test_a_cache_that_was_tampered_with_stops_its_language_alone(
    prepare: Prepare, out: Path, cache: Path
) -> None:
    prepare()
    shutil.rmtree(out)
    file = cache / "downloads" / made.HOST / "v1/es.txt"
    file.write_bytes(file.read_bytes()[::-1])
    code, _, said = prepare()
    assert code == 3
    assert f"tatoeba/es (test): {file}: the file was changed after it was fetched" in said
    assert set(_files(out)) == _names("de", "fr", "ru")


# What is in the folder already.


@pytest.mark.parametrize("damage", ["truncated", "changed", "gone"])
@pytest.mark.parametrize("name", ["tatoeba/de-en.de", "gold/tatoeba/test-de.tsv"])
def test_a_damaged_file_is_built_anew_and_the_others_stay(
    name: str, damage: str, prepare: Prepare, out: Path, sources: Sources
) -> None:
    prepare()
    built = _files(out)
    content = (out / name).read_bytes()
    if damage == "gone":
        (out / name).unlink()
    else:
        (out / name).write_bytes(
            content[: len(content) // 2] if damage == "truncated" else b"x" + content[1:]
        )
    sources.requests.clear()
    code, text, _ = prepare(yes=False)
    assert (code, text) == (0, f"{out}: 4 splits (1 built, 3 there before)\n")
    assert _files(out) == built
    assert sources.requests == []


def test_official_files_of_somebody_else_are_taken_as_they_are(
    prepare: Prepare, out: Path, sources: Sources
) -> None:
    prepare()
    shutil.rmtree(out / BOOKS)
    for name in _names("de"):
        path = out / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    files = _files(out)
    sources.requests.clear()
    code, text, said = prepare()
    assert (code, text) == (0, f"{out}: 4 splits (0 built, 4 there before)\n")
    assert "tatoeba/de (test): already there" in said
    assert _files(out) == files
    assert sources.requests == []


def test_inputs_of_somebody_else_get_their_answers(prepare: Prepare, out: Path) -> None:
    prepare()
    shutil.rmtree(out / BOOKS)
    shutil.rmtree(out / "gold")
    path = out / "tatoeba/de-en.de"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    kept = path.read_bytes()
    assert prepare()[0] == 0
    assert set(_files(out)) == _names(*made.LANGUAGES)
    assert path.read_bytes() == kept
    assert prepare()[1] == f"{out}: 4 splits (0 built, 4 there before)\n"


def test_other_files_of_somebody_else_are_left_alone(prepare: Prepare, out: Path) -> None:
    (out / "tatoeba").mkdir(parents=True)
    (out / "tatoeba/de-en.de").write_text("mine\n")
    code, _, said = prepare()
    assert code == 3
    assert f"tatoeba/de (test): {out}/tatoeba/de-en.de already exists" in said
    assert "move it away, or choose another folder" in said
    assert (out / "tatoeba/de-en.de").read_text() == "mine\n"
    assert set(_files(out)) == {"tatoeba/de-en.de", *_names("es", "fr", "ru")}


def test_damaged_answers_of_somebody_else_stop_their_language_alone(
    prepare: Prepare, out: Path
) -> None:
    prepare()
    shutil.rmtree(out / BOOKS)
    (out / "gold/tatoeba/test-de.tsv").write_text("3\nx\n")
    code, _, said = prepare()
    assert code == 3
    assert f"tatoeba/de (test): {out}/gold/tatoeba/test-de.tsv already exists" in said
    assert (out / "gold/tatoeba/test-de.tsv").read_text() == "3\nx\n"


def test_a_file_without_its_record_is_never_taken_for_whole(
    prepare: Prepare, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("xstilts_kit.data.preparation.write_record", dies)
        assert prepare("--language", "de")[0] == 130
    assert read_record(out, Cell("tatoeba", "de")) is None
    (out / "tatoeba/de-en.de").write_text("half")
    code, _, said = prepare("--language", "de")
    assert code == 3
    assert "already exists, with different content from what was just built" in said
    (out / "tatoeba/de-en.de").unlink()
    assert prepare("--language", "de")[0] == 0


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "xstilts-prepared-v1"}'])
def test_a_damaged_record_counts_as_none(text: str, prepare: Prepare, out: Path) -> None:
    prepare("--language", "de")
    built = _files(out)
    record = out / BOOKS / "built/tatoeba/de-test.json"
    record.write_text(text)
    code, text, _ = prepare("--language", "de")
    assert (code, text) == (0, f"{out}: 1 split (1 built, 0 there before)\n")
    assert _files(out) == built


def test_what_no_edition_vouches_for_is_built_anew_by_another_version(
    prepare: Prepare, out: Path, tmp_path: Path
) -> None:
    (tmp_path / "archive").write_text("Satz")
    arguments = ("--task", "bucc2018", "--language", "de", "--from", f"bucc2018={tmp_path}/archive")
    prepare(*arguments)
    assert "(0 built, 1 there before)" in prepare(*arguments)[1]
    record = out / BOOKS / "built/bucc2018/de-test.json"
    document = json.loads(record.read_text())
    assert document["edition"] is None
    record.write_text(json.dumps({**document, "kit": "0.0.0"}))
    assert "(1 built, 0 there before)" in prepare(*arguments)[1]


# The disk.


def test_a_full_disk_stops_everything_and_what_was_whole_stays(
    prepare: Prepare, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prepare("--language", "de")[0] == 0
    built = _files(out)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    for where in (
        "xstilts_kit.downloads.transfer._Counted.write",
        "loopback_sources.made._lines",
        "xstilts_kit.data.preparation.write_record",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(where, full)
            code, _, said = prepare("--language", "es")
        assert code == StorageError.exit_code, where
        assert "the disk is full" in said
        assert {name: _files(out)[name] for name in built} == built
        assert read_record(out, Cell("tatoeba", "es")) is None
        assert not list((out / BOOKS / "unfinished").rglob("*"))
    assert prepare()[0] == 0
    assert set(_files(out)) == _names(*made.LANGUAGES)


def test_too_little_space_is_said_before_anything_is_fetched(
    prepare: Prepare, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage("/")
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage._replace(free=1_000_000))
    code, _, said = prepare()
    assert code == 5
    assert "MB are needed, but only 1.0 MB are free" in said
    assert sources.requests == []


def test_out_must_be_a_folder(prepare: Prepare, out: Path) -> None:
    out.write_text("")
    code, _, said = prepare()
    assert (code, "is a file, not a folder" in said) == (2, True)


# Licences.


def test_sizes_and_licences_are_shown_and_must_be_agreed_to(
    prepare: Prepare, out: Path, sources: Sources
) -> None:
    code, _, said = prepare(yes=False)
    assert code == 2
    assert sources.requests == []
    assert "To fetch: 8 files, " in said
    assert " MB (and 2 of unknown size)." in said
    assert "tatoeba: CC BY 4.0 (6 files)\n" in said
    assert (
        "tatoeba: CC BY-NC-ND 3.0 (2 files); not for commercial use;"
        " modified copies must not be redistributed\n"
    ) in said
    assert "cite: Nobody 2020" in said
    assert "there is no terminal to ask" in said
    assert "with --yes" in said
    assert not out.exists()


def test_what_was_agreed_to_is_not_asked_again(
    prepare: Prepare, monkeypatch: pytest.MonkeyPatch, sources: Sources
) -> None:
    questions: list[str] = []

    def answer(value: bool) -> None:
        def ask(question: str) -> bool:
            questions.append(question)
            return value

        monkeypatch.setattr("xstilts_kit.data.terms.ask_on_terminal", lambda: ask)

    answer(False)
    code, _, said = prepare("--language", "de", yes=False)
    assert (code, sources.requests) == (2, [])
    assert "Nothing was fetched: the licences were declined." in said
    answer(True)
    assert prepare("--language", "de", yes=False)[0] == 0
    assert len(questions) == 2
    assert prepare("--language", "es", yes=False)[0] == 0  # the same licence
    assert len(questions) == 2
    assert prepare("--language", "fr", yes=False)[0] == 0
    assert len(questions) == 3


# Handed over.


def _publish(folder: Path, language: str) -> None:
    for url, content in made.contents(language).items():
        place = folder / url.rpartition("/")[2]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)


def test_a_folder_on_disk_takes_the_place_of_a_download(
    prepare: Prepare, out: Path, tmp_path: Path, sources: Sources
) -> None:
    _publish(tmp_path / "mine/deep", "de")
    given = ("--from", f"tatoeba={tmp_path / 'mine'}")
    code, _, said = prepare("--language", "de", *given, yes=False)
    assert code == 0, said
    assert set(_files(out)) == _names("de")
    code, _, said = prepare(*given, yes=False)
    assert code == 3
    assert f"tatoeba/fr (test): {tmp_path / 'mine'}: there is no v1/fr.txt in it" in said
    assert sources.requests == []
    code, _, said = prepare("--from", f"tatoeba={tmp_path / 'not'}")
    assert code == 3
    assert "no such file or folder" in said


def test_archives_that_a_user_must_fetch_are_asked_for(
    prepare: Prepare, out: Path, tmp_path: Path
) -> None:
    code, _, said = prepare("--task", "bucc2018", "--language", "de")
    assert code == 3
    assert "bucc2018/de (test): bucc2018-de-en.tar cannot be fetched" in said
    assert "Download them from https://comparable.limsi.fr/bucc2018" in said
    assert "--task bucc2018 --from bucc2018=FOLDER" in said
    with tarfile.open(tmp_path / "bucc2018-de-en.tar", "w"):
        pass
    (tmp_path / "bucc2018-de-en.tar").write_text("Satz")
    code, _, said = prepare(
        "--task", "bucc2018", "--language", "de", "--from", f"bucc2018={tmp_path}"
    )
    assert code == 0, said
    assert set(_files(out)) == {"bucc2018/de-en.test.de", "bucc2018/de-en.test.en"}


def test_where_only_checksums_are_known_they_decide(
    prepare: Prepare, out: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    arguments = ("--task", "bucc2018", "--language", "fr", "--from", f"bucc2018={archive}")
    archive.write_text("Satzz")
    code, _, said = prepare(*arguments)
    assert code == 3
    assert "bucc2018/fr (test): the built files are not the official edition" in said
    assert "other files (by SHA-256)" in said
    assert _files(out) == {}
    archive.write_text("Satz")
    assert prepare(*arguments)[0] == 0
    record = read_record(out, Cell("bucc2018", "fr"))
    assert record is not None
    assert (record.edition, record.examples) == ("xtreme", 1)


def test_json_lists_what_was_done_and_what_failed(
    prepare: Prepare, out: Path, sources: Sources
) -> None:
    sources.fault("v1/de", status=404)
    code, text, _ = prepare("--json", "--quiet")
    found = json.loads(text)
    failed = found.pop("failed")
    assert (code, found) == (3, {"out": str(out), "built": 3, "adopted": 0, "kept": 0})
    assert [(f["task"], f["language"], f["split"]) for f in failed] == [("tatoeba", "de", "test")]
    assert "the link is dead" in failed[0]["error"]
    assert "--mirror" in failed[0]["remedy"]


# Several processes.

ALL = ("data", "prepare", "--yes", "--task", "tatoeba")


def test_two_processes_prepare_the_same_folder(
    start: Callable[..., Any], out: Path, sources: Sources
) -> None:
    for url in sources.files:
        sources.fault(url, delay=0.05)
    arguments = (*ALL, "--out", out, "--mirror", sources.url)
    running = [start(*arguments) for _ in range(2)]
    printed = [process.communicate(timeout=60) for process in running]
    assert [process.returncode for process in running] == [0, 0], printed
    assert set(_files(out)) == _names(*made.LANGUAGES)
    assert sorted(request.path for request in sources.requests) == sorted(sources.files)
    built = sum(int(text.partition("(")[2].partition(" built")[0]) for text, _ in printed)
    assert built == len(made.LANGUAGES)


def test_after_kill_9_the_same_command_goes_on(
    start: Callable[..., Any], out: Path, cache: Path, sources: Sources
) -> None:
    holding = sources.fault(r"v1/ru\.txt", hold_after=200_000, times=1)
    arguments = (*ALL, "--out", out, "--mirror", sources.url)
    first = start(*arguments)
    assert holding.reached.wait(30)
    part = cache / "partial" / made.HOST / "v1/ru.txt/ru.txt.part"
    deadline = time.monotonic() + 10
    while part.stat().st_size < 190_000 and time.monotonic() < deadline:
        time.sleep(0.01)
    first.kill()
    first.communicate(timeout=30)
    assert set(_files(out)) == _names("de", "es", "fr")
    before = _files(out)
    sources.requests.clear()
    second = start(*arguments)
    text, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
    assert text == f"{out}: 4 splits (1 built, 3 there before)\n"
    assert {name: _files(out)[name] for name in before} == before
    resumed, other = sources.requests
    assert int(resumed.headers["range"][len("bytes=") : -1]) >= 190_000
    assert other.path.endswith("v1/ru.en.txt")
