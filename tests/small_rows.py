"""Small filed rows: a few files of the example submission, quickly scored."""

import json
import shutil
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from pull_requests import ROOT, STORE
from xstilts_kit.cell import Cell
from xstilts_leaderboard.store.submissions import Entry

EXAMPLE = ROOT / STORE / "mini" / "xstilts-mini"
CELLS = (("xnli", "de"), ("xnli", "en"))


def small_row(
    root: Path, name: str, cells: Sequence[tuple[str, str]] = CELLS, **changes: Any
) -> Entry:
    """File the example's answers to these tasks and languages under another name.

    Args:
        root: The board's repository.
        name: The row's.
        cells: What it answers.
        changes: Of the manifest, at its top level.
    """
    folder = root / STORE / "mini" / name
    manifest = json.loads((EXAMPLE / "manifest.json").read_text())
    paths = [Cell(*cell).path for cell in cells]
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLE / path, folder / path)
    tasks = {task for task, _ in cells}
    manifest |= {
        "name": name,
        "models": [one for one in manifest["models"] if set(one["tasks"]) & tasks],
        "data": [one for one in manifest["data"] if (one["task"], one["language"]) in cells],
        "files": [one for one in manifest["files"] if one["path"] in paths],
    }
    write_manifest(folder, manifest | changes)
    return Entry("mini", name, folder)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    (folder / "manifest.json").write_text(json.dumps(manifest))


def read_manifest(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return found


def flip(folder: Path, count: int = 1, path: str = "predictions/xnli/de.jsonl") -> None:
    """Change that many labels of a file, and what the manifest says of it."""
    records = [json.loads(line) for line in (folder / path).read_text().splitlines()]
    for record in records[:count]:
        record["label"] = "neutral" if record["label"] != "neutral" else "entailment"
    content = "".join(json.dumps(record) + "\n" for record in records).encode()
    (folder / path).write_bytes(content)
    manifest = read_manifest(folder)
    for file in manifest["files"]:
        if file["path"] == path:
            file |= {"sha256": sha256(content).hexdigest(), "bytes": len(content)}
    write_manifest(folder, manifest)


def point(entry: Entry, repository: str, commit: str, folder: str = "row") -> Path:
    """Take the predictions out of a row, and point to where they are.

    Returns:
        The folder that `folder` with the predictions now lies in, beside the board's repository.
    """
    taken = entry.folder.parents[4] / f"{entry.name}-taken"
    shutil.move(entry.folder / "predictions", taken / folder / "predictions")
    pointer = {"schema": "xstilts-pointer-v1", "repository": repository, "revision": commit}
    (entry.folder / "predictions.json").write_text(json.dumps(pointer | {"folder": folder}))
    return taken
