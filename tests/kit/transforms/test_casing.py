"""Casing changes letters one to one, and whole commands carry a transform from end to end."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xstilts_kit.boards import obstacles
from xstilts_kit.cell import Cell
from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families.tagging.records import Sentence
from xstilts_kit.submission.manifest import manifest_from_json
from xstilts_kit.transforms import Place, all_transforms, parse_transforms, refusal

CASING = all_transforms()["casing"]


def changed(text: str, level: str, language: str = "en") -> str:
    assert CASING.apply is not None
    return CASING.apply(text, level, Place("xnli", language, "0", "text_a"))


@pytest.mark.parametrize(
    ("text", "level", "language", "expected"),
    [
        ("Straße Nr. 5", "upper", "de", "STRAßE NR. 5"),
        ("İstanbul IŞIK", "lower", "tr", "istanbul ışık"),
        ("istanbul ışık", "upper", "az", "İSTANBUL IŞIK"),
        ("I İ", "lower", "de", "i İ"),  # İ is two characters in lower case
        ("ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ.", "lower", "el", "οδυσσευς σοφος."),
        ("σοφός", "upper", "el", "ΣΟΦΌΣ"),
        ("ЁЖ", "lower", "ru", "ёж"),
        ("ไทย 中文", "upper", "en", "ไทย 中文"),
    ],
)
def test_letters_change_one_to_one(text: str, level: str, language: str, expected: str) -> None:
    assert changed(text, level, language) == expected


@given(st.text(), st.sampled_from(CASING.levels), st.sampled_from(["en", "tr", "el"]))
def test_length_is_kept_and_a_second_time_changes_nothing(
    text: str, level: str, language: str
) -> None:
    once = changed(text, level, language)
    assert len(once) == len(text)
    assert changed(once, level, language) == once


def test_tokens_stay_as_many() -> None:
    sentence = Sentence("0", ("Anna", "LIVES"))
    assert sentence.with_texts(tuple(map(str.lower, sentence.texts))).tokens == ("anna", "lives")


def test_scripts_without_case_are_refused() -> None:
    assert refusal(Cell("xnli", "th", transform="casing:lower")) == "its script has no case"
    assert refusal(Cell("xnli", "de", transform="casing:lower")) is None
    assert refusal(Cell("xnli", "th")) is None


@pytest.mark.parametrize(
    ("value", "says"),
    [
        ("casting:lower", "no transform 'casting'"),
        ("casing", "no level ''"),
        ("casing:lowr", "no level 'lowr'"),
        ("casing:lower,lower", "given twice"),
    ],
)
def test_a_mistyped_transform_names_what_there_is(value: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_transforms([value])
    assert says in str(caught.value)
    assert (
        "lower" in caught.value.remedy or "casing" in caught.value.remedy or says == "given twice"
    )


def test_a_cell_is_found_again_by_its_forms() -> None:
    cell = Cell("panx", "de", "validation", "casing:lower")
    assert cell.path == "predictions/panx/de@casing-lower.jsonl"
    assert Cell.is_path(cell.path)
    assert Cell.parse(cell.key) == cell
    assert Cell.parse(cell.name) == cell.on("test")
    assert Cell.parse("xnli/de") == Cell("xnli", "de")
    assert sorted([cell, cell.clean]) == [cell.clean, cell]
    with pytest.raises(UsageError, match="not a cell"):
        Cell.parse("xnli")
    with pytest.raises(UsageError, match="no split"):
        Cell.parse("xnli/de/dev")


@pytest.fixture(scope="module")
def perturbed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature's xnli and udpos, clean and in lower case, predicted with its checkpoint."""
    out = tmp_path_factory.mktemp("perturbed") / "lower"
    arguments = ["--suite", "mini", "--model", "mini", "--task", "xnli", "--task", "udpos"]
    for language in ("en", "de", "th"):
        arguments += ["--language", language]
    code = run(
        group,
        "xstilts-submit",
        ["predict", *arguments, "--transform", "casing:lower", "--out", str(out), "--quiet"],
    )
    assert code == 0
    return out


def manifest(folder: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads((folder / "manifest.json").read_text())
    return found


@pytest.mark.slow
def test_predictions_on_changed_inputs_lie_beside_the_clean_ones(perturbed: Path) -> None:
    names = sorted(p.relative_to(perturbed).as_posix() for p in perturbed.rglob("*.jsonl"))
    assert names == sorted(
        Cell(task, language, transform=transform).path
        for task in ("xnli", "udpos")
        for language in ("en", "de", "th")
        for transform in (None, "casing:lower")
        if (language, transform) != ("th", "casing:lower")
    )
    by_path = {(e["task"], e["language"], e["transform"]): e for e in manifest(perturbed)["data"]}
    clean, lower = by_path["xnli", "de", None], by_path["xnli", "de", "casing:lower"]
    assert lower["inputs_fingerprint"] == clean["inputs_fingerprint"]
    assert lower["transformed_fingerprint"] != lower["inputs_fingerprint"]
    assert "transformed_fingerprint" not in clean


@pytest.mark.slow
def test_the_submission_is_valid_and_scored_clean_and_changed(
    perturbed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-submit", ["validate", str(perturbed)]) == 0
    capsys.readouterr()
    assert run(group, "xstilts-submit", ["score", str(perturbed), "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert "|transforms:casing:lower|" in scores["signature"]
    found = {(c["task"], c["language"], c["transform"]): c["metrics"] for c in scores["cells"]}
    assert len(found) == 10
    assert found["udpos", "en", None] != found["udpos", "en", "casing:lower"]


@pytest.mark.slow
def test_clean_and_changed_are_compared_in_pairs(
    perturbed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(group, "xstilts-submit", ["compare", str(perturbed), "--json"]) == 0
    rows = {row["name"]: row for row in json.loads(capsys.readouterr().out)["rows"]}
    for name in ("udpos/de@casing:lower", "udpos@casing:lower", "xnli@casing:lower"):
        row = rows[name]
        assert row["difference"] == pytest.approx(row["a"] - row["b"], abs=1e-12)
        assert row["interval"][0] <= row["difference"] <= row["interval"][1]
    assert run(group, "xstilts-submit", ["compare", str(perturbed)]) == 0
    assert "udpos@casing:lower" in capsys.readouterr().out


@pytest.mark.slow
def test_another_version_of_a_transform_is_noticed(perturbed: Path, tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "lower"
    shutil.copytree(perturbed, copy)
    value = manifest(copy)
    for entry in value["data"]:
        if entry["transform"] is not None:
            entry["transformed_fingerprint"] = "0" * 64
    (copy / "manifest.json").write_text(json.dumps(value))
    assert run(group, "xstilts-submit", ["validate", str(copy)]) == 1


@pytest.mark.slow
def test_boards_take_transformed_inputs_beside_clean_ones_only(perturbed: Path) -> None:
    value = manifest(perturbed)
    assert not any("casing" in one for one in obstacles(manifest_from_json(value), perturbed.name))
    value["data"] = [one for one in value["data"] if one["transform"] is not None]
    alone = list(obstacles(manifest_from_json(value), perturbed.name))
    assert any("@casing:lower: there are no predictions on the clean inputs" in x for x in alone)
    assert any("No task has all its languages" in line for line in alone)
