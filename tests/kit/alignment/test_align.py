"""`align` on the bundled miniature: report, resuming, what is refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from small_lexicons import write_lexicons
from xstilts_kit import miniature
from xstilts_kit.alignment import aligning
from xstilts_kit.alignment.layers import layers_from_json
from xstilts_schemas import validator

Ran = tuple[int, str, str]
Align = Callable[..., Ran]


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lexicons(tmp_path_factory.mktemp("lexicons"), "de", "es")


@pytest.fixture
def align(lexicons: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Align:
    """Runs ``align`` on the miniature: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group, run

    def start(*arguments: str | Path, task: str = "xnli", out: str = "out") -> Ran:
        fixed = ["--model", "mini", "--task", task, "--lexicons", lexicons]
        fixed += ["--out", tmp_path / out, "--device", "cpu", "--batch-tokens", "4096"]
        if "--source" not in arguments:
            fixed += ["--source", "mini"]
        capsys.readouterr()
        code = run(group, "xstilts-submit", ["align", *map(str, fixed), *map(str, arguments)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return start


def _report(folder: Path) -> dict[str, Any]:
    value: dict[str, Any] = json.loads((folder / "alignment.json").read_text(encoding="utf-8"))
    validator("alignment").validate(value)
    return value


def test_a_report_holds_every_layer_and_both_poolings(align: Align, tmp_path: Path) -> None:
    code, text, said = align("--language", "de,el", "--sentences", "20")
    assert code == 0, said
    found = _report(tmp_path / "out")
    assert not (tmp_path / "out" / "parts").exists()
    layers = found["encoder"]["layers"]
    german, greek = found["languages"]
    assert len(german["measurements"]) == 2 * 2 * (layers + 1)  # conditions, poolings, layers
    assert [one["condition"] for one in greek["skipped"]] == ["same"]
    third, same = german["switching"]
    assert (third["languages"], same["languages"]) == (["es"], ["de"])
    assert third["realised"]["changed_words"] > 0
    by_condition = {one["condition"]: one for one in found["summary"]}
    assert by_condition["same"]["languages"] == ["de"]
    headline = next(
        one["measures"]
        for one in german["measurements"]
        if one["special_tokens"]
        and (one["condition"], one["layer"]) == ("third", found["encoder"]["headline_layer"])
    )
    hits = [int(digit) for digit in third["hits"]["switched"]]
    assert headline["retrieval"]["value"] == pytest.approx(sum(hits) / len(hits) / 2)
    assert headline["debiased_cka_stability"]["standard_deviation"] > 0
    assert headline["loss"]["low"] <= headline["loss"]["value"] <= headline["loss"]["high"]
    assert "el, same: left out, no lexicon in the folder leads from en to el." in text
    _agrees_with_its_summary(found, json.loads((tmp_path / "out" / "layers.json").read_text()))


def _agrees_with_its_summary(found: dict[str, Any], short: dict[str, Any]) -> None:
    """``layers.json`` fits its schema and has the means of ``alignment.json``, and no text."""
    validator("layers").validate(short)
    assert layers_from_json(short).as_json() == short
    profiles = {(p["condition"], p["special_tokens"]): p for p in short["profiles"]}
    assert list(profiles) == [
        *(("clean", True), ("third", True), ("same", True)),
        *(("clean", False), ("third", False), ("same", False)),
    ]
    clean, same = profiles["clean", True], profiles["same", False]
    assert (clean["languages"], same["languages"]) == (["de", "el"], ["de"])
    german, greek = (
        [
            one["measures"]["retrieval_clean"]["value"]
            for one in language["measurements"]
            if one["condition"] == "third" and one["special_tokens"]
        ]
        for language in found["languages"]
    )
    means = [(a + b) / 2 for a, b in zip(german, greek, strict=True)]
    assert clean["layers"]["retrieval"] == pytest.approx(means, abs=1e-6)
    prints = [one["fingerprint"] for one in found["languages"]]
    assert [one["fingerprint"] for one in short["sentences"]] == prints
    assert len(short["headline"]) == 3 and short["notes"] is None


def test_an_interrupted_run_continues_to_the_same_bytes(
    align: Align, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = ("--language", "de,es", "--condition", "third", "--no-intervals")
    options = (*options, "--sentences", "8")
    assert align(*options, out="whole")[0] == 0
    real = aligning.Measurer.measure

    def breaks(self: Any, pairs: Any) -> Any:
        if pairs.language == "es":
            raise KeyboardInterrupt
        return real(self, pairs)

    monkeypatch.setattr(aligning.Measurer, "measure", breaks)
    assert align(*options)[0] == 130
    measured = []
    monkeypatch.setattr(
        aligning.Measurer, "measure", lambda self, p: measured.append(p.language) or real(self, p)
    )
    assert align(*options)[0] == 0
    assert measured == ["es"]
    reports = [(tmp_path / name / "alignment.json").read_bytes() for name in ("whole", "out")]
    assert reports[0] == reports[1]
    code, _, said = align(*options)
    assert (code, "exists" in said) == (2, True)


@pytest.mark.parametrize("task", ["pawsx", "xquad", "tatoeba"])
def test_other_parallel_tasks_are_measured(align: Align, tmp_path: Path, task: str) -> None:
    code, text, said = align("--language", "de", "--no-intervals", "--sentences", "8", task=task)
    assert code == 0, said
    assert "mean of 1" in text
    assert _report(tmp_path / "out")["task"] == task


def test_rows_that_are_not_parallel_are_refused(align: Align, tmp_path: Path) -> None:
    data, labels = tmp_path / "data", tmp_path / "labels"
    shutil.copytree(miniature.DATA / "xnli", data / "xnli")
    shutil.copytree(miniature.LABELS / "xnli", labels / "xnli")
    for folder in (data, labels):
        path = folder / "xnli" / "test-de.tsv"
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[1:] + lines[:1]), encoding="utf-8")
    options = ("--source", f"folder:{data}", "--language", "de")
    code, _, said = align(*options)
    assert (code, "its rows have no labels" in said) == (3, True)
    code, _, said = align(*options, "--gold", labels)
    assert (code, "the rows are not parallel" in said) == (3, True)
    path = data / "xnli" / "test-de.tsv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:-1]), encoding="utf-8")
    code, _, said = align(*options, "--gold", labels)
    assert (code, "they are not parallel" in said) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "task", "said"),
    [
        (("--ratio", "0"), "xnli", "--ratio 0: not above 0"),
        (("--ratio", "x"), "xnli", "--ratio x: not a number"),
        (("--condition", "fourth"), "xnli", "--condition fourth"),
        (("--language", "en"), "xnli", "English alone"),
        ((), "udpos", "the tasks with parallel sentences are"),
    ],
)
def test_a_contradictory_request_is_refused(
    align: Align, arguments: tuple[str, ...], task: str, said: str
) -> None:
    code, _, printed = align(*arguments, task=task)
    assert code == 2
    assert said.lower() in printed.lower()


@pytest.mark.slow
def test_the_row_of_the_miniature_is_what_align_writes(tmp_path: Path) -> None:
    from xstilts_kit.alignment.aligning import AlignRequest, align

    path = Path(__file__).parents[3] / "leaderboard" / "alignment" / "xstilts-mini.json"
    row = json.loads(path.read_text(encoding="utf-8"))
    codes = [one["language"] for one in row["sentences"]]
    request = AlignRequest(
        model="mini",
        task="xnli",
        lexicons=write_lexicons(tmp_path / "lexicons", *codes),
        sources=("mini",),
        languages=codes,
        conditions=("third", "same", "wrong"),
        intervals=False,
        device="cpu",
    )
    align(request, tmp_path / "out")
    found = json.loads((tmp_path / "out" / "layers.json").read_text(encoding="utf-8"))
    for name in ("task", "split", "source", "seed", "lexicons", "sentences", "encoder"):
        assert found[name] == row[name], name
    for one, other in zip(found["profiles"], row["profiles"], strict=True):
        for measure, means in one["layers"].items():
            assert means == pytest.approx(other["layers"][measure], abs=0.02), measure
