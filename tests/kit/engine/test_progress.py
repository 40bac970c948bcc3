"""What is finished is counted once, and told in lines where there is no terminal."""

import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from xstilts_kit.engine import progress
from xstilts_kit.engine.cell import predict_cell
from xstilts_kit.engine.estimate import seconds_per_row
from xstilts_kit.engine.progress import duration, shown_progress
from xstilts_kit.families import Inputs
from xstilts_kit.families.tagging.records import Sentence

SENTENCES = tuple(Sentence(str(i), ("word",) * (i * 5 % 37 + 1)) for i in range(40))


@pytest.mark.parametrize("batch_tokens", [1, 60, 8192])
def test_a_sentence_of_many_windows_counts_once(
    batch_tokens: int, bert: Path, opened: Callable[..., Any]
) -> None:
    predictor, _ = opened(bert, "panx")
    told: list[int] = []
    predict_cell(predictor, Inputs(SENTENCES), batch_tokens, told.append)
    assert sum(told) == len(SENTENCES)
    assert min(told) >= 0


def test_progress_without_a_terminal_is_a_line_now_and_then(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(progress, "_EVERY", 0.0)
    with shown_progress(40) as shown:
        shown.start("panx/de", 30)
        shown.advance(10)
        shown.advance(20)
        shown.start("panx/en", 10)
        shown.advance(10)
    printed = capsys.readouterr()
    assert printed.out == ""
    lines = re.sub(r"\d+ examples/s", "N examples/s", printed.err).splitlines()
    assert lines == [
        "panx/de: 10 of 40 examples, N examples/s, 0 s left",
        "panx/de: 30 of 40 examples, N examples/s, 0 s left",
        "panx/en: 40 of 40 examples, N examples/s, 0 s left",
    ]


def test_progress_without_a_terminal_says_nothing_before_its_time(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with shown_progress(40) as shown:
        shown.start("panx/de", 40)
        for _ in range(40):
            shown.advance(1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "0 s"),
        (59.4, "59 s"),
        (59.6, "1 min 0 s"),
        (185, "3 min 5 s"),
        (3599.6, "1 h 0 min"),
        (7800, "2 h 10 min"),
    ],
)
def test_durations_are_for_people(seconds: float, text: str) -> None:
    assert duration(seconds) == text


@pytest.mark.parametrize("number", [1, 4, 40])
def test_the_estimate_is_the_time_that_a_row_takes(
    number: int, bert: Path, opened: Callable[..., Any]
) -> None:
    predictor, _ = opened(bert, "panx")
    began = time.perf_counter()
    each = seconds_per_row(predictor, Inputs(SENTENCES[:number]), 8192)
    assert 0 < each <= time.perf_counter() - began
