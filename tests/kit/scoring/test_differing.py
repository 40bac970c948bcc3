"""`differ`: the examples that two submissions answer differently, and how often each is right."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xstilts_kit.cli import group
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.scoring.differing import Differing, differ
from xstilts_kit.statistics.significance import mcnemar
from xstilts_schemas import validator

Build = Callable[..., Path]

GOLD = ("entailment", "neutral", "contradiction", "neutral", "neutral", "entailment")
ONE = ("entailment", "neutral", "contradiction", "neutral", "entailment", "neutral")
TWO = ("entailment", "neutral", "neutral", "entailment", "contradiction", "neutral")


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    """Gold of XNLI in German, PAN-X in German and XQuAD in German."""
    folder = tmp_path / "labels"
    (folder / "xnli").mkdir(parents=True)
    (folder / "xnli" / "test-de.tsv").write_text("\n".join(GOLD) + "\n")
    (folder / "panx").mkdir()
    (folder / "panx" / "test-de.tsv").write_text("B-PER\nI-PER\nO\n\nO\nB-LOC\n\n")
    return folder


@pytest.fixture
def pair(tmp_path: Path, build: Build) -> tuple[Path, Path]:
    tags = (("B-PER", "I-PER", "O"), ("O", "B-ORG")), (("B-PER", "O", "O"), ("O", "B-LOC"))
    prints = {("xnli", "de"): "1" * 64, ("panx", "de"): "2" * 64}
    for name, labels, spans in (("one", ONE, tags[0]), ("two", TWO, tags[1])):
        (tmp_path / name).mkdir()
        build(tmp_path / name, {("xnli", "de"): labels, ("panx", "de"): spans}, "xtreme", prints)
    return tmp_path / "one", tmp_path / "two"


def found_in(pair: tuple[Path, Path], labels: Path, task: str = "xnli", **more: Any) -> Differing:
    asked = {"language": "de"} | more
    return differ(*pair, task=task, gold=labels, say=lambda line: None, **asked)


def test_every_example_with_different_answers_is_listed(
    pair: tuple[Path, Path], labels: Path
) -> None:
    found = found_in(pair, labels)
    assert [(item.id, item.a, item.b, item.gold, item.verdict) for item in found.items] == [
        ("2", "contradiction", "neutral", "contradiction", "only A"),
        ("3", "neutral", "entailment", "neutral", "only A"),
        ("4", "entailment", "contradiction", "neutral", "neither"),
    ]
    counts = (found.both_right, found.only_a, found.only_b, found.both_wrong)
    assert counts == (2, 2, 0, 2)
    assert found.examples == sum(counts)
    assert found.p == mcnemar(2, 0) == 0.5
    validator("differing").validate(json.loads(json.dumps(found.as_json())))


def test_a_sentence_is_right_with_all_its_chunks(pair: tuple[Path, Path], labels: Path) -> None:
    found = found_in(pair, labels, "panx")
    assert [(item.id, item.verdict) for item in found.items] == [("0", "only A"), ("1", "only B")]
    assert found.items[0].gold == "B-PER I-PER O"


def test_a_submission_does_not_differ_from_itself(pair: tuple[Path, Path], labels: Path) -> None:
    found = found_in((pair[0], pair[0]), labels)
    assert (found.items, found.p, found.only_a, found.only_b) == ((), 1.0, 0, 0)


def test_what_cannot_be_listed_is_refused(
    pair: tuple[Path, Path], labels: Path, tmp_path: Path, build: Build
) -> None:
    with pytest.raises(UsageError, match="no predictions of xnli in 'th'"):
        found_in(pair, labels, language="th")
    with pytest.raises(UsageError, match="not example by example"):
        found_in(pair, labels, "bucc2018")
    (tmp_path / "other").mkdir()
    other = build(tmp_path / "other", {("xnli", "de"): ONE}, "xtreme", {("xnli", "de"): "3" * 64})
    with pytest.raises(DataError, match="the inputs of the two are not the same"):
        found_in((pair[0], other), labels)


def test_the_command_prints_counts_test_and_examples(pair: tuple[Path, Path], labels: Path) -> None:
    cell = ["--task", "xnli", "--language", "de", "--gold", str(labels), "--quiet"]
    said = CliRunner().invoke(group, ["differ", *map(str, pair), *cell]).stdout
    assert "xnli/de, 6 examples, 3 with different answers" in said
    assert "Only A is right 2 times, only B 0 times: p = 0.5000." in said
    assert "contradiction" in said
    few = CliRunner().invoke(group, ["differ", *map(str, pair), *cell, "--right", "neither"]).stdout
    assert "neither" in few and "only A" not in few
    value = json.loads(
        CliRunner().invoke(group, ["differ", *map(str, pair), *cell, "--json"]).stdout
    )
    assert len(value["items"]) == 3
