"""Results print what the commands print, and give plain rows."""

import json
from html.parser import HTMLParser
from pathlib import Path

import pytest

import xstilts_kit as xs
from xstilts_kit.cli import group, run


def _printed(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    capsys.readouterr()
    run(group, "xstilts-submit", list(arguments))
    return capsys.readouterr().out


def test_results_print_what_the_commands_print(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def words(text: object) -> list[str]:
        return str(text).split()

    gold = ("--gold", "labels")
    assert words(xs.validate("sub")) == words(_printed(capsys, "validate", "sub"))
    assert words(xs.score("sub", gold="labels")) == words(_printed(capsys, "score", "sub", *gold))
    two = ("compare", "sub", "other", *gold)
    assert words(xs.compare("sub", "other", gold="labels")) == words(_printed(capsys, *two))
    (here / "sub/predictions/xnli/de.jsonl").unlink()
    report = xs.validate("sub")
    assert "XS104" in str(report)
    assert words(report) == words(_printed(capsys, "validate", "sub"))


def test_scoring_writes_nothing_unless_asked(here: Path) -> None:
    before = sorted(here.rglob("*"))
    scores = xs.score("sub", gold="labels")
    assert sorted(here.rglob("*")) == before
    path = scores.write()
    assert path == Path("sub/scores.json")
    assert json.loads(path.read_text(encoding="utf-8")) == json.loads(json.dumps(scores.as_json()))
    assert "folder" not in scores.as_json()
    assert scores.write(here).parent == here


def test_scores_are_looked_up_and_listed(here: Path) -> None:
    scores = xs.score("sub", gold="labels")
    cell = scores["xnli", "de"]
    assert cell is scores["xnli/de"] is scores[cell.cell]
    assert cell.accuracy == cell.score == (cell.metrics or {})["accuracy"]
    assert ("xnli", "de") in scores
    assert ("xnli", "fr") not in scores
    assert [*scores] == list(scores.cells)
    (row,) = scores.rows()
    assert (row["task"], row["language"], row["metric"]) == ("xnli", "de", "accuracy")
    assert row["low"] < row["value"] < row["high"]
    assert row["examples"] == 20


def test_every_metric_of_every_task_is_an_attribute() -> None:
    from xstilts_kit.families import get_family

    names = {name for task in xs.tasks().values() for name in get_family(task.family).metrics}
    assert [
        name for name in names if not isinstance(getattr(xs.CellScore, name, 0), property)
    ] == []


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_tables_are_html_in_a_notebook(here: Path) -> None:
    scores = xs.score("sub", gold="labels")
    assert f"{scores['xnli', 'de'].accuracy:.1f} [" in _Tags(scores._repr_html_()).text
    compared = xs.compare("sub", "other", "sub", gold="labels")
    assert _Tags(compared._repr_html_()).text.count("xnli/de") == 2
    bad = here / "sub/predictions/xnli/<b>.jsonl"
    bad.write_text("", encoding="utf-8")
    assert "predictions/xnli/<b>.jsonl" in _Tags(xs.validate("sub")._repr_html_()).text
    plan = xs.plan("mini", suite="mini", tasks="xnli", languages="de", limit=2)
    assert "XLMRobertaForSequenceClassification" in _Tags(plan._repr_html_()).text


def test_a_submission_is_a_path_and_models_may_lie_apart(here: Path) -> None:
    sub = xs.predict(
        models={"xnli": "mini"},
        out=here / "new",
        suite="mini",
        tasks=["xnli"],
        languages=["de"],
        limit={"xnli": 20},
        progress=False,
    )
    assert xs.validate(sub).valid
    theirs = xs.export(sub, here / "new-layout")
    mine = xs.import_(theirs, out=here / "again", format="xtreme", suite="mini", limit=20)
    assert (
        xs.score(mine, intervals=False)["xnli", "de"] == xs.score(sub, intervals=False)["xnli/de"]
    )
