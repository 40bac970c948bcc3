"""Plots: what they draw, and what they say where they cannot."""

from pathlib import Path

import pytest

import xstilts_kit as xs
from xstilts_kit import plot

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("agg")

ROW = Path(__file__).parents[2] / "leaderboard" / "submissions" / "mini"


@pytest.fixture(scope="module")
def scores() -> xs.Scores:
    return xs.score(ROW / "xstilts-mini")


def test_languages_are_in_the_order_of_their_scores(scores: xs.Scores) -> None:
    axes = plot.languages(scores, "xnli")
    names = [label.get_text() for label in axes.get_yticklabels()]
    found = [scores["xnli", name].accuracy for name in names]
    assert found == sorted(found) and len(found) == 10
    assert "accuracy, with 95 % interval" in axes.get_xlabel()


def test_two_submissions_share_the_axes_and_have_a_legend(scores: xs.Scores) -> None:
    axes = plot.languages([scores, scores], "udpos")  # every English tag is right: no interval
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["xstilts-mini"] * 2


def test_a_heat_map_has_every_score_as_a_number(scores: xs.Scores) -> None:
    axes = plot.heat_map(scores)
    assert len(axes.texts) == len(scores) == 88
    assert axes.get_xticklabels()[0].get_text() == "en"
    assert f"{scores['xnli', 'en'].accuracy:.0f}" in [text.get_text() for text in axes.texts]


@pytest.mark.slow
def test_a_comparison_is_drawn_by_language_or_by_task(scores: xs.Scores) -> None:
    found = xs.compare(ROW / "xstilts-mini", ROW / "mini-none-seed1")
    by_language = plot.comparison(found, "xnli")
    assert {label.get_text() for label in by_language.get_yticklabels()} >= {"sw", "zh"}
    by_task = plot.comparison(found)
    assert "xnli" in {label.get_text() for label in by_task.get_yticklabels()}
    with pytest.raises(xs.UsageError, match="Did you mean xnli"):
        plot.comparison(found, "xnlo")


def test_axes_that_are_given_are_drawn_on(scores: xs.Scores) -> None:
    _, axes = matplotlib.pyplot.subplots()
    assert plot.languages(scores, "panx", ax=axes) is axes
    matplotlib.pyplot.close("all")


def test_an_unknown_task_is_named_with_the_nearest(scores: xs.Scores) -> None:
    with pytest.raises(xs.UsageError, match="Did you mean xnli"):
        plot.languages(scores, "xnlo")


def test_without_matplotlib_the_error_names_the_extra(
    scores: xs.Scores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("xstilts_kit.diagnostics.libraries.find_spec", lambda name: None)
    with pytest.raises(xs.ModelError, match=r"xstilts\[plot\]"):
        plot.heat_map(scores)
