"""Answers to the research questions, from runs whose scores are known."""

import math
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from xstilts_baselines.questions import (
    Alignment,
    ArmRuns,
    Line,
    Measured,
    all_questions,
    get_question,
)
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.scoring.results import Scores

LANGUAGES = ("en", "de", "sw", "ur")
NOISE = np.random.default_rng(0).normal(0.0, 1.0, 200)

Points = Mapping[tuple[str, str | None], float]


def run(seed: int, points: Points, **more: Any) -> Measured:
    """A run with the same replicates as any other, so that only points differ."""
    cells = {
        Cell("xnli", language, "test", transform): np.concatenate([[value], value + NOISE])
        for (language, transform), value in points.items()
    }
    found = [SimpleNamespace(examples=300, limit=None) for _ in cells]
    scores = cast("Scores", SimpleNamespace(cells=found, consistency=None))
    rest: dict[str, Any] = {"hours": 1.0, "alignment": {}, "attack": {}, **more}
    return Measured(seed=seed, signature="s", scores=scores, cells=cells, **rest)


def arm(name: str, *runs: Measured, switched: tuple[str, ...] = ()) -> ArmRuns:
    return ArmRuns(name, name, switched, runs)


def clean_and_noisy(gain: float, noisy_gain: float, seed: int = 1) -> Measured:
    points: dict[tuple[str, str | None], float] = {}
    for place, language in enumerate(LANGUAGES):
        points[language, None] = 60.0 - 2 * place + gain
        for level, drop in (("typo:0.1", 3.0), ("typo:0.2", 6.0)):
            points[language, level] = 60.0 - 2 * place - drop + noisy_gain
    return run(seed, points)


def line(lines: tuple[Line, ...], measure: str, arm: str = "english", **where: Any) -> Line:
    found = [
        one
        for one in lines
        if (one.measure, one.arm) == (measure, arm)
        and all(getattr(one, key) == value for key, value in where.items())
    ]
    assert len(found) == 1
    return found[0]


def noise_of(gains: list[tuple[float, float]]) -> tuple[str, tuple[Line, ...]]:
    base = arm("none", *(clean_and_noisy(0.0, 0.0, s) for s, _ in enumerate(gains, 1)))
    other = arm("english", *(clean_and_noisy(*g, s) for s, g in enumerate(gains, 1)))
    answer = get_question("noise").answer([base, other], "none")
    return answer.sentence, answer.lines


def test_equal_drops_lose_no_gain() -> None:
    _, lines = noise_of([(4.0, 4.0)] * 3)
    lost = line(lines, "gain lost to noise", condition="typo:0.2")
    assert (lost.value, lost.interval) == (0.0, (0.0, 0.0))
    assert lost.primary and lost.verdict == "negligible"
    assert line(lines, "gain", condition="typo:0.2").value == pytest.approx(4.0)


def test_a_gain_on_clean_text_alone_is_lost_whole() -> None:
    sentence, lines = noise_of([(4.0, 0.0), (4.1, 0.0), (3.9, 0.0)])
    lost = line(lines, "gain lost to noise", condition="typo:0.2")
    assert lost.value == pytest.approx(4.0)
    assert lost.verdict == "higher"
    assert "english: the gain shrinks by +4.0 points" in sentence


def test_a_gain_that_shrinks_in_points_alone_depends_on_the_scale() -> None:
    """Near chance the same log-odds are fewer points."""

    def runs(gain: float, noisy: float) -> ArmRuns:
        points = {("en", None): 60.0, ("en", "typo:0.2"): 40.0} | {
            (lang, level): value
            for lang in ("de", "sw")
            for level, value in ((None, 60.0 + gain), ("typo:0.2", 36.0 + noisy))
        }
        return arm("x", *(run(s, points) for s in (1, 2, 3)))

    base, other = runs(0.0, 0.0), runs(8.0, 3.0)
    found = get_question("noise").answer(
        [ArmRuns("none", "", (), base.runs), ArmRuns("english", "", (), other.runs)], "none"
    )
    assert "depends on the scale" in found.sentence


def test_one_seed_answers_nothing() -> None:
    sentence, lines = noise_of([(4.0, 0.0)])
    assert line(lines, "gain lost to noise", condition="typo:0.2").verdict == "one seed"
    assert "no change of the gain is shown" in sentence


def test_mean_relative_drop_is_a_mean_of_ratios() -> None:
    points = {
        **{("en", level): 90.0 for level in (None, "typo:0.1", "typo:0.2")},
        **{("de", None): 80.0, ("de", "typo:0.1"): 76.0, ("de", "typo:0.2"): 70.0},
        **{("sw", None): 50.0, ("sw", "typo:0.1"): 45.0, ("sw", "typo:0.2"): 40.0},
    }
    own = arm("none", run(1, points))
    found = get_question("noise").answer([own, ArmRuns("english", "", (), own.runs)], "none")
    assert line(found.lines, "mean relative drop", "none").value == pytest.approx(11.875)


def test_a_value_that_is_undefined_has_no_interval() -> None:
    points = {
        **{("en", level): 90.0 for level in (None, "typo:0.1", "typo:0.2")},
        **{("de", level): 0.0 for level in (None, "typo:0.1", "typo:0.2")},
    }
    arms = [arm(name, run(1, points), run(2, points)) for name in ("none", "english")]
    found = get_question("noise").answer(arms, "none")
    drop = line(found.lines, "mean relative drop", "none")
    assert math.isnan(drop.value) and drop.interval is None


def even(scores: Mapping[str, float], seed: int = 1) -> Measured:
    return run(seed, {(language, None): value for language, value in scores.items()})


