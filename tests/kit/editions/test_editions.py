"""Editions: the stored files, and fingerprints that depend on the examples alone."""

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import editions, miniature
from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

NAMES = sorted(editions.all_editions())

NINE = get_suite("xtreme").tasks()


def _document(name: str) -> Any:
    return json.loads((files(editions) / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_edition_fits_its_schema_and_names_its_methods(name: str) -> None:
    document = _document(name)
    assert [error.message for error in validator("edition").iter_errors(document)] == []
    assert document["name"] == name
    assert {entry["how"] for entry in document["entries"]} <= set(document["methods"])
    keys = [(entry["task"], entry["language"], entry["split"]) for entry in document["entries"]]
    assert len(keys) == len(set(keys))
    known = [entry["inputs"] for entry in document["entries"] if entry["inputs"]]
    assert len(set(known)) == len(known)
    for entry in document["entries"]:
        assert entry["examples"] is not None or entry["inputs"] is None
        assert (entry["inputs"] is None) == (entry["inputs_any_order"] is None)
        assert entry["gold_any_order"] is None or entry["gold"] is not None
    paths = [
        f["path"]
        for e in [*document["entries"], {"files": document["other_files"]}]
        for f in e["files"]
    ]
    assert len(set(paths)) == len(paths)


def test_the_official_editions_are_here() -> None:
    assert {"xtreme", "xtreme-r", "surrogate"} < set(NAMES)


def test_what_is_not_known_is_registered_as_such_and_has_no_count() -> None:
    edition = editions.all_editions()["xtreme"]
    cell = Cell("bucc2018", "de")
    assert cell not in edition.entries
    assert editions.registered(cell, "xtreme") == edition.registered[cell]
    unknown = edition.registered[cell]
    assert (unknown.examples, unknown.inputs, unknown.gold) == (None, None, None)
    assert [file.path for file in unknown.files] == [
        "bucc2018/de-en.test.de",
        "bucc2018/de-en.test.en",
    ]
    assert "xtreme" not in editions.expected(cell)
    assert editions.registered(Cell("bucc2018", "xx"), "xtreme") is None
    assert editions.registered(cell, "none") is None


def test_the_stand_in_for_mlqa_is_its_validation_split() -> None:
    official = editions.all_editions()["xtreme"].entries
    stand_in = editions.all_editions()["surrogate"].entries
    for cell, entry in stand_in.items():
        assert (cell.task, cell.split) == ("mlqa", "test")
        assert entry == official[cell.on("validation")]
        assert official[cell].inputs is None
        assert editions.identify(cell, entry.inputs) == "surrogate"


def test_283_files_are_listed_with_size_and_checksum() -> None:
    known = [editions.all_editions()[name] for name in ("xtreme", "xtreme-r")]
    files = [
        file
        for edition in known
        for group in (*(r.files for r in edition.registered.values()), edition.other_files)
        for file in group
        if file.listed
    ]
    assert len({file.path for file in files}) == len(files) == 283
    assert all(file.bytes and file.sha256 for file in files)


def test_a_fingerprint_in_any_order_forgets_order_and_row_numbers_alone() -> None:
    first, second = SentencePair("0", "a", "b"), SentencePair("1", "c", "d")
    swapped = [SentencePair("0", "c", "d"), SentencePair("1", "a", "b")]
    found = editions.fingerprint_any_order([first, second], ids=False)
    assert found == editions.fingerprint_any_order(swapped, ids=False)
    assert found != editions.fingerprint_any_order(swapped, ids=True)
    assert found != editions.fingerprint_any_order([first, first], ids=False)
    assert found != editions.fingerprint_any_order([first], [second], ids=False)


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_identified_by_their_fingerprint_in_their_own_cell_alone(name: str) -> None:
    for cell, entry in editions.all_editions()[name].entries.items():
        found = editions.identify(cell, entry.inputs)
        assert found == (None if entry.inputs is None else name)
        assert editions.expected(cell)[name] == entry.examples
        other = cell.on("test" if cell.split == "validation" else "validation")
        if name not in ("surrogate", "xtreme") or cell.task != "mlqa":
            assert editions.identify(other, entry.inputs) is None
    assert editions.identify(Cell("xnli", "de"), "0" * 64) is None
    assert editions.identify(Cell("xnli", "de"), None) is None
    assert editions.expected(Cell("xnli", "xx")) == {}


def test_a_fingerprint_is_the_sha_256_of_canonical_json_lines() -> None:
    rows = [SentencePair("0", 'Süß "x"', "é\u2028"), SentencePair("1", "", "\\")]
    lines = (
        '{"id":"0","text_a":"Süß \\"x\\"","text_b":"é\u2028"}\n'
        '{"id":"1","text_a":"","text_b":"\\\\"}\n'
    )
    assert editions.fingerprint(rows) == sha256(lines.encode()).hexdigest()
    sentence = '{"id":"0","tokens":["安","."]}\n'
    assert (
        editions.fingerprint([Sentence("0", ("安", "."))]) == sha256(sentence.encode()).hexdigest()
    )
    gold = '{"id":"0","tags":["O"]}\n{"id":"1","tags":null}\n'
    found = editions.fingerprint([TagsGold("0", ("O",)), TagsGold("1", None)])
    assert found == sha256(gold.encode()).hexdigest()


def _print(folder: Path, task: str, content: bytes, role: Split = "test") -> str:
    (name,) = get_task(task).paths(role, "de")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return editions.fingerprint(FolderSource(folder).inputs(Cell(task, "de", role)).rows())


@pytest.mark.parametrize("text", ["plain", "},{", '"},{"', "}\n{", "é\ud800"])
def test_a_fingerprint_of_many_rows_is_that_of_their_lines(text: str) -> None:
    rows = [SentencePair(str(at), text if at == 7 else "a", "b") for at in range(1005)]
    canonical = (
        json.dumps(row.canonical(), sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        for row in rows
    )
    lines = "".join(f"{line}\n" for line in canonical)
    expected = sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()
    assert editions.fingerprint(rows) == expected


def test_a_fingerprint_does_not_depend_on_how_the_file_is_written(tmp_path: Path) -> None:
    plain = b"Er sagt ja.\tJa.\nNein.\tEs regnet.\n"
    same = [
        plain.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + plain,
        plain.removesuffix(b"\n"),
        plain.replace(b"Nein.", b'"Nein."'),
    ]
    assert {_print(tmp_path, "xnli", content) for content in same} == {
        _print(tmp_path, "xnli", plain)
    }
    labelled = plain.replace(b"\n", b"\tneutral\n")
    assert _print(tmp_path, "xnli", labelled) == _print(tmp_path, "xnli", plain)
    tokens = b"Anna\nlebt\n\nHier\n"
    spread = [tokens.replace(b"\n", b"\r\n"), b"\n" + tokens + b"\n\n", tokens[:-1]]
    assert {_print(tmp_path, "panx", content) for content in spread} == {
        _print(tmp_path, "panx", tokens)
    }


def test_a_fingerprint_depends_on_order_and_on_every_character(tmp_path: Path) -> None:
    plain = "Er sagt ja.\tJa.\nNein.\tEs regnet.\n"
    others = [
        "Nein.\tEs regnet.\nEr sagt ja.\tJa.\n",
        "Er sagt ja. \tJa.\nNein.\tEs regnet.\n",
        "Er sagt ja\u200b.\tJa.\nNein.\tEs regnet.\n",
        "Ja.\tEr sagt ja.\nNein.\tEs regnet.\n",
        "Er sagt ja.\tJa.\n",
    ]
    prints = [_print(tmp_path, "xnli", text.encode()) for text in [plain, *others]]
    assert len(set(prints)) == len(prints)


@pytest.mark.parametrize(
    ("task", "role"),
    [(task.name, role) for task in NINE for role in task.files if role != "train"],
)
def test_the_bundled_miniature_is_the_edition_it_claims_to_be(task: str, role: Split) -> None:
    source, finder = FolderSource(miniature.DATA), open_gold([miniature.LABELS])
    for language in get_suite("mini").languages_of(get_task(task)):
        inputs = editions.fingerprint(source.inputs(Cell(task, language, role)).rows())
        name = editions.identify(Cell(task, language, role), inputs)
        assert name is not None and name.startswith("mini-"), language
        entry = editions.all_editions()[name].entries[Cell(task, language, role)]
        gold = finder.find(Cell(task, language, role), inputs, source)
        assert gold is not None
        assert editions.fingerprint(gold) == entry.gold


NOT_ESTABLISHED = {
    ("panx", "validation"): {"th"},
    ("bucc2018", "validation"): {"de", "fr", "ru"},
    ("bucc2018", "test"): {"de", "fr", "ru", "zh"},
}
"""Files of the official edition that could not be had; BUCC's corpora have terms of their own."""


def test_the_official_edition_holds_every_language_of_every_task() -> None:
    edition = editions.all_editions()["xtreme"]
    for task in NINE:
        for role in SPLITS:
            held = {
                cell.language
                for cell in edition.registered
                if (cell.task, cell.split) == (task.name, role)
            }
            published = {code for code in task.languages if task.has_split(role, code)}
            if role == "train":
                assert held <= published and ("en" in held or "en" not in published), task.name
            else:
                assert held == published
    # Files that were not at hand have no fingerprint.
    without = {cell for cell, entry in edition.registered.items() if entry.inputs is None}
    assert {cell for cell in without if cell.split != "train"} == (
        {Cell("mlqa", code) for code in get_task("mlqa").languages}
        | {Cell("bucc2018", code) for code in get_task("bucc2018").languages}
        | {Cell("bucc2018", code, "validation") for code in ("de", "fr", "ru")}
        | {Cell("panx", "th", "validation")}
    )
