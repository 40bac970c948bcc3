"""Transforms of hypotheses alone: the level, the texts, what is refused, from inputs to scores."""

import json
from pathlib import Path

import pytest

from xstilts_kit.cell import Cell
from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.exchange.calls import inputs
from xstilts_kit.families import Inputs
from xstilts_kit.families.classification.records import SentencePair
from xstilts_kit.scoring.scoring import score
from xstilts_kit.transforms import measured, parse_transforms, refusal, transformed
from xstilts_kit.validation.validating import validate
from xstilts_schemas import validator

PAIRS = Inputs(
    tuple(
        SentencePair(
            str(i), f"Premise number {'abcdefgh'[i]} stands here", "Nobody stands anywhere"
        )
        for i in range(8)
    )
)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("typo:0.10+hypothesis", "typo:0.1+hypothesis"),
        ("typo:0.1+hypothesis+seed2", "typo:0.1+hypothesis+seed2"),
        ("punctuation:0.1+hypothesis+double", "punctuation:0.1+double+hypothesis"),
        ("codeswitch:0.5+hypothesis+fr+de", "codeswitch:0.5+de+fr+hypothesis"),
        ("casing:lower+hypothesis", "casing:lower+hypothesis"),
        ("spoken:hypothesis", "spoken:hypothesis"),
    ],
)
def test_the_part_of_a_pair_has_one_place_in_a_name(text: str, canonical: str) -> None:
    assert parse_transforms([text]) == (canonical,)
    assert Cell.is_path(Cell("xnli", "de", transform=canonical).path)
    assert Cell.parse(Cell("xnli", "de", transform=canonical).key).transform == canonical
    assert refusal(Cell("xnli", "en", transform=canonical)) is None


@pytest.mark.parametrize(
    "text",
    [
        "typo:0.1+hypothesis+hypothesis",
        "premise:de+hypothesis",
        "cross:context+hypothesis",
        "typo:hypothesis",
        "spoken:hypothesis+seed1",
        "casing:hypothesis",
    ],
)
def test_other_spellings_are_refused(text: str) -> None:
    with pytest.raises(UsageError, match="has no level"):
        parse_transforms([text])


def test_only_hypotheses_change_and_as_they_do_with_their_premises() -> None:
    both = Cell("xnli", "en", transform="typo:1")
    alone = Cell("xnli", "en", transform="typo:1+hypothesis")
    all_, some = transformed(both, PAIRS), transformed(alone, PAIRS)
    for clean, one, other in zip(PAIRS.examples, all_.examples, some.examples, strict=True):
        assert clean.texts[0] == other.texts[0] != one.texts[0]
        assert clean.texts[1] != one.texts[1] == other.texts[1]
    found = measured(alone, PAIRS, some)
    assert found is not None
    assert found.words == 3 * 8  # those of the hypotheses
    assert found.changed_words is not None and found.changed_words > 12


def test_a_draw_of_hypotheses_has_a_seed_of_its_own() -> None:
    cells = [Cell("xnli", "en", transform=f"typo:0.5+hypothesis{one}") for one in ("", "+seed1")]
    first, second = (transformed(cell, PAIRS).examples for cell in cells)
    assert first != second


@pytest.mark.parametrize("task", ["xquad", "udpos", "tatoeba", "xcopa"])
def test_a_task_without_pairs_says_so(task: str) -> None:
    cell = Cell(task, "th", transform="typo:0.1+hypothesis")
    assert refusal(cell) == "its inputs are not pairs of a premise and a hypothesis"


def test_hypotheses_are_predicted_validated_and_scored_apart(tmp_path: Path) -> None:
    out = tmp_path / "sub"
    written = inputs(
        tmp_path / "in",
        suite="mini",
        tasks=["xnli", "xquad"],
        languages="de",
        transforms=["typo:0.4+hypothesis"],
        limit=20,
    )
    (skipped,) = written.skipped
    assert "not pairs of a premise and a hypothesis" in str(skipped)
    command = ["predict", "--suite", "mini", "--model", "mini", "--task", "xnli"]
    command += ["--language", "de", "--limit", "20", "-q", "--out", str(out)]
    command += ["--transform", "typo:0.4,0.4+hypothesis", "--transform", "spoken:hypothesis"]
    assert run(group, "xstilts-submit", command) == 0
    manifest = json.loads((out / "manifest.json").read_text())
    validator("manifest").validate(manifest)
    entries = {one.get("transform"): one for one in manifest["data"]}
    both, alone = entries["typo:0.4"], entries["typo:0.4+hypothesis"]
    assert both["inputs_fingerprint"] == alone["inputs_fingerprint"]
    assert both["transformed_fingerprint"] != alone["transformed_fingerprint"]
    assert both["realised"]["words"] > alone["realised"]["words"]
    assert not validate(out).problems
    scores = score(out, intervals=False)
    validator("scores").validate(json.loads(json.dumps(scores.as_json())))
    groups = [(one.transform, one.levels) for one in scores.robustness.degradation]  # type: ignore[union-attr]
    assert sorted(groups) == [
        ("spoken", ("hypothesis",)),
        ("typo", ("0.4",)),
        ("typo", ("0.4+hypothesis",)),
    ]