def test_more_even_needs_the_log_odds_too() -> None:
    uneven = {"en": 80.0, "de": 78.0, "sw": 58.0, "ur": 60.0}
    better = {"en": 80.0, "de": 72.0, "sw": 66.0, "ur": 67.0}
    base = arm("none", *(even(uneven, s) for s in (1, 2, 3)))
    other = arm("english", *(even(better, s) for s in (1, 2, 3)))
    found = get_question("consistency").answer([base, other], "none")
    assert line(found.lines, "variance over languages", "none").value == pytest.approx(
        np.var([78.0, 58.0, 60.0])
    )
    assert line(found.lines, "English gap", against=None).value == pytest.approx(80 - 205 / 3)
    assert "english: more even" in found.sentence


def switched(unseen: float, seen: float, seed: int) -> Measured:
    return even({"en": 70.0, "de": 65.0 + seen, "sw": 60.0 + unseen, "ur": 58.0 + unseen}, seed)


def test_code_switching_is_judged_on_languages_it_did_not_see() -> None:
    seeds = (1, 2, 3)
    arms = [
        arm("english", *(switched(0, 0, s) for s in seeds)),
        arm("switched", *(switched(2 + 0.01 * s, 9, s) for s in seeds), switched=("de",)),
        arm("placebo", *(switched(1, 1, s) for s in seeds), switched=("de",)),
    ]
    found = get_question("code-switched").answer(arms, "english")
    primary = line(found.lines, "score", "switched", against="english", language="unseen")
    assert primary.primary and primary.value == pytest.approx(2.02)
    seen = line(found.lines, "score", "switched", against="english", language="seen")
    assert seen.value == pytest.approx(9.0) and not seen.primary
    assert "better on unseen languages" in found.sentence
    assert "against the placebo +1.0 points" in found.sentence


def test_code_switching_needs_its_arm() -> None:
    only = [arm("english", switched(0, 0, 1)), arm("placebo", switched(0, 0, 1))]
    with pytest.raises(UsageError, match="needs an arm 'switched'"):
        get_question("code-switched").answer(only, "english")


def test_the_matrix_of_premises() -> None:
    points: dict[tuple[str, str | None], float] = {}
    for h in ("en", "de", "sw"):
        points[h, None] = 70.0
        points |= {(h, f"premise:{p}"): 61.0 for p in ("en", "de", "sw") if p != h}
    clean = {cell: value for cell, value in points.items() if cell[1] is None}
    arms = [arm(name, run(1, points), run(2, clean)) for name in ("english", "switched")]
    found = get_question("code-switched").answer(arms, "english")
    only = line(found.lines, "penalty of two languages", "switched", against="english")
    assert (only.by_seed, only.verdict) == ((0.0,), "one seed")
    value = {
        x.measure: x.value for x in found.lines if x.arm == "english" and x.language == "pairs"
    }
    assert value == {
        "same language": 70.0,
        "premise in another language": pytest.approx(61.0),
        "penalty of two languages": pytest.approx(9.0),
    }


def test_adversarial_training_has_a_gain_and_a_cost() -> None:
    base = arm("english", *(even({"en": 80.0, "de": 60.0, "sw": 50.0}, s) for s in (1, 2, 3)))
    other = arm(
        "fgm",
        *(
            run(
                s,
                {("en", None): 78.0 + 0.01 * s, ("de", None): 63.0, ("sw", None): 53.0},
                hours=2.0,
                attack={"rate": np.array([0.5])},
            )
            for s in (1, 2, 3)
        ),
    )
    found = get_question("adversarial").answer([base, other], "english")
    assert {x.language for x in found.lines if x.primary} == {"en", "non-English"}
    assert line(found.lines, "training time", "fgm").value == pytest.approx(2.0)
    assert "other languages +3.0 points" in found.sentence
    assert "a gain" in found.sentence and "a loss" in found.sentence
    assert not [x for x in found.lines if x.measure == "attack success"]  # the baseline has none


def aligned(clean: float, half: float) -> Alignment:
    vectors = {
        (kind, language, ratio): np.array([value, value - 0.01, value + 0.01])
        for kind in ("same", "third")
        for language in ("de", "sw")
        for ratio, value in ((0.0, clean), (0.5, half))
    }
    return Alignment(8, vectors)


def test_alignment_is_judged_after_fine_tuning() -> None:
    def own(name: str, half: float) -> ArmRuns:
        states = {"encoder": aligned(0.9, 0.8), "xnli": aligned(0.8, half)}
        return arm(name, *(run(s, {("en", None): 50.0}, alignment=states) for s in (1, 2, 3)))

    found = get_question("alignment").answer([own("none", 0.7), own("english", 0.5)], "none")
    lost = line(found.lines, "alignment lost to code-switching", against="none", condition="xnli")
    assert lost.primary and lost.value == pytest.approx(0.2)
    assert line(
        found.lines, "retention", against=None, condition="encoder", arm="none"
    ).value == pytest.approx(8 / 9)
    assert "less stable" in found.sentence


def test_holm_among_the_lines_of_a_measure() -> None:
    from dataclasses import replace

    from xstilts_baselines.questions.lines import adjusted

    _, lines = noise_of([(4.0, 3.9)] * 3)
    four = [replace(lines[0], measure="m", p=p) for p in (0.01, 0.04, 0.03, 0.005)]
    assert [one.p for one in adjusted(four)] == pytest.approx([0.03, 0.06, 0.06, 0.02])


def test_every_question_of_the_home_page_has_its_study() -> None:
    from xstilts_baselines.studies.study import load_study
    from xstilts_leaderboard.tracks import QUESTIONS

    questions = all_questions()
    assert {question.about for question in questions.values()} == set(QUESTIONS)
    for name in questions:
        assert load_study(name).answers == name


def test_an_unknown_question_is_named() -> None:
    with pytest.raises(UsageError, match=r"no question 'nois'"):
        get_question("nois")
