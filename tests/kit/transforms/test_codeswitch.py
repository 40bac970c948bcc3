"""`codeswitch` and its placebos as transforms: levels, languages, files, what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from small_lexicons import write_lexicons
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.families.retrieval.records import Candidate, Query
from xstilts_kit.families.tagging.records import Sentence
from xstilts_kit.transforms import (
    Resources,
    lacking,
    measured,
    parse_transforms,
    refusal,
    resources_fingerprint,
    switch,
    transformed,
)

Run = Callable[..., tuple[int, str, str]]
PAIR = SentencePair("3", "Sara does not hide the chair on Friday.", "The CHAIR is closed, Omar.")


@pytest.fixture(scope="module")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lexicons(tmp_path_factory.mktemp("lexicons"), "de", "es", "zh")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``xstilts-submit`` in this process: (exit code, stdout, stderr)."""
    from xstilts_kit.cli import group
    from xstilts_kit.cli import run as start

    def ask(*arguments: str | Path) -> tuple[int, str, str]:
        capsys.readouterr()
        code = start(group, "xstilts-submit", list(map(str, arguments)))
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return code, printed.out, printed.err

    return ask


def _changed(lexicons: Path, transform: str, example: Any = PAIR, task: str = "xnli") -> Any:
    cell = Cell(task, "en", "test", transform)
    inputs = transformed(cell, Inputs((example,)), Resources(lexicons=lexicons))
    return inputs.examples[0]


def test_levels_name_ratio_languages_and_seed() -> None:
    assert parse_transforms(["codeswitch:0.50,0.5+third", "wrong:1+fr+de+seed2"]) == (
        *("codeswitch:0.5", "codeswitch:0.5+third", "wrong:1+de+fr+seed2"),
    )
    for bad in ("codeswitch:0", "codeswitch:0.5+xx", "codeswitch:0.5+same+de", "copy:0.5+de+de"):
        with pytest.raises(UsageError, match="has no level"):
            parse_transforms([bad])


def test_the_transform_draws_as_the_function(lexicons: Path) -> None:
    from xstilts_kit.lexicons import open_lexicons

    changed = _changed(lexicons, "codeswitch:0.5+de+seed7")
    folder = open_lexicons(lexicons).lexicons("en", ["de"])
    place = (7, "xnli", "en", "3", "premise", "codeswitch")
    assert switch(PAIR.text_a, folder, 0.5, place).text == changed.text_a != PAIR.text_a


def test_languages_are_those_of_the_level(lexicons: Path) -> None:
    german = _changed(lexicons, "codeswitch:1+de")
    assert german.text_a == "Sara does not hide the Stuhl on Freitag."
    assert german.text_b.startswith("The STUHL is ")
    assert "椅子" in _changed(lexicons, "codeswitch:1+zh").text_a
    assert german != _changed(lexicons, "codeswitch:1")


@pytest.mark.parametrize("placebo", ["wrong", "english", "copy"])
def test_placebos_change_the_words_that_the_transform_changes(lexicons: Path, placebo: str) -> None:
    real = _changed(lexicons, "codeswitch:0.75+es")
    other = _changed(lexicons, f"{placebo}:0.75+es")
    for before, one, two in zip(PAIR.texts, real.texts, other.texts, strict=True):
        words = zip(before.split(), one.split(), two.split(), strict=True)
        for clean, switched, fake in words:
            assert (fake != clean) == (switched != clean and placebo != "copy")


def test_tokens_keep_their_number(lexicons: Path, tmp_path: Path) -> None:
    (tmp_path / "en-de.txt").write_text("chair\ta b\nschool\tSchule\n", encoding="utf-8")
    tokens = Sentence("0", ("The", "chair", "school-2", "school"))
    changed = _changed(tmp_path, "codeswitch:1", tokens, "udpos")
    assert changed.texts == ("The", "chair", "school-2", "Schule")


