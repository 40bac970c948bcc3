"""Which tasks, languages, splits and examples a run takes, and what it says of the others."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.suites import get_suite

Predict = Callable[..., tuple[int, str, str]]
ReadManifest = Callable[[], dict[str, Any]]
Contents = Callable[[], dict[str, bytes]]

THREE = ("--language", "de", "--language", "en", "--language", "zh")


def _cells(manifest: dict[str, Any]) -> set[tuple[str, str, str]]:
    return {(entry["task"], entry["language"], entry["split"]) for entry in manifest["data"]}


def test_every_task_and_language_asked_for_is_predicted(
    predict: Predict, manifest: ReadManifest, contents: Contents
) -> None:
    code, stdout, stderr = predict(*THREE)
    assert code == 0, stderr
    wanted = {
        (task.name, language, "test")
        for task in get_suite("xtreme-8").tasks()
        for language in ("de", "en", "zh")
        if language in task.languages
    }
    assert _cells(manifest()) == wanted
    files = {f"predictions/{task}/{language}.jsonl" for task, language, _ in wanted}
    assert contents().keys() == files | {"manifest.json"}
    assert "126 records in 21 files" in stdout
    assert "Next: xstilts-submit validate" in stderr


def test_task_and_language_narrow_the_run(predict: Predict, manifest: ReadManifest) -> None:
    assert predict("--task", "panx", "--task", "xnli", "--language", "zh")[0] == 0
    assert _cells(manifest()) == {("xnli", "zh", "test"), ("panx", "zh", "test")}


def test_a_task_is_a_suite_of_its_own(predict: Predict, manifest: ReadManifest) -> None:
    assert predict("--suite", "panx", "--language", "en")[0] == 0
    assert manifest()["suite"] == "panx"
    assert _cells(manifest()) == {("panx", "en", "test")}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (["validation"], {"xnli/de validation", "xnli/en validation", "panx/en validation"}),
        (["xnli=validation"], {"xnli/de validation", "xnli/en validation", "panx/en test"}),
        (["xnli/de=validation"], {"xnli/de validation", "xnli/en test", "panx/en test"}),
        (
            ["validation", "xnli=test", "xnli/en=validation"],
            {"xnli/de test", "xnli/en validation", "panx/en validation"},
        ),
        (
            ["xnli/en=validation", "test"],
            {"xnli/de test", "xnli/en validation", "panx/en test"},
        ),
    ],
)
def test_the_split_that_is_named_most_closely_is_taken(
    given: list[str], expected: set[str], predict: Predict, manifest: ReadManifest
) -> None:
    more = [text for value in given for text in ("--split", value)]
    languages = ("--language", "de", "--language", "en")
    assert predict("--task", "xnli", "--task", "panx", *languages, *more)[0] == 0
    found = {f"{task}/{language} {split}" for task, language, split in _cells(manifest())}
    german = {"panx/de" + name.removeprefix("panx/en") for name in expected if "panx/en" in name}
    assert found == expected | german
    sizes = {entry["split"]: entry["examples"] for entry in manifest()["data"]}
    assert sizes.items() <= {"test": 6, "validation": 3}.items()


@pytest.mark.parametrize(("limit", "records"), [(1, 1), (4, 4), (6, 6), (100, 6)])
def test_limit_takes_the_first_examples_and_says_so(
    limit: int, records: int, predict: Predict, manifest: ReadManifest, contents: Contents
) -> None:
    assert predict("--task", "xnli", "--language", "en", "--limit", str(limit))[0] == 0
    lines = contents()["predictions/xnli/en.jsonl"].decode().splitlines()
    assert [json.loads(line)["id"] for line in lines] == [str(i) for i in range(records)]
    (entry,) = manifest()["data"]
    assert (entry["examples"], entry["limit"]) == (6, limit)
    assert manifest()["files"][0]["records"] == records


def test_a_limit_for_one_task_comes_before_that_for_all(
    predict: Predict, manifest: ReadManifest
) -> None:
    tasks = [text for task in ("xnli", "panx", "tatoeba") for text in ("--task", task)]
    limits = ("--limit", "2", "--limit", "panx=4")
    assert predict(*tasks, *limits, "--language", "de")[0] == 0
    entries = manifest()["data"]
    assert {e["task"]: e["limit"] for e in entries} == {"xnli": 2, "panx": 4, "tatoeba": 2}
    written = {file["path"].split("/")[1]: file["records"] for file in manifest()["files"]}
    assert written == {"xnli": 2, "panx": 4, "tatoeba": 2}


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("given", "says"),
    [
        (["0"], "--limit 0: not a number of examples"),
        (["-3"], "--limit -3: not a number"),
        (["ten"], "--limit ten: not a number"),
        (["panx="], "--limit panx=: not a number"),
        (["pnx=4"], "Did you mean panx?"),
        (["3", "4"], "given twice for all tasks"),
        (["panx=3", "panx=4"], "given twice for panx"),
        (["udpos=3"], "--limit is given for udpos, which is not predicted"),
    ],
)
def test_a_limit_that_means_nothing_is_refused(
    given: list[str], says: str, predict: Predict, out: Path
) -> None:
    more = [text for value in given for text in ("--limit", value)]
    code, _, stderr = predict("--task", "panx", "--language", "de", *more)
    assert code == 2
    assert says in stderr
    assert not out.exists()


def test_limited_predictions_are_the_first_of_the_whole_ones(
    predict: Predict, contents: Contents
) -> None:
    more = ("--task", "panx", "--language", "en")
    assert predict(*more)[0] == 0
    whole = contents()["predictions/panx/en.jsonl"]
    assert predict(*more, "--limit", "4", "--overwrite")[0] == 0
    assert whole.startswith(contents()["predictions/panx/en.jsonl"])


@pytest.mark.usefixtures("no_weights")
def test_missing_files_are_listed_ten_at_most_before_weights_are_loaded(
    predict: Predict, out: Path
) -> None:
    code, stdout, stderr = predict("--task", "xnli")
    assert code == 3
    assert stdout == ""
    assert "12 splits are missing:" in stderr
    assert sum("test-" in line for line in stderr.splitlines()) == 10
    assert "and 2 more" in stderr
    assert "--available" in stderr
    assert not out.exists()


@pytest.mark.usefixtures("no_weights")
def test_one_missing_file_is_named_in_the_singular(predict: Predict) -> None:
    code, _, stderr = predict("--task", "xnli", "--language", "en", "--language", "fr")
    assert code == 3
    assert "1 split is missing:" in stderr
    assert "xnli/fr: no " in stderr
    assert "test-fr.tsv" in stderr


@pytest.mark.usefixtures("no_weights")
def test_a_split_that_xtreme_does_not_have_is_said_to_be_none(predict: Predict) -> None:
    code, _, stderr = predict("--task", "udpos", "--language", "th", "--split", "validation")
    assert code == 3
    assert "(XTREME has none)" in stderr


def test_available_skips_missing_files_and_lists_them(
    predict: Predict, manifest: ReadManifest
) -> None:
    code, stdout, stderr = predict("--task", "xnli", "--available")
    assert code == 0
    assert stderr.count("Skipped xnli/") == 12
    assert "Skipped xnli/fr: no " in stderr
    assert "Skipped" not in stdout
    assert _cells(manifest()) == {("xnli", language, "test") for language in ("de", "en", "zh")}


def test_available_skips_tasks_without_a_head_and_lists_them(
    checkpoint: Path, tmp_path: Path, predict: Predict, manifest: ReadManifest
) -> None:
    fewer = Path(shutil.copytree(checkpoint, tmp_path / "fewer"))
    shutil.rmtree(fewer / "xnli")
    shutil.rmtree(fewer / "pawsx")
    more = ("--model", f"panx={fewer}", "--model", f"udpos={fewer}", "--model", f"xnli={fewer}")
    code, _, stderr = predict(*THREE, *more, "--task", "panx", "--task", "xnli", "--available")
    assert code == 0, stderr
    assert "Skipped xnli: " in stderr
    assert {task for task, _, _ in _cells(manifest())} == {"panx"}


@pytest.mark.usefixtures("no_weights")
def test_available_with_nothing_left_is_refused(predict: Predict, out: Path) -> None:
    code, _, stderr = predict("--task", "xnli", "--language", "fr", "--available")
    assert code == 3
    assert "Nothing is left to predict" in stderr
    assert not out.exists()


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--task", "xnly"), "Did you mean xnli"),
        (("--task", "nothing like it"), "The tasks are: "),
        (("--task", "bucc2018"), "not in the suite xtreme-8"),
        (("--suite", "panx", "--task", "xnli"), "not in the suite panx"),
        (("--suite", "xtreme8"), "Did you mean xtreme-8"),
        (("--suite", "q"), "The suites are: "),
        (("--task", "xnli", "--language", "zhh"), "Did you mean zh"),
        (("--task", "xnli", "--language", "jv"), "The languages are: "),
        (("--split", "tests"), "Did you mean test"),
        (("--split", "dev"), "XTREME's dev"),
        (("--split", "train"), "There is no split 'train'"),
        (("--split", "panxx=test"), "Did you mean panx"),
        (("--split", "xnli/jv=test"), "There is no language 'jv'"),
        (("--limit", "0"), "--limit"),
        (("--limit", "some"), "--limit"),
        (("--batch-tokens", "0"), "--batch-tokens"),
        (
            ("--suite", "xnli", "--language", "en", "--device", "abacus"),
            "The device 'abacus' cannot be used here",
        ),
        (("--dtype", "float8"), "--dtype"),
        (("--max-length", "xnli"), "--max-length xnli"),
        (("--max-length", "xnli=long"), "not a length"),
        (("--max-length", "xnli=3"), "8 sub-words or more"),
        (("--max-length", "xnli=9", "--max-length", "xnli=9"), "given twice"),
        (("--max-length", "xmli=9"), "Did you mean xnli"),
        (("--source", "panx=nowhere:x"), "is not a source"),
        (("--source", "folder:x"), "given twice"),
    ],
)
def test_what_does_not_exist_is_wrong_usage_with_a_suggestion(
    arguments: tuple[str, ...], says: str, predict: Predict, out: Path
) -> None:
    code, stdout, stderr = predict(*arguments)
    assert code == 2, stderr
    assert stdout == ""
    assert says in stderr
    assert not out.exists()


@pytest.mark.usefixtures("no_weights")
def test_a_source_that_is_not_there_is_refused(predict: Predict, tmp_path: Path) -> None:
    code, _, stderr = predict("--source", f"xnli=folder:{tmp_path / 'gone'}")
    assert code == 3
    assert "gone does not exist" in stderr


@pytest.mark.usefixtures("no_weights")
@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "the file is empty"),
        (b"one column\n", "1 column; expected 2 columns"),
        (b"a\tb\nc\td\te\n", ":2: 3 columns"),
        (b"a\t\xff\n", "UTF-8"),
    ],
)
def test_a_damaged_file_is_refused_before_weights_are_loaded(
    content: bytes, says: str, predict: Predict, tmp_path: Path, out: Path
) -> None:
    (tmp_path / "download" / "xnli").mkdir(parents=True)
    (tmp_path / "download" / "xnli" / "test-en.tsv").write_bytes(content)
    more = ("--task", "xnli", "--language", "en")
    code, _, stderr = predict(*more, "--source", f"xnli=folder:{tmp_path / 'download'}")
    assert code == 3
    assert says in stderr
    assert "test-en.tsv" in stderr
    assert not out.exists()


def test_data_of_no_known_edition_are_warned_of_with_their_counts(
    predict: Predict, manifest: ReadManifest
) -> None:
    code, stdout, stderr = predict("--task", "xnli", "--language", "en")
    assert code == 0
    assert "Warning: xnli/en (test) is in no known edition: 6 examples" in stderr
    assert "edition xtreme has 5010" in stderr
    assert "Warning" not in stdout
    assert manifest()["data"][0]["edition"] is None


def test_of_many_warnings_each_task_has_its_first_three(
    predict: Predict, data: Path, tmp_path: Path
) -> None:
    more = Path(shutil.copytree(data / "download/xnli", tmp_path / "download/xnli"))
    for language in ("es", "fr"):
        shutil.copy(more / "test-de.tsv", more / f"test-{language}.tsv")
    source = ("--source", f"xnli=folder:{more.parent}")
    five = (*THREE, "--language", "es", "--language", "fr")
    code, _, stderr = predict(*five, *source, "--task", "xnli", "--task", "panx", "--available")
    assert code == 0
    for task in ("xnli", "panx"):
        assert len(re.findall(rf"^Warning: {task}/.. .* in no known edition", stderr, re.M)) == 3
    assert "Warning: xnli: and 2 more languages." in stderr
    assert "Warning: panx: and" not in stderr


def test_no_answer_is_opened(predict: Predict, data: Path) -> None:
    opened: list[str] = []
    watching = True

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event == "open" and isinstance(arguments[0], str):
            opened.append(arguments[0])

    sys.addaudithook(watch)
    assert predict(*THREE, "--suite", "xtreme")[0] == 0
    watching = False
    touched = {Path(name) for name in opened if Path(name).is_relative_to(data)}
    assert data / "download" / "xnli" / "test-en.tsv" in touched
    assert data / "download" / "xquad" / "xquad.en.json" in touched
    assert not any(path.is_relative_to(data / "labels") for path in touched)
    assert {path.name for path in touched if path.suffix == ".gold"} == {
        "de-en.dev.gold",
        "zh-en.dev.gold",
    }
