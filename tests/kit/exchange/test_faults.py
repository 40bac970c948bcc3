"""Every known fault of an export is named at its place, and then nothing is written."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.codes import CODES
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.exchange.importing import NotImported, import_predictions
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.families.tagging.exchange import _fits_elsewhere
from xstilts_kit.sources.folder import FolderSource

Change = Callable[[list[str]], list[str]]
Found = set[tuple[str, str, int | None]]

MINI = FolderSource(miniature.DATA)


def tokens(row: int) -> int:
    """How many tokens a sentence of panx/de has."""
    return len(MINI.inputs(Cell("panx", "de")).examples[row].tokens)


def found(folder: Path, task: str, out: Path, suite: str = "mini") -> Found:
    sources = () if suite == "mini" else ("none",)
    selection = Selection(suite=suite, sources=sources, tasks=(task,), languages=("de",))
    try:
        problems = import_predictions(folder, out, "xtreme", selection).problems
    except NotImported as error:
        assert not out.exists()
        problems = error.problems
    else:
        assert (out / "manifest.json").is_file()
    return {(problem.code, problem.path, problem.line) for problem in problems}


def line(number: int, text: str) -> Change:
    return lambda lines: [*lines[: number - 1], text, *lines[number:]]


def insert(number: int, *texts: str) -> Change:
    return lambda lines: [*lines[: number - 1], *texts, *lines[number - 1 :]]


def drop(number: int) -> Change:
    return lambda lines: [*lines[: number - 1], *lines[number:]]


FAULTS: dict[str, tuple[str, Change, str, int | None]] = {
    "another case": ("xnli", line(2, "Neutral"), "XS607", 2),
    "a decimal": ("pawsx", line(3, "1.0"), "XS607", 3),
    "a leading zero": ("pawsx", line(3, "01"), "XS607", 3),
    "an unknown label": ("xnli", line(1, "maybe"), "XS405", 1),
    "a class number": ("xnli", line(1, "2"), "XS405", 1),
    "unknown is for gold": ("xnli", line(1, "?"), "XS405", 1),
    "an empty line inside": ("xnli", line(4, ""), "XS405", 4),
    "an index beside the label": ("xnli", line(5, "4\tneutral"), "XS606", 5),
    "a line too few": ("xnli", drop(1), "XS609", None),
    "a line too many": ("tatoeba", insert(1, "0"), "XS609", None),
    "an array": ("tatoeba", line(2, "[308]"), "XS608", 2),
    "an array with a space": ("tatoeba", line(2, "[ 8 ]"), "XS608", 2),
    "no number": ("tatoeba", line(3, "three"), "XS412", 3),
    "a number beyond the candidates": ("tatoeba", line(3, "99999"), "XS412", 3),
    "a number with a leading zero": ("tatoeba", line(3, "03"), "XS412", 3),
    "no match": ("tatoeba", line(3, ""), "XS412", 3),
    "a token beside the tag": ("panx", line(1, "Berlin\tB-LOC"), "XS606", 1),
    "a token, a space, the tag": ("panx", line(1, "Berlin B-LOC"), "XS606", 1),
    "a word": ("panx", line(1, "Berlin"), "XS605", 1),
    "a wide space for a word": ("panx", line(1, "\u3000"), "XS605", 1),
    "a tag in lower case": ("panx", line(1, "b-loc"), "XS607", 1),
    "a tag with an underscore": ("panx", line(1, "B_LOC"), "XS607", 1),
    "a tag of another set": ("panx", line(1, "B-MISC"), "XS405", 1),
    "a tag too few": ("panx", drop(1), "XS610", 1),
    "a tag too many": ("panx", insert(1, "O"), "XS610", 1),
    "a space in a pair": ("bucc2018", line(2, "de-000000003 en-000000001"), "XS612", 2),
    "a score": ("bucc2018", line(2, "de-000000003\ten-000000001\t1.03"), "XS613", 2),
    "one id": ("bucc2018", line(2, "de-000000003"), "XS613", 2),
    "no id": ("bucc2018", line(2, "3\t4"), "XS613", 2),
    "an unknown sentence": ("bucc2018", line(2, "de-000000003\ten-999999999"), "XS407", 2),
    "the columns the other way": ("bucc2018", line(2, "en-000000001\tde-000000003"), "XS407", 2),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_its_code_and_its_place(name: str, exported: Path, tmp_path: Path) -> None:
    task, change, code, number = FAULTS[name]
    path = exported / task / "test-de.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(change(lines)), encoding="utf-8")
    assert found(exported, task, tmp_path / "out") == {(code, f"{task}/test-de.tsv", number)}


def test_two_sentences_run_together_are_found_where_they_begin(
    exported: Path, tmp_path: Path
) -> None:
    path = exported / "panx/test-de.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    start = tokens(0) + 2
    end = start + tokens(1)
    assert lines[end - 1] == ""
    path.write_text("\n".join(drop(end)(lines)), encoding="utf-8")
    selection = Selection(suite="mini", tasks=("panx",), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("XS609", start)
    assert f"sentence 2: {tokens(1) + tokens(2)} tags; the inputs have {tokens(1)}" in (
        problem.message
    )


@pytest.mark.parametrize(("change", "says"), [("cut", "missing"), ("more", "too many")])
def test_sentences_that_are_missing_at_the_end_or_too_many(
    change: str, says: str, exported: Path, tmp_path: Path
) -> None:
    path = exported / "panx/test-de.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.rpartition("\n\n")[0] if change == "cut" else f"{text}\nO\n", encoding="utf-8"
    )
    selection = Selection(suite="mini", tasks=("panx",), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert problem.code == "XS609"
    assert f"the first {says} is sentence" in problem.message


@pytest.mark.parametrize("task", ["pawsx", "xnli", "tatoeba"])
def test_a_line_that_lacks_anywhere_is_not_cut_to_fit(
    task: str, exported: Path, tmp_path: Path
) -> None:
    path = exported / f"{task}/test-de.tsv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[1:]), encoding="utf-8")
    selection = Selection(suite="mini", tasks=(task,), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert problem.code == "XS609"
    assert ("XTREME's own processor drops the first one" in problem.message) == (task == "pawsx")
    assert "--limit" not in problem.message + CODES["XS609"].remedy
    limited = replace(selection, limit=len(lines) - 1)
    with pytest.raises(UsageError) as refused:
        import_predictions(exported, tmp_path / "out", "xtreme", limited)
    assert "--format jsonl" in refused.value.remedy
    assert ("drops the first example" in refused.value.what) == (task == "pawsx")
    assert not (tmp_path / "out").exists()


def test_a_limit_is_named_where_the_lengths_of_the_sentences_prove_it(
    exported: Path, tmp_path: Path
) -> None:
    path = exported / "panx/test-de.tsv"
    sentences = path.read_text(encoding="utf-8").split("\n\n")
    path.write_text("\n\n".join(sentences[:-1]), encoding="utf-8")
    selection = Selection(suite="mini", tasks=("panx",), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert f"give --limit {len(sentences) - 1}" in problem.message
    # Sentences of one length may as well be the last ones.
    assert _fits_elsewhere([3, 3], [3, 3, 3])
    assert not _fits_elsewhere([3, 3], [3, 3, 4])
    assert _fits_elsewhere([3, 3], [3, None, 3])


def test_a_word_that_looks_like_a_tag_is_known_by_the_inputs(
    exported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    whole = FolderSource.inputs

    def shouted(self: FolderSource, cell: Cell) -> object:
        inputs = whole(self, cell)
        first = inputs.examples[0]
        changed = replace(first, tokens=("USA", *first.tokens[1:]))
        return replace(inputs, examples=(changed, *inputs.examples[1:]))

    monkeypatch.setattr(FolderSource, "inputs", shouted)
    path = exported / "panx/test-de.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join(line(1, "USA")(lines)), encoding="utf-8")
    assert found(exported, "panx", tmp_path / "out") == {("XS605", "panx/test-de.tsv", 1)}


EMPTY: dict[str, tuple[str, Change, int]] = {
    "at the end": ("xnli", lambda lines: [*lines, "", ""], -1),
    "before the first sentence": ("panx", insert(1, ""), 1),
    "between sentences": ("panx", insert(tokens(0) + 1, "", "  "), tokens(0) + 2),
    "in a list of pairs": ("bucc2018", insert(2, ""), 2),
}


@pytest.mark.parametrize("name", EMPTY)
def test_empty_lines_are_left_out_and_said(name: str, exported: Path, tmp_path: Path) -> None:
    task, change, number = EMPTY[name]
    path = exported / task / "test-de.tsv"
    lines = path.read_text(encoding="utf-8").split("\n")
    number = number if number > 0 else len(lines)
    clean, padded = tmp_path / "clean", tmp_path / "padded"
    assert found(exported, task, clean) == set()
    path.write_text("\n".join(change(lines)), encoding="utf-8")
    assert found(exported, task, padded) == {("XS604", f"{task}/test-de.tsv", number)}
    name = f"predictions/{task}/de.jsonl"
    assert (clean / name).read_bytes() == (padded / name).read_bytes()


@pytest.mark.parametrize("task", ["xnli", "panx", "bucc2018", "tatoeba", "xquad"])
def test_windows_line_ends_and_a_byte_order_mark_are_left_out_and_said(
    task: str, exported: Path, tmp_path: Path
) -> None:
    (path,) = (exported / task).glob("test-de.*")
    clean, marked = tmp_path / "clean", tmp_path / "marked"
    assert found(exported, task, clean) == set()
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert found(exported, task, marked) == {("XS603", f"{task}/{path.name}", 1)}
    name = f"predictions/{task}/de.jsonl"
    assert (clean / name).read_bytes() == (marked / name).read_bytes()


def test_a_missing_last_line_end_is_no_fault(exported: Path, tmp_path: Path) -> None:
    for task in ("xnli", "panx", "bucc2018", "tatoeba", "xquad"):
        (path,) = (exported / task).glob("test-de.*")
        path.write_bytes(path.read_bytes().rstrip(b"\n"))
        assert found(exported, task, tmp_path / task) == set()


def test_a_pair_twice_is_taken_once(exported: Path, tmp_path: Path) -> None:
    path = exported / "bucc2018/test-de.tsv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.split("\n")[0] + "\n", encoding="utf-8")
    count = text.count("\n")
    assert found(exported, "bucc2018", tmp_path / "out") == {
        ("XS614", "bucc2018/test-de.tsv", count + 1)
    }
    written = (tmp_path / "out/predictions/bucc2018/de.jsonl").read_text(encoding="utf-8")
    assert written.count("\n") == count


def test_line_numbers_instead_of_matches_are_a_warning(exported: Path, tmp_path: Path) -> None:
    path = exported / "tatoeba/test-de.tsv"
    count = path.read_text(encoding="utf-8").count("\n")
    path.write_text("".join(f"{row}\n" for row in range(count)), encoding="utf-8")
    assert found(exported, "tatoeba", tmp_path / "out") == {("XS615", "tatoeba/test-de.tsv", None)}


ANSWERS: dict[str, tuple[str, str, int | None]] = {
    "null": ('{\n "ID": null,', "XS611", 2),
    "a number": ('{\n "ID": 308,', "XS611", 2),
    "a list": ('{\n "ID": ["a"],', "XS611", 2),
    "an unknown id": ('{\n "ID": "",\n "other": "",', "XS407", 3),
    "an id twice": ('{\n "ID": "",\n "ID": "",', "XS402", None),
    "a missing id": ("{", "XS408", None),
    "cut off": ('{\n "ID": "a\n', "XS401", 2),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_answers_are_texts_and_have_the_ids_of_the_questions(
    name: str, exported: Path, tmp_path: Path
) -> None:
    head, code, number = ANSWERS[name]
    path = exported / "xquad/test-de.json"
    first, rest = path.read_text(encoding="utf-8").split("\n", 2)[1:]
    identifier = first.split('"')[1]
    path.write_text(f"{head.replace('ID', identifier)}\n{rest}", encoding="utf-8")
    assert found(exported, "xquad", tmp_path / "out") == {(code, "xquad/test-de.json", number)}


@pytest.mark.parametrize("text", ["[]", '[{"id": "1", "prediction_text": "a"}]', '"a"', "null"])
def test_another_json_than_an_object_of_answers(text: str, exported: Path, tmp_path: Path) -> None:
    (exported / "xquad/test-de.json").write_text(text, encoding="utf-8")
    assert found(exported, "xquad", tmp_path / "out") == {("XS616", "xquad/test-de.json", 1)}


def test_half_a_surrogate_pair_is_no_text(exported: Path, tmp_path: Path) -> None:
    path = exported / "xquad/test-de.json"
    path.write_text(path.read_text(encoding="utf-8").replace('""', '"\\ud800"', 1), "utf-8")
    assert found(exported, "xquad", tmp_path / "out") == {("XS401", "xquad/test-de.json", None)}


@pytest.mark.parametrize("content", [b"\xff\xfen\x00", b"neutral\n\xe9\n"], ids=["16", "latin"])
def test_another_encoding_is_said(content: bytes, exported: Path, tmp_path: Path) -> None:
    (exported / "xnli/test-de.tsv").write_bytes(content)
    number = 1 if content.startswith(b"\xff") else 2
    assert found(exported, "xnli", tmp_path / "out") == {("XS302", "xnli/test-de.tsv", number)}


@pytest.mark.parametrize("task", ["xnli", "panx", "tatoeba", "xquad"])
@pytest.mark.parametrize("suite", ["mini", "xtreme"])
def test_an_empty_file_is_an_error(suite: str, task: str, exported: Path, tmp_path: Path) -> None:
    (path,) = (exported / task).glob("test-de.*")
    path.write_bytes(b"")
    problems = found(exported, task, tmp_path / "out", suite)
    code = "XS401" if task == "xquad" else "XS609" if suite == "mini" else "XS301"
    assert {problem[0] for problem in problems} == {code}


def test_a_link_to_nothing_and_a_pipe_are_no_predictions(exported: Path, tmp_path: Path) -> None:
    import os

    path = exported / "xnli/test-de.tsv"
    path.unlink()
    path.symlink_to(exported / "gone")
    assert found(exported, "xnli", tmp_path / "out") == {("XS102", "xnli/test-de.tsv", None)}
    path.unlink()
    os.mkfifo(path)
    assert found(exported, "xnli", tmp_path / "out") == {("XS102", "xnli/test-de.tsv", None)}


def test_no_pairs_at_all_are_a_prediction(exported: Path, tmp_path: Path) -> None:
    (exported / "bucc2018/test-de.tsv").write_bytes(b"")
    assert found(exported, "bucc2018", tmp_path / "out") == set()


@pytest.mark.parametrize(
    "name", ["test_de_predictions.txt", "test_de.tsv", "de.tsv", "Test-de.tsv", "test-de.json"]
)
def test_another_file_name_is_an_error_that_names_the_right_one(
    name: str, exported: Path, tmp_path: Path
) -> None:
    (exported / "tatoeba/test-de.tsv").rename(exported / "tatoeba" / name)
    selection = Selection(suite="mini", tasks=("tatoeba",), languages=("de", "ru"))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("XS601", f"tatoeba/{name}")
    assert problem.message == "expected tatoeba/test-de.tsv"


@pytest.mark.parametrize("name", ["PAWS-X", "paws_x", "PawsX"])
def test_another_folder_name_is_an_error_that_names_the_right_one(
    name: str, exported: Path, tmp_path: Path
) -> None:
    (exported / "pawsx").rename(exported / name)
    selection = Selection(suite="mini", languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection)
    (problem,) = caught.value.problems
    assert (problem.code, problem.path) == ("XS601", name)
    assert "pawsx" in problem.message


@pytest.mark.parametrize(
    "name",
    ["notes.txt", "mewslix/test-de.json", "xnli/test-xx.tsv", "xnli/dev-de.tsv", "xnli/old/a.tsv"],
)
def test_what_is_not_read_is_named(name: str, exported: Path, tmp_path: Path) -> None:
    path = exported / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("?\n", encoding="utf-8")
    shown = name if name.startswith("xnli/") else name.partition("/")[0]
    shown = "xnli/old" if "old" in name else shown
    assert found(exported, "xnli", tmp_path / "out") == {("XS602", shown, None)}


def test_hidden_files_are_nobodys_business(exported: Path, tmp_path: Path) -> None:
    (exported / "xnli/.DS_Store").write_bytes(b"\0")
    (exported / ".git").mkdir()
    assert found(exported, "xnli", tmp_path / "out") == set()


def test_a_folder_without_predictions_is_said(tmp_path: Path) -> None:
    selection = Selection(suite="mini")
    with pytest.raises(UsageError, match="does not exist"):
        import_predictions(tmp_path / "gone", tmp_path / "out", "xtreme", selection)
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"holds no predictions.*xnli/test-ar\.tsv"):
        import_predictions(tmp_path / "empty", tmp_path / "out", "xtreme", selection)


def test_predictions_in_two_places_are_refused(exported: Path, tmp_path: Path) -> None:
    (exported / "predictions/xnli").mkdir(parents=True)
    with pytest.raises(UsageError, match="two places"):
        import_predictions(exported, tmp_path / "out", "xtreme", Selection(suite="mini"))


LINES: dict[str, tuple[str, str, int | None]] = {
    "not JSON": ("{", "XS401", 1),
    "a field too many": ('{"id": "0", "label": "neutral", "score": 1}', "XS404", 1),
    "another label": ('{"id": "0", "label": "Neutral"}', "XS405", 1),
    "an unknown id": ('{"id": "-1", "label": "neutral"}', "XS407", 1),
    "a number for an id": ('{"id": 0, "label": "neutral"}', "XS404", 1),
    "an id twice": ('{"id": "1", "label": "neutral"}', "XS406", 2),
    "a missing example": ("", "XS408", None),
}


@pytest.mark.parametrize("name", LINES)
def test_a_fault_of_a_record_has_its_line(name: str, imported: Path, tmp_path: Path) -> None:
    text, code, number = LINES[name]
    lines = (imported / "predictions/xnli/de.jsonl").read_text(encoding="utf-8").split("\n")
    path = tmp_path / "in/xnli/de.jsonl"
    path.parent.mkdir(parents=True)
    path.write_text("\n".join(line(1, text)(lines)), encoding="utf-8")
    selection = Selection(suite="mini", tasks=("xnli",), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(tmp_path / "in", tmp_path / "out", "jsonl", selection)
    places = {(problem.code, problem.line) for problem in caught.value.problems}
    expected = {(code, number)}
    if name in ("an unknown id", "an id twice"):
        expected.add(("XS408", None))  # the first example has no record
    assert places == expected


def test_without_inputs_the_gold_knows_the_number_of_tags(exported: Path, tmp_path: Path) -> None:
    path = exported / "panx/test-de.tsv"
    path.write_text("O\n" + path.read_text(encoding="utf-8"), encoding="utf-8")
    selection = Selection(suite="xtreme", tasks=("panx",), languages=("de",))
    with pytest.raises(NotImported) as caught:
        import_predictions(exported, tmp_path / "out", "xtreme", selection, gold=[miniature.LABELS])
    (problem,) = caught.value.problems
    assert (problem.code, problem.line) == ("XS610", 1)
    assert "the gold has" in problem.message