def test_in_tatoeba_the_candidates_change_because_the_queries_are_english(lexicons: Path) -> None:
    cell = Cell("tatoeba", "de", "test", "codeswitch:1")
    clean = Inputs((Query("0", "The chair."),), (Candidate("0", "Der Stuhl."),))
    changed = transformed(cell, clean, Resources(lexicons=lexicons))
    assert changed.examples == clean.examples
    assert changed.candidates == (Candidate("0", "Der Chair."),)
    found = measured(cell, clean, changed)
    assert found is not None
    assert (found.words, found.changed_words) == (2, 1)


def test_the_files_in_use_enter_the_fingerprint(lexicons: Path, tmp_path: Path) -> None:
    one, all_ = (Cell("xnli", "en", "test", f"codeswitch:{level}") for level in ("0.5+de", "0.5"))
    resources = Resources(lexicons=lexicons)
    assert resources_fingerprint(one, resources) != resources_fingerprint(all_, resources)
    alone = Resources(lexicons=write_lexicons(tmp_path, "de"))
    assert resources_fingerprint(one, resources) == resources_fingerprint(one, alone)


def test_realised_intensity_counts_misses_as_unchanged(lexicons: Path) -> None:
    cell = Cell("xnli", "en", "test", "codeswitch:1+de")
    clean = Inputs((PAIR,))
    found = measured(cell, clean, transformed(cell, clean, Resources(lexicons=lexicons)))
    assert found is not None
    assert found.words == 13
    assert found.changed_words is not None
    assert 0 < found.changed_words < 6
    copied = Cell("xnli", "en", "test", "copy:1+de")
    found = measured(copied, clean, transformed(copied, clean, Resources(lexicons=lexicons)))
    assert found is not None
    assert found.changed_words == 0


def test_what_does_not_apply_is_said(lexicons: Path) -> None:
    resources = Resources(lexicons=lexicons)

    def why(language: str, level: str) -> str | None:
        cell = Cell("xnli", language, "test", f"codeswitch:{level}")
        return refusal(cell) or lacking(cell, resources)

    for language in ("zh", "th"):
        assert why(language, "0.5") == "it writes no blanks between words"
    assert why("de", "0.5") is None  # the lexicon of the other direction
    assert why("de", "0.5+same") is None
    assert "no lexicon in" in str(why("de", "0.5+third"))
    assert "no lexicon in" in str(why("ru", "0.5"))
    assert "there is no lexicon from it to fr" in str(why("en", "0.5+fr"))
    assert "which it is itself" in str(why("en", "0.5+same"))
    assert why("en", "0.5+third") is None
    with pytest.raises(DataError, match="no such folder"):
        lacking(Cell("xnli", "en", "test", "codeswitch:1"), Resources(lexicons=Path("nowhere")))


@pytest.mark.slow
def test_switched_inputs_are_predicted_validated_and_scored(
    run: Run, lexicons: Path, tmp_path: Path
) -> None:
    out = tmp_path / "sub"
    common = ("--suite", "mini", "--task", "xnli", "--model", "mini", "--limit", "30", "--quiet")
    transforms = ("--transform", "codeswitch:0.5,1", "--transform", "wrong:1")
    code, _, said = run("predict", *common, *transforms, "--out", out)
    assert code == 2
    assert "No lexicons are given" in said
    code, _, said = run("predict", *common, *transforms, "--lexicons", lexicons, "--out", out)
    assert code == 0, said
    assert (out / "predictions/xnli/en@codeswitch-0.5.jsonl").is_file()
    assert (out / "predictions/xnli/de@wrong-1.jsonl").is_file()
    assert not (out / "predictions/xnli/zh@wrong-1.jsonl").exists()
    data = json.loads((out / "manifest.json").read_text(encoding="utf-8"))["data"]
    entry = next(e for e in data if e["language"] == "en" and e["transform"] == "codeswitch:1")
    assert len(entry["resources_fingerprint"]) == 64
    assert entry["realised"]["changed_words"] > 0
    assert run("validate", out, "--lexicons", lexicons)[0] == 0
    code, text, _ = run("validate", out, "--lexicons", write_lexicons(tmp_path / "x", "es"))
    assert code == 1
    assert "reads files with fingerprint" in text
    assert run("score", out, "--lexicons", lexicons, "--no-intervals")[0] == 0
