"""Wrong use of the Python API is answered by a UsageError or a TypeError that helps."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import xstilts_kit as xs
from xstilts_kit.exchange.selection import Selection
from xstilts_kit.prediction.preparing import Request

MINI: dict[str, Any] = {"suite": "mini", "tasks": "xnli", "languages": "de", "limit": 5}

WRONG: dict[str, tuple[Callable[[], object], str]] = {
    "a number for a folder": (
        lambda: xs.validate(3),
        r"submission must be a path .* not 3 \(int\)",
    ),
    "bytes for a folder": (lambda: xs.validate(b"sub"), "submission must be a path"),
    "nothing for a folder": (lambda: xs.score(None), "submission must be a path"),
    "a number for gold": (lambda: xs.score("sub", gold=3), "gold must be a path or several"),
    "numbers for gold": (lambda: xs.score("sub", gold=[3]), "gold must be a path"),
    "a number for sources": (lambda: xs.validate("sub", 3), "sources must be a string or several"),
    "a mapping for tasks": (lambda: xs.score("sub", tasks={"xnli": 1}), "tasks must be a string"),
    "an unknown task": (lambda: xs.score("sub", tasks="xnly"), "Did you mean xnli"),
    "a task that is not there": (lambda: xs.score("sub", tasks="panx"), "no predictions of panx"),
    "no model": (lambda: xs.plan(**MINI), "No model is given"),
    "a number for a model": (lambda: xs.plan(3, **MINI), "model must be"),
    "models that are no mapping": (lambda: xs.plan(models="mini", **MINI), "models must map tasks"),
    "a number among models": (lambda: xs.plan(models={"xnli": 3}, **MINI), "models must be a path"),
    "an unknown option": (lambda: xs.plan("mini", poling="cls", **MINI), "Did you mean pooling"),
    "an unknown precision": (
        lambda: xs.plan("mini", dtype="float23", **MINI),
        "Did you mean float32",
    ),
    "a limit of none": (lambda: xs.plan("mini", **{**MINI, "limit": 0}), "Give 1 or more"),
    "a limit in words": (
        lambda: xs.plan("mini", **{**MINI, "limit": "5"}),
        "limit must be a whole number",
    ),
    "a number for a suite": (lambda: xs.plan("mini", suite=3), "suite must be a string"),
    "a number to compare with": (lambda: xs.compare("sub", 3), "submission must be a path"),
    "a number for an output": (lambda: xs.inputs(3), "out must be a path"),
    "another format": (
        lambda: xs.import_("theirs", out="new", format="json"),
        "Did you mean jsonl",
    ),
    "a cell that is not there": (
        lambda: xs.score("sub", gold="labels", intervals=False)["xnli", "dd"],
        "Did you mean xnli/de",
    ),
    "a metric of other tasks": (
        lambda: xs.score("sub", gold="labels", intervals=False)["xnli", "de"].f1,
        "Its metrics are: accuracy",
    ),
}


@pytest.mark.parametrize(("call", "says"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_what_is_wrong(call: Callable[[], object], says: str, here: Path) -> None:
    with pytest.raises((xs.UsageError, TypeError), match=says):
        call()


def test_one_value_is_enough_where_several_are_taken() -> None:
    request = Request(models="mini", tasks="xnli", languages="de", splits="validation")
    assert (request.models, request.tasks) == (("mini",), ("xnli",))
    assert (request.languages, request.splits) == (("de",), ("validation",))
    assert Selection(tasks="xnli", sources="mini").sources == ("mini",)


def test_paths_and_strings_are_taken_alike(here: Path) -> None:
    by_text = xs.score("sub", "mini", "labels", intervals=False)
    by_path = xs.score(here / "sub", {"xnli": "mini"}, (here / "labels",), intervals=False)
    assert by_text == by_path


def test_an_error_shows_the_problems_that_it_speaks_of(here: Path) -> None:
    (here / "sub/predictions/xnli/de.jsonl").unlink()
    with pytest.raises(xs.Invalid, match=r"XS104[\s\S]*listed above") as caught:
        xs.score("sub")
    assert not caught.value.report.valid
    (path,) = (here / "theirs").glob("xnli/*")
    path.write_text("nonsense\n", encoding="utf-8")
    with pytest.raises(xs.NotImported, match=r"XS\d{3}[\s\S]*nothing was written"):
        xs.import_("theirs", out="new", format="xtreme", suite="mini", limit=1)
