"""Names of the series on the pages of perturbed inputs."""

import pytest

from xstilts_leaderboard.tables.codeswitching import title_of as switched_title
from xstilts_leaderboard.tables.perturbed_rows import series_of, title_of


@pytest.mark.parametrize(
    ("transform", "series", "place", "title"),
    [
        ("typo:0.1", "typo", 0.1, "Typing errors"),
        ("typo:0.1+hypothesis", "typo+hypothesis", 0.1, "Typing errors, hypotheses only"),
        ("typo:0.1+keystroke", "typo+keystroke", 0.1, "Typing errors, keystroke"),
        ("casing:lower", "casing:lower", None, "Casing, lower"),
        (
            "casing:lower+hypothesis",
            "casing:lower+hypothesis",
            None,
            "Casing, lower, hypotheses only",
        ),
        ("spoken", "spoken", None, "As spoken"),
        ("spoken:hypothesis", "spoken:hypothesis", None, "As spoken, hypotheses only"),
    ],
)
def test_a_series_says_which_part_of_a_pair_changes(
    transform: str, series: str, place: float | None, title: str
) -> None:
    assert series_of(transform) == (series, place)
    assert title_of(series) == title


def test_switched_hypotheses_have_the_title_of_their_series() -> None:
    assert switched_title("codeswitch+same+hypothesis") == (
        f"{switched_title('codeswitch+same')}, hypotheses only"
    )
    assert switched_title("copy+hypothesis") == f"{switched_title('copy')}, hypotheses only"
