"""Two scores compare if and only if their signatures are equal."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.editions import all_editions
from xstilts_kit.scoring.scoring import score
from xstilts_kit.submission.version import this_kit

Rewrite = Callable[..., None]
N = "neutral"


@pytest.fixture
def gold(data: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(data / "labels", tmp_path / "gold"))


def _signature(folder: Path, gold: Path) -> str:
    return score(folder, gold=[gold], intervals=False, write=False).signature


def _change(folder: Path, change: Callable[[Any], None]) -> None:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    change(manifest)
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")


def _entry(manifest: Any, task: str, language: str) -> Any:
    (entry,) = [e for e in manifest["data"] if (e["task"], e["language"]) == (task, language)]
    return entry


def test_other_answers_on_the_same_data_have_the_same_signature(
    submission: Path, gold: Path, rewrite: Rewrite, tmp_path: Path
) -> None:
    before = _signature(submission, gold)
    rewrite(submission, "xnli", "de", [N] * 6)
    _change(submission, lambda m: m.update(name="another", notes="other words"))
    assert _signature(submission, gold) == before
    again = Path(shutil.copytree(gold, tmp_path / "again"))
    path = again / "panx/test-de.tsv"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert _signature(submission, again) == before, "how the gold file is written does not count"


@pytest.mark.parametrize(
    ("retrieval", "part"),
    [
        ({"layer": 8, "layers": 12}, None),
        ({"layer": 8}, None),
        ({"layer": 12}, None),
        ({"layer": 12, "layers": 12}, "embedding:layer=12of12,mean"),
        ({"layer": 8, "layers": 12, "pooling": "cls"}, "embedding:layer=8of12,cls"),
        (
            {"layer": 8, "layers": 12, "prefix": "query: |"},
            "embedding:layer=8of12,mean,prefix=query%3A%20%7C",
        ),
    ],
)
def test_a_signature_names_an_embedding_other_than_the_protocols(
    retrieval: dict[str, Any], part: str | None, submission: Path, gold: Path
) -> None:
    """Manifests that do not say how many layers there are keep the signature that they had."""
    before = _signature(submission, gold)
    settings = {"pooling": "mean", "transform": "none", **retrieval}
    _change(submission, lambda m: m["settings"].update(retrieval=settings))
    assert _signature(submission, gold) == (before if part is None else f"{before}|{part}")


def test_a_signature_is_one_line_that_names_suite_split_and_version(
    submission: Path, gold: Path
) -> None:
    parts = _signature(submission, gold).split("|")
    assert parts[0] == "xtreme-8"
    fields = dict(part.split(":", 1) for part in parts[1:])
    assert set(fields) >= {"edition", "split", "limit", "inputs", "gold", "xstilts"}
    assert (fields["split"], fields["limit"]) == ("test", "none")
    assert fields["xstilts"] == this_kit().version
    assert fields["cells"] == "12of158"


def test_other_inputs_have_another_signature(submission: Path, gold: Path) -> None:
    before = _signature(submission, gold)
    _change(submission, lambda m: _entry(m, "panx", "de").update(inputs_fingerprint="0" * 64))
    assert _signature(submission, gold) != before


@pytest.mark.parametrize("label", [N, "?"])
def test_other_gold_has_another_signature(submission: Path, gold: Path, label: str) -> None:
    before = _signature(submission, gold)
    path = gold / "xnli/test-zh.tsv"
    path.write_text(f"{label}\n" + path.read_text().split("\n", 1)[1], encoding="utf-8")
    assert _signature(submission, gold) != before


def test_lacking_gold_has_another_signature(submission: Path, gold: Path) -> None:
    before = _signature(submission, gold)
    (gold / "xnli/test-zh.tsv").unlink()
    assert _signature(submission, gold) != before


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_limit_has_another_signature(
    submission: Path, gold: Path, rewrite: Rewrite, everywhere: bool
) -> None:
    rewrite(submission, "xnli", "de", [N] * 6)
    before = _signature(submission, gold)
    # A limit as large as the data predicts the same, yet says that it is a limit.
    cells = [("xnli", "de")]
    if everywhere:
        manifest = json.loads((submission / "manifest.json").read_text(encoding="utf-8"))
        cells = [(entry["task"], entry["language"]) for entry in manifest["data"]]
    for cell in cells:
        _change(submission, lambda m, cell=cell: _entry(m, *cell).update(limit=6))
    limited = _signature(submission, gold)
    assert limited != before
    assert ("limit:6" if everywhere else "xnli/de=6") in limited


def test_fewer_cells_have_another_signature(submission: Path, gold: Path) -> None:
    before = _signature(submission, gold)

    def drop(manifest: Any) -> None:
        path = "predictions/panx/zh.jsonl"
        manifest["data"].remove(_entry(manifest, "panx", "zh"))
        manifest["files"] = [file for file in manifest["files"] if file["path"] != path]
        (submission / path).unlink()

    _change(submission, drop)
    assert _signature(submission, gold) != before


def test_swapped_gold_of_two_languages_has_another_signature(submission: Path, gold: Path) -> None:
    de, zh = gold / "xnli/test-de.tsv", gold / "xnli/test-zh.tsv"
    zh.write_text(f"{N}\n" * 6, encoding="utf-8")
    before = _signature(submission, gold)
    first, second = de.read_bytes(), zh.read_bytes()
    de.write_bytes(second)
    zh.write_bytes(first)
    assert _signature(submission, gold) != before


def test_an_edition_follows_from_the_inputs_and_not_from_the_manifests_word(
    tmp_path: Path, build: Callable[..., Path]
) -> None:
    """A manifest older than the edition says null; the same inputs still compare."""
    cell = ("udpos", "mr")
    entry = all_editions()["xtreme"].entries[Cell(*cell)]
    answers = [["NOUN"]] * entry.examples
    (tmp_path / "gold/udpos").mkdir(parents=True)
    (tmp_path / "gold/udpos/test-mr.tsv").write_text(
        "?\n\n" + "NOUN\n\n" * (entry.examples - 1)  # partly unknown, so not the edition's own
    )
    signatures = {
        _signature(
            build(tmp_path / str(claim), {cell: answers}, "udpos", {cell: entry.inputs},
                  edition=claim),
            tmp_path / "gold",
        )
        for claim in ("xtreme", None)
    }  # fmt: skip
    assert len(signatures) == 1


def test_the_order_of_cells_in_the_manifest_does_not_count(submission: Path, gold: Path) -> None:
    def limit_half(manifest: Any) -> None:
        for entry in manifest["data"][::2]:
            entry["limit"] = 6

    _change(submission, limit_half)
    before = _signature(submission, gold)
    _change(submission, lambda m: m["data"].reverse())
    assert _signature(submission, gold) == before
