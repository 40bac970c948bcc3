"""Editions: the stored files, and fingerprints that depend on the examples alone."""

import json
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import editions, miniature
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.families.tagging.records import Sentence, TagsGold
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Role, all_tasks, get_task
from xstilts_schemas import validator

NAMES = sorted(editions.all_editions())


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
    assert len({entry["inputs"] for entry in document["entries"]}) == len(keys)


def test_the_official_edition_is_here() -> None:
    assert "xtreme" in NAMES


@pytest.mark.parametrize("name", NAMES)
def test_inputs_are_identified_by_their_fingerprint_in_their_own_cell_alone(name: str) -> None:
    for (task, language, split), entry in editions.all_editions()[name].entries.items():
        assert editions.identify(task, language, split, entry.inputs) == name
        assert editions.expected(task, language, split)[name] == entry.examples
        other = "test" if split == "validation" else "validation"
        assert editions.identify(task, language, other, entry.inputs) is None
    assert editions.identify("xnli", "de", "test", "0" * 64) is None
    assert editions.identify("xnli", "de", "test", None) is None
    assert editions.expected("xnli", "xx", "test") == {}


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


def _print(folder: Path, task: str, content: bytes, role: Role = "test") -> str:
    (name,) = get_task(task).paths(role, "de")
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return editions.fingerprint(FolderSource(folder).inputs(get_task(task), "de", role).rows())


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
    [(task.name, role) for task in all_tasks().values() for role in task.files if role != "train"],
)
def test_the_bundled_miniature_is_the_edition_it_claims_to_be(task: str, role: Role) -> None:
    source, finder = FolderSource(miniature.DATA), open_gold([miniature.LABELS])
    for language in get_suite("mini").languages_of(get_task(task)):
        inputs = editions.fingerprint(source.inputs(get_task(task), language, role).rows())
        name = editions.identify(task, language, role, inputs)
        assert name is not None and name.startswith("mini-"), language
        entry = editions.all_editions()[name].entries[task, language, role]
        gold = finder.find(get_task(task), language, role, inputs, source)
        assert gold is not None
        assert editions.fingerprint(gold) == entry.gold


NOT_ESTABLISHED = {
    ("panx", "validation"): {"th"},
    ("bucc2018", "validation"): {"de", "fr", "ru"},
    ("bucc2018", "test"): {"de", "fr", "ru", "zh"},
}
"""Files of the official edition that could not be had; BUCC's corpora have terms of their own."""


def test_the_official_edition_holds_every_language_of_every_task() -> None:
    entries = editions.all_editions()["xtreme"].entries
    for task in all_tasks().values():
        for role in ("validation", "test"):
            held = {code for name, code, split in entries if (name, split) == (task.name, role)}
            published = {code for code in task.languages if task.has_split(role, code)}
            assert held == published - NOT_ESTABLISHED.get((task.name, role), set())
