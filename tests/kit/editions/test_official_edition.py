"""The official edition against the published sizes, and against the real files."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit import editions, miniature
from xstilts_kit.cell import Cell, Split
from xstilts_kit.data.establishing import official_editions, official_entries, open_real_data
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.storage import write_json
from xstilts_kit.tasks import all_tasks, get_task

OFFICIAL = ("xtreme", "xtreme-r", "surrogate")


def _counts(text: str) -> dict[str, int]:
    pairs = (pair.split() for pair in text.split(","))
    return {language: int(count) for language, count in pairs}


UDPOS_TEST = _counts(
    "af 425, ar 1680, bg 1116, de 22358, el 456, en 5440, es 3147, et 3760, eu 1799, fa 600,"
    " fi 4422, fr 5009, he 491, hi 2684, hu 449, id 1557, it 3518, ja 2372, kk 1047, ko 4276,"
    " mr 47, nl 1471, pt 2681, ru 8976, ta 120, te 146, th 1000, tl 55, tr 4785, ur 535, vi 800,"
    " yo 100, zh 3455"
)
UDPOS_DEV = _counts(
    "af 194, ar 909, bg 1115, de 19233, el 403, en 3974, es 3054, et 3125, eu 1798, fa 599,"
    " fi 3239, fr 2903, he 484, hi 1659, hu 441, id 559, it 2278, ja 511, ko 3016, mr 46, nl 1394,"
    " pt 1770, ru 8108, ta 80, te 131, tr 988, ur 552, vi 800, zh 1000"
)


def _each(count: int, text: str) -> dict[str, int]:
    return dict.fromkeys(text.split(), count)


PANX = {
    **_each(10_000, "ar he vi id eu nl en de el fa fr it pt es bg ru ja ka ko th zh tr et fi hu"),
    **_each(1000, "ms tl ml ta te af bn hi mr ur sw kk"),
    **_each(100, "jv yo my"),
}
XNLI = tuple(_each(5010, "ar bg de el en es fr hi ru sw th tr ur vi zh"))
PAWSX = tuple(_each(2000, "de en es fr ja ko zh"))

SIZES: Mapping[tuple[str, Split], Mapping[str, int]] = {
    ("xnli", "test"): dict.fromkeys(XNLI, 5010),
    ("xnli", "validation"): dict.fromkeys(XNLI, 2490),
    ("pawsx", "test"): dict.fromkeys(PAWSX, 2000),
    ("pawsx", "validation"): dict.fromkeys(PAWSX, 2000),
    ("panx", "test"): PANX,
    ("panx", "validation"): PANX,
    ("udpos", "test"): UDPOS_TEST,
    ("udpos", "validation"): UDPOS_DEV,
}


@pytest.mark.parametrize(("task", "split"), SIZES)
def test_sizes_are_the_published_ones(task: str, split: Split) -> None:
    entries = editions.all_editions()["xtreme"].entries
    found = {
        cell.language: entry.examples
        for cell, entry in entries.items()
        if (cell.task, cell.split) == (task, split)
    }
    assert found == SIZES[task, split]


def test_gold_is_null_exactly_where_answers_are_unknown_or_unpublished() -> None:
    registered = editions.all_editions()["xtreme"].registered
    without = {cell for cell, entry in registered.items() if entry.gold is None}
    assert {cell for cell in without if cell.split != "train"} == (
        {Cell("panx", code) for code in PANX}
        | {Cell("panx", "th", "validation")}
        | {Cell("pawsx", code) for code in ("en", "es", "fr", "ja", "ko")}
        | {Cell("udpos", "de")}
        | {Cell("mlqa", code) for code in get_task("mlqa").languages}
        | {Cell("bucc2018", code) for code in get_task("bucc2018").languages}
    )


def test_gold_of_xnli_is_one_for_all_languages() -> None:
    entries = editions.all_editions()["xtreme"].entries
    for split in ("validation", "test"):
        assert len({entries[Cell("xnli", code, split)].gold for code in XNLI}) == 1


COUNTED_AGAIN: Mapping[str, tuple[str, ...]] = {
    "panx": ("th", "jv", "yo", "my", "qu", "gu"),
    "udpos": ("el", "kk", "lt", "mr", "ta", "te", "th", "tl", "wo", "yo"),
}
"""Languages of the large tasks that are counted again; of other tasks it is all."""


def test_establishing_from_the_real_files_gives_the_stored_editions_byte_for_byte(
    real_data: Path, tmp_path: Path
) -> None:
    stored = {name: (files(editions) / f"{name}.json").read_bytes() for name in OFFICIAL}

    def again(cells: Sequence[Cell]) -> list[dict[str, Any]]:
        """Entries counted anew, but for most of the tagging tasks, taken as stored."""
        counted = official_entries(data, [c for c in cells if _counted(c)])
        known = json.loads(stored["xtreme"])["entries"] + json.loads(stored["xtreme-r"])["entries"]
        order = {cell: i for i, cell in enumerate(cells)}
        kept = [e for e in known if _cell(e) in order and not _counted(_cell(e))]
        return sorted([*counted, *kept], key=lambda e: order[_cell(e)])

    def _cell(entry: Mapping[str, Any]) -> Cell:
        return Cell(entry["task"], entry["language"])

    def _counted(cell: Cell) -> bool:
        return cell.language in COUNTED_AGAIN.get(cell.task, (cell.language,))

    data = open_real_data(real_data)
    documents = official_editions(data, list(all_tasks().values()), entries=again)
    for document in documents:
        path = tmp_path / f"{document['name']}.json"
        write_json(path, document)
        assert path.read_bytes() == stored.pop(document["name"])
    assert not stored


def test_an_official_file_that_was_changed_is_not_established(
    real_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "gold").mkdir()
    (tmp_path / "xtreme/pawsx").mkdir(parents=True)
    shutil.copy(real_data / "official-checksums.tsv", tmp_path)
    content = (real_data / "xtreme/pawsx/test-ko.tsv").read_bytes()
    (tmp_path / "xtreme/pawsx/test-ko.tsv").write_bytes(content[:-2])
    with pytest.raises(DataError, match="not the official file"):
        official_entries(open_real_data(tmp_path), [Cell("pawsx", "ko")])


def test_an_edition_of_any_folder_is_made_on_the_command_line(tmp_path: Path) -> None:
    name = max(name for name in editions.all_editions() if name.startswith("mini-"))
    title = editions.all_editions()[name].title
    for folder in ("xnli", "tatoeba"):
        shutil.copytree(miniature.DATA / folder, tmp_path / "data" / folder)
    out = tmp_path / "edition.json"
    arguments = [name, title, tmp_path / "data", out, miniature.LABELS]
    command = [sys.executable, "-m", "xstilts_kit.data.establishing", *map(str, arguments)]
    subprocess.run(command, check=True, timeout=300)
    found = json.loads(out.read_text(encoding="utf-8"))
    stored = json.loads((files(editions) / f"{name}.json").read_text(encoding="utf-8"))
    kept = [e for e in stored["entries"] if e["task"] in ("xnli", "tatoeba")]
    same = ("task", "language", "split", "examples", "inputs", "gold", "how")
    assert [[e[k] for k in same] for e in found["entries"]] == [[e[k] for k in same] for e in kept]


@pytest.mark.parametrize(("split", "rows"), [("validation", 2490), ("test", 5010)])
def test_premise_triples_of_xnli_lie_at_the_same_rows_in_every_language(
    real_data: Path, split: Split, rows: int
) -> None:
    source, task = FolderSource(real_data / "xtreme"), get_task("xnli")
    for language in XNLI:
        pairs = source.inputs(Cell(task.name, language, split)).examples
        assert len(pairs) == rows
        assert all(isinstance(pair, SentencePair) for pair in pairs)
        premises = [pair.text_a for pair in pairs]
        broken = [i for i in range(0, rows, 3) if len(set(premises[i : i + 3])) != 1]
        assert broken == [], language


def test_unknown_answers_of_pawsx_are_counted_as_published(real_data: Path) -> None:
    finder, task = open_gold([real_data / "gold"]), get_task("pawsx")
    unknown = {}
    for language in task.languages:
        gold = finder.find(Cell(task.name, language), None, None)
        assert gold is not None and len(gold) == 2000
        unknown[language] = [int(answer.id) for answer in gold if not answer.known]
    assert {code: len(rows) for code, rows in unknown.items()} == {
        "de": 0, "en": 6, "es": 6, "fr": 4, "ja": 3, "ko": 3, "zh": 0,
    }  # fmt: skip
    assert unknown["en"] == [103, 529, 693, 747, 1836, 1920]


def test_real_files_with_other_line_ends_are_the_same_edition(
    real_data: Path, tmp_path: Path
) -> None:
    task = get_task("pawsx")
    content = (real_data / "xtreme/pawsx/test-ko.tsv").read_bytes()
    assert b"\r\n" in content
    (tmp_path / "pawsx").mkdir()
    (tmp_path / "pawsx/test-ko.tsv").write_bytes(
        b"\xef\xbb\xbf" + content.replace(b"\r\n", b"\n").rstrip(b"\n")
    )
    found = editions.fingerprint(FolderSource(tmp_path).inputs(Cell(task.name, "ko")).rows())
    assert editions.identify(Cell("pawsx", "ko"), found) == "xtreme"
