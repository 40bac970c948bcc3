"""What a type checker sees of the Python API. ``make check`` runs mypy on this file.

An ignored error that is none any more is an error of its own.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, assert_type

import pytest

import xstilts_kit as xs


def test_results_have_their_types(here: Path) -> None:
    scores = assert_type(xs.score("sub", gold=["labels"], intervals=False), xs.Scores)
    assert_type(scores["xnli", "de"], xs.CellScore)
    assert_type(scores["xnli", "de"].accuracy, float)
    assert_type(scores.overall, xs.Mean)
    assert_type(scores.rows(), list[dict[str, Any]])
    assert_type(scores.write(), Path)
    assert_type(xs.validate(here / "sub"), xs.Report)
    assert_type(xs.compare("sub", Path("other"), gold="labels"), xs.Comparison)
    assert_type(xs.compare("sub", "other", "sub", gold="labels"), xs.Comparisons)
    assert_type(xs.export("sub", "layout"), xs.Exported)
    assert_type(xs.tasks(), Mapping[str, xs.Task])
    assert_type(xs.suites(), Mapping[str, xs.Suite])


def test_the_calls_that_take_long_have_their_types() -> None:
    def never_called() -> None:
        assert_type(xs.plan("mini", tasks="xnli"), xs.PlannedRun)
        assert_type(xs.predict(models={"xnli": "runs/nli"}, out=Path("sub")), xs.Submission)
        assert_type(
            xs.predict("mini", out="sub", dtype="bfloat16", limit={"xnli": 3}), xs.Submission
        )
        assert_type(xs.inputs("inputs", sources=Path("download")), xs.WrittenInputs)
        assert_type(xs.import_("theirs", out="sub", format="jsonl"), xs.Imported)

    assert callable(never_called)


def test_wrong_calls_are_errors_for_a_type_checker_too() -> None:
    with pytest.raises(TypeError):
        xs.validate(3, foo=4)  # type: ignore[call-arg, arg-type]
    with pytest.raises(TypeError):
        xs.score(None)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        xs.predict("mini", out="sub", dtpye="float32")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        xs.tasks("xnli")  # type: ignore[call-arg]
    with pytest.raises(AttributeError):
        xs.scores("sub")  # type: ignore[attr-defined]
