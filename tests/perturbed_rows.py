"""Small filed rows with answers to perturbed inputs: the example's, some of them turned."""

import json
import random
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xstilts_kit
from small_rows import read_manifest, small_row, write_manifest
from xstilts_kit.cell import Cell
from xstilts_leaderboard.store.submissions import Entry

_LABELS = ("contradiction", "entailment", "neutral")


def perturbed_row(
    root: Path,
    name: str,
    turned: Mapping[str, float],
    languages: Sequence[str] = ("de", "en"),
    lexicons: Path | None = None,
) -> Entry:
    """File a row that answers XNLI of the miniature on clean and on perturbed inputs.

    Args:
        root: The board's repository.
        name: The row's.
        turned: Transform → share of the clean answers that become others.
        languages: Its languages.
        lexicons: For transforms that need them.
    """
    entry = small_row(root, name, [("xnli", code) for code in languages])
    manifest = read_manifest(entry.folder)
    clean = {one["language"]: one for one in manifest["data"]}
    for written in _inputs(list(turned), languages, lexicons):
        cell = Cell("xnli", written["language"], "test", written["transform"])
        path = entry.folder / cell.clean.path
        records = [json.loads(line) for line in path.read_text().splitlines()]
        _turn(records, turned[written["transform"]], cell.name)
        content = "".join(json.dumps(record) + "\n" for record in records).encode()
        (entry.folder / cell.path).write_bytes(content)
        given = {
            key: written[key]
            for key in ("transform", "transformed_fingerprint", "resources_fingerprint")
            if key in written
        }
        counts = ("examples", "changed_examples", "words", "changed_words", "edits")
        realised = {key: written["realised"][key] for key in counts}
        manifest["data"].append(clean[cell.language] | given | {"realised": realised})
        about = {"path": cell.path, "sha256": sha256(content).hexdigest(), "bytes": len(content)}
        manifest["files"].append(about | {"records": len(records)})
    write_manifest(entry.folder, manifest)
    return entry


def _inputs(
    transforms: Sequence[str], languages: Sequence[str], lexicons: Path | None
) -> list[dict[str, Any]]:
    with TemporaryDirectory() as scratch:
        out = Path(scratch) / "inputs"
        xstilts_kit.inputs(
            out,
            suite="mini",
            sources="mini",
            tasks="xnli",
            languages=list(languages),
            transforms=list(transforms),
            resources=None if lexicons is None else {"lexicons": lexicons},
            available=True,
            say=lambda line: None,
        )
        index = json.loads((out / "inputs.json").read_text())
    return [one for one in index["data"] if one.get("transform")]


def _turn(records: list[dict[str, Any]], share: float, seed: str) -> None:
    draw = random.Random(seed)
    for record in records:
        if draw.random() < share:
            place = _LABELS.index(record["label"])
            record["label"] = _LABELS[(place + 1) % 3]
