"""Writes editions: counts, fingerprints and checksums of the data in a folder.

``python -m xstilts_kit.data.establishing`` rebuilds the official editions (xtreme, xtreme-r,
surrogate) from the real data in the folder ``XSTILTS_DATA``. Everything is computed from these
files, except for the few published counts below.

``python -m xstilts_kit.data.establishing NAME TITLE SOURCE OUT [GOLD …]`` builds an edition from
any folder.
"""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from xstilts_kit import editions, miniature
from xstilts_kit.cell import SPLITS, Cell, Split
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import fingerprint, fingerprint_any_order
from xstilts_kit.families import Gold
from xstilts_kit.sources import Source
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.storage import write_json
from xstilts_kit.submission.files import digest_file
from xstilts_kit.tasks import Task, all_tasks, get_task

_FOLDER_METHODS = {
    "files": "Inputs and gold counted and hashed from the files of this edition.",
    "inputs": "Inputs counted and hashed from this edition's files; no complete gold available.",
}
_METHODS = {
    **_FOLDER_METHODS,
    "gold": "Gold hashed from the file of this edition; its inputs were not available.",
    "ids": "Examples counted in a published list of ids; the files were not available.",
    "published": "Number of examples as published; the files were not available.",
    "listed": "Size and checksum as listed; the files were not available, so their examples were"
    " not counted.",
    "unknown": "The files were not available, and no count was published.",
    "surrogate": "The validation split in place of the test split, whose files were not"
    " available: same inputs, same gold (compared by fingerprint).",
}
_SPLITS: tuple[Split, ...] = ("validation", "test")

XTREME_R: Mapping[str, tuple[str, ...]] = {
    **{task.name: task.added for task in all_tasks().values() if task.added},
    "lareqa": get_task("lareqa").languages,
    "mewslix": get_task("mewslix").languages,
    "xcopa": (*get_task("xcopa").languages, "en"),
}
"""Task → languages added by XTREME-R; all languages for a task that is not in XTREME."""

_PUBLISHED: Mapping[Cell, int] = {
    Cell("panx", "th", "validation"): 10_000,
    Cell("pawsx", "en", "train"): 49_401,
}
"""Example counts of splits whose files were not available."""

Entry = dict[str, Any]


def establish(name: str, title: str, source: Source, gold: Sequence[Path]) -> dict[str, Any]:
    """Build the edition document of everything in a source.

    The gold fingerprint is null if there is no gold or any answer is unknown.
    """
    return establish_cells(name, title, {cell: source for cell in _present(source)}, gold)


def establish_cells(
    name: str, title: str, cells: Mapping[Cell, Source], gold: Sequence[Path]
) -> dict[str, Any]:
    """Build the edition document of these cells, each in its source; gold as in `establish`."""
    finder = open_gold(gold)
    entries = [_counted(cell, source, finder) for cell, source in cells.items()]
    return _document(name, title, _FOLDER_METHODS, entries, [])


def _document(
    name: str,
    title: str,
    methods: Mapping[str, str],
    entries: Sequence[Entry],
    other_files: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    return {
        "schema": "xstilts-edition-v1",
        "name": name,
        "title": title,
        "methods": methods,
        "entries": entries,
        "other_files": other_files,
    }


def _entry(
    cell: Cell,
    how: str,
    examples: int | None = None,
    gold: str | None = None,
) -> Entry:
    return {
        "task": cell.task,
        "language": cell.language,
        "split": cell.split,
        "examples": examples,
        "inputs": None,
        "gold": gold,
        "inputs_any_order": None,
        "gold_any_order": None,
        "files": [],
        "how": how,
    }


def _counted(cell: Cell, source: Source, finder: GoldFinder) -> Entry:
    task = get_task(cell.task)
    asked = source.inputs(cell)
    answers = finder.find(cell, None, source)
    one_each = LAYOUTS[task.layout].one_each
    whole = answers is not None and (not one_each or len(answers) == len(asked.examples))
    gold = _gold_fingerprint(answers) if whole and answers is not None else None
    own_ids = task.ids == "own"
    return {
        **_entry(cell, "inputs" if gold is None else "files"),
        "examples": len(asked.examples),
        "inputs": fingerprint(asked.rows()),
        "gold": gold,
        "inputs_any_order": fingerprint_any_order(asked.examples, asked.candidates, ids=own_ids),
        "gold_any_order": None
        if gold is None or answers is None
        else fingerprint_any_order(answers, ids=own_ids),
    }


def _gold_fingerprint(answers: Sequence[Gold]) -> str | None:
    return fingerprint(answers) if all(answer.known for answer in answers) else None


def _present(source: Source) -> Iterator[Cell]:
    for task in all_tasks().values():
        for language in dict.fromkeys((*task.languages, *miniature.LANGUAGES)):
            for split in _SPLITS:
                if source.has(cell := Cell(task.name, language, split)):
                    yield cell


@dataclass(frozen=True, slots=True)
class RealData:
    """The unpacked real data: ``xtreme/``, ``gold/``, the list of checksums and more."""

    root: Path
    source: FolderSource
    finder: GoldFinder
    listed: Mapping[str, tuple[int, str]]
    """Path below XTREME's download folder → size in bytes and SHA-256 in a public copy."""

    def file(self, path: str) -> dict[str, Any]:
        """Size and checksum of an official file, from the list or computed from the file.

        Raises:
            DataError: The file exists but does not match the list.
        """
        on_disk = self.source.root / path
        found = digest_file(on_disk, path) if on_disk.is_file() else None
        listed = self.listed.get(path)
        if listed and found and (found.bytes, found.sha256) != listed:
            raise DataError(f"{on_disk}: not the official file.", "Unpack the real data again.")
        size, digest = listed or ((found.bytes, found.sha256) if found else (None, None))
        return {"path": path, "bytes": size, "sha256": digest, "listed": listed is not None}


def open_real_data(root: Path) -> RealData:
    """Open the folder of the real data.

    Raises:
        DataError: The list of checksums is missing.
    """
    path = root / "official-checksums.tsv"
    if not path.is_file():
        raise DataError(f"{root}: no official-checksums.tsv.", "Unpack the real data completely.")
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()[1:])
    listed = {name: (int(size), digest) for name, size, digest in rows}
    return RealData(root, FolderSource(root / "xtreme"), open_gold([root / "gold"]), listed)


