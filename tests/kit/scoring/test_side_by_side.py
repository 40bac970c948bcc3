"""Several submissions in one table, and comparisons of several."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import xstilts_kit as xs
from xstilts_kit.cli import group, run
from xstilts_kit.diagnostics.grid import Grid, as_latex, as_markdown
from xstilts_kit.scoring.side_by_side import side_by_side

TASKS = ("xnli", "tatoeba")


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two submissions of two tasks; the second also in lower case."""
    root = tmp_path_factory.mktemp("two")
    for name, layer, transforms in (("one", 2, None), ("two", 4, "casing:lower")):
        xs.predict(
            "mini",
            out=root / name,
            suite="mini",
            tasks=TASKS,
            layer=layer,
            transforms=transforms,
            progress=False,
        )
    return root / "one", root / "two"


@pytest.fixture(scope="module")
def both(pair: tuple[Path, Path]) -> list[xs.Scores]:
    return [xs.score(folder) for folder in pair]


def _asked(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    capsys.readouterr()
    assert run(group, "xstilts-submit", [str(argument) for argument in arguments]) == 0
    return capsys.readouterr().out


def test_tasks_are_columns_and_submissions_rows(both: list[xs.Scores]) -> None:
    table = side_by_side(both)
    assert table.columns == TASKS
    assert [(line.name, line.transform) for line in table.lines] == [
        ("one", None),
        ("two", None),
        ("two", "casing:lower"),
    ]
    for line, scores in zip(table.lines[:2], both, strict=True):
        for task in scores.tasks:
            if task.task in TASKS:
                assert line.values[task.task].score == task.score
                assert line.values[task.task].interval == task.interval


def test_transformed_scores_stand_beside_the_clean_ones_of_the_same_languages(
    both: list[xs.Scores],
) -> None:
    changed = side_by_side(both).lines[2]
    compared = {row.name: row for row in xs.compare(both[1].folder or "").rows}
    for task in TASKS:
        row = compared[f"{task}@casing:lower"]
        assert changed.values[task].score == pytest.approx(row.a)
        assert changed.values[task].subset  # Arabic, Hindi, Thai and Chinese have no case
        assert changed.differences[task] == pytest.approx(row.difference)
    one = both[1]
    after, before = one["xnli/de@casing:lower"], one["xnli", "de"]
    text = str(one)
    assert f"{before.accuracy:.1f}" in text
    assert f"{after.accuracy - before.accuracy:+.1f}" in text


def test_the_columns_of_a_single_task_are_its_languages(pair: tuple[Path, Path]) -> None:
    scores = xs.score(pair[0], tasks="xnli", intervals=False)
    table = side_by_side([scores])
    assert len(table.columns) == 11
    assert table.columns[-1] == "mean"
    assert table.lines[0].values["de"].score == scores["xnli", "de"].accuracy
    assert {cell.task for cell in scores} == {"xnli"}


def test_a_mean_over_an_incomplete_set_is_a_dash(pair: tuple[Path, Path], tmp_path: Path) -> None:
    part = xs.predict(
        "mini",
        out=tmp_path / "part",
        suite="mini",
        tasks=TASKS,
        languages=["de", "ru"],
        progress=False,
    )
    table = side_by_side([xs.score(folder, intervals=False) for folder in (pair[0], part)])
    assert table.lines[1].values["xnli"].score is None
    assert "–" in table.as_text()
    assert table.notes[0].startswith("–: ")
    assert "signatures differ" in table.notes[1]


def test_every_format_holds_the_same_numbers(
    pair: tuple[Path, Path], both: list[xs.Scores], capsys: pytest.CaptureFixture[str]
) -> None:
    number = next(f"{task.score:.1f}" for task in both[0].tasks if task.task == "tatoeba")
    for name in ("text", "markdown", "latex"):
        assert number in _asked(capsys, "score", *pair, "--format", name)
    rows = list(csv.DictReader(io.StringIO(_asked(capsys, "score", *pair, "--format", "csv"))))
    assert [row["submission"] for row in rows] == ["one", "two", "two"]
    assert f"{float(rows[0]['tatoeba']):.1f}" == number
    assert float(rows[0]["tatoeba_low"]) < float(rows[0]["tatoeba"])
    assert rows[0]["signature"] == both[0].signature
    found = json.loads(_asked(capsys, "score", *pair, "--format", "json"))
    assert found == json.loads(json.dumps([scores.as_json() for scores in both]))


def test_one_task_alone_is_scored_but_not_written(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    for folder in pair:
        (folder / "scores.json").unlink(missing_ok=True)
    shown = _asked(capsys, "score", *pair, "--task", "tatoeba", "--format", "csv")
    assert shown.startswith("submission,transform,ar,")
    assert not any((folder / "scores.json").exists() for folder in pair)
    _asked(capsys, "score", *pair)
    assert all((folder / "scores.json").exists() for folder in pair)


def test_the_first_is_compared_with_each_of_the_others(
    pair: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = pair
    found = xs.compare(one, two, one)
    assert [(single.a, single.b) for single in found] == [("one", "two"), ("one", "one")]
    assert found[0] == xs.compare(one, two)
    assert len(found) == 2
    printed = json.loads(_asked(capsys, "compare", one, two, one, "--json"))
    assert printed == json.loads(json.dumps(found.as_json()))
    assert _asked(capsys, "compare", one, two, one).count("A = one") == 2


AWKWARD = "b_50 % & $x$ #1 {~^\\} [2] *|*"


@pytest.mark.parametrize(
    ("draw", "expected"),
    [
        (
            as_latex,
            r"b\_50 \% \& \$x\$ \#1 \{\textasciitilde{}\textasciicircum{}\textbackslash{}\}"
            r" [2] *|* & $-1.0$ \\",
        ),
        (as_markdown, r"| b\_50 % & $x$ #1 {~^\\} \[2\] \*\|\* | -1.0 |"),
    ],
)
def test_names_are_escaped(draw: Callable[[Grid], str], expected: str) -> None:
    assert expected in draw(Grid(("", "a"), [(AWKWARD, "-1.0")])).split("\n")


def test_latex_has_the_rules_of_booktabs() -> None:
    drawn = as_latex(Grid(("", "a"), [("x", "1"), ("[y]", "2")]))
    assert drawn.split("\n") == [
        r"\begin{tabular}{lr}",
        r"\toprule",
        r" & a \\",
        r"\midrule",
        r"x & 1 \\",
        r"{}[y] & 2 \\",
        r"\bottomrule",
        r"\end{tabular}",
    ]