def official_editions(
    data: RealData,
    tasks: Sequence[Task],
    entries: Callable[[Sequence[Cell]], list[Entry]] | None = None,
) -> Iterator[dict[str, Any]]:
    """Build the editions xtreme, xtreme-r and surrogate for the given tasks.

    Args:
        data: The real data.
        tasks: The tasks.
        entries: Builds the entries of the given cells, all splits included; default:
            `official_entries`.
    """
    made = entries or partial(official_entries, data)
    added = [Cell(task.name, lang) for task in tasks for lang in XTREME_R.get(task.name, ())]
    every = [Cell(task.name, language) for task in tasks for language in task.languages]
    ours = [cell for cell in every if cell not in added]
    main, extra = made(ours), made(added)
    owned = {file["path"] for entry in (*main, *extra) for file in entry["files"]}
    others = [data.file(path) for path in sorted(data.listed) if path not in owned]
    stand_in = list(_surrogate(data)) if get_task("mlqa") in tasks else []
    yield _document("xtreme", "XTREME, official edition", _used(main), main, others)
    yield _document(
        "xtreme-r",
        "XTREME-R: tasks and languages added to XTREME's",
        _used(extra),
        extra,
        [],
    )
    yield _document(
        "surrogate", "Stand-ins for unavailable test sets", _used(stand_in), stand_in, []
    )


def _used(entries: Sequence[Entry]) -> dict[str, str]:
    used = {entry["how"] for entry in entries}
    return {name: text for name, text in _METHODS.items() if name in used}


def official_entries(data: RealData, cells: Sequence[Cell]) -> list[Entry]:
    """Build the entries of the given cells, all splits included."""
    entries = []
    for cell in (cell.on(split) for cell in cells for split in SPLITS):
        task, language = get_task(cell.task), cell.language
        if not task.has_split(cell.split, language):
            continue
        paths = task.paths(cell.split, language)
        trains = cell.split == "train" and language != "en"  # XTREME trains on English only
        if trains and not any(path in data.listed for path in paths):
            continue
        published = task.answers.get("validation", ()) if cell.split == "validation" else ()
        paths = (*paths, *(path.format(language=language) for path in published))
        files = [data.file(path) for path in paths]
        entries.append({**_official(data, cell, files), "files": files})
    return entries


def _official(data: RealData, cell: Cell, files: Sequence[Mapping[str, Any]]) -> Entry:
    if data.source.has(cell):
        return _counted(cell, data.source, data.finder)
    ids = data.root / f"gold/{cell.task}/test-ids-{cell.language}.txt"
    if cell.split == "test" and ids.is_file():
        return _entry(cell, "ids", ids.read_text(encoding="utf-8").count("\n"))
    count_published = _PUBLISHED.get(cell)
    if count_published is not None:
        return _entry(cell, "published", count_published)
    if any(file["listed"] for file in files):
        return _entry(cell, "listed")
    answers = data.source.gold(cell)
    if answers is not None:
        return _entry(cell, "gold", gold=_gold_fingerprint(answers))
    return _entry(cell, "unknown")


def _surrogate(data: RealData) -> Iterator[Entry]:
    """MLQA's dev files without answers, used in place of the test files."""
    task, stand_in = get_task("mlqa"), FolderSource(data.root / "surrogate")
    for language in task.languages:
        cell = Cell(task.name, language)
        asked = stand_in.inputs(cell)
        dev = _counted(cell.on("validation"), data.source, data.finder)
        if fingerprint(asked.rows()) != dev["inputs"]:
            raise DataError(
                f"{stand_in.root}: {cell.name} is not the validation split.",
                "Unpack the real data again.",
            )
        yield {**dev, "split": "test", "how": "surrogate"}


def _write_official() -> None:
    root = os.environ.get("XSTILTS_DATA")
    if not root:
        sys.exit("XSTILTS_DATA is not set: set it to the folder of the unpacked real data.")
    with as_file(files(editions)) as folder:
        for document in official_editions(open_real_data(Path(root)), [*all_tasks().values()]):
            write_json(folder / f"{document['name']}.json", document)


if __name__ == "__main__":
    if len(sys.argv) == 1:
        _write_official()
    else:
        _, name_, title_, source_, out_, *gold_ = sys.argv
        made = establish(name_, title_, FolderSource(Path(source_)), [Path(p) for p in gold_])
        write_json(Path(out_), made)
