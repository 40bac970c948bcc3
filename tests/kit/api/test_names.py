"""Public names: all are there, whatever is imported first, and importing loads no library."""

import inspect
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

import xstilts_kit as xs

ORDERS = {
    "the package alone": "import xstilts_kit as xs",
    "a sub-package first": "import xstilts_kit.tasks, xstilts_kit.suites, xstilts_kit as xs",
    "a sub-package later": "import xstilts_kit as xs; xs.tasks(); import xstilts_kit.tasks",
    "from the sub-packages": (
        "from xstilts_kit.tasks import get_task; from xstilts_kit.suites import get_suite;"
        " import xstilts_kit as xs"
    ),
    "from the package": "from xstilts_kit import suites, tasks; import xstilts_kit as xs",
    "a module of a sub-package": "import xstilts_kit.suites.choosing; import xstilts_kit as xs",
    "all names": "from xstilts_kit import *; import xstilts_kit as xs",
    "afresh": (
        "import importlib, xstilts_kit as xs, xstilts_kit.tasks;"
        " importlib.reload(xs); importlib.reload(xstilts_kit.tasks)"
    ),
}

CHECK = """
assert "xnli" in xs.tasks() and "xtreme-8" in xs.suites()
import xstilts_kit.tasks, xstilts_kit.suites, xstilts_kit.tasks.xnli
import xstilts_kit.suites as module
from xstilts_kit import tasks
assert tasks.get_task("xnli") is tasks()["xnli"] is xstilts_kit.tasks.xnli.TASK
assert module.SUITES is xs.suites() is xstilts_kit.suites()
"""


@pytest.mark.parametrize("order", ORDERS.values(), ids=ORDERS)
def test_tasks_and_suites_are_functions_and_packages_in_any_order_of_imports(order: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"{order}\n{CHECK}"], capture_output=True, text=True
    )
    assert done.stderr == ""


def test_every_public_name_is_there_and_listed() -> None:
    for name in xs.__all__:
        assert getattr(xs, name) is not None
    assert set(xs.__all__) <= set(dir(xs))
    assert {"plan", "predict", "validate", "score", "compare"} <= set(xs.__all__)
    assert not hasattr(xs, "nonsense")


def test_every_kind_of_error_is_public() -> None:
    kinds = [xs.XstiltsError, *xs.XstiltsError.__subclasses__()]
    for kind in kinds:
        assert kind.__name__ in xs.__all__


def test_importing_the_package_loads_no_library() -> None:
    code = (
        "import sys, xstilts_kit as xs; dir(xs); xs.tasks(); xs.score; xs.validate; xs.compare;"
        "print([m for m in ('torch', 'transformers', 'rich', 'pandas') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_the_readmes_call_what_is_there() -> None:
    root = Path(__file__).parents[3]
    for name in ("README.md", "kit/README.md"):
        text = (root / name).read_text(encoding="utf-8")
        shown = set(re.findall(r"\bxs\.(\w+)", text))
        assert len(shown) > 5
        assert shown <= set(xs.__all__)


def test_the_options_of_predict_are_those_that_its_docstring_lists() -> None:
    for call in (xs.plan, xs.predict):
        text = (call.__doc__ or "").partition("options: ")[2]
        assert [*re.findall(r"``(\w+)``", text.partition("Raises")[0])] == list(
            xs.PredictOptions.__annotations__
        )


def test_an_option_of_the_command_is_an_option_of_the_call() -> None:
    from xstilts_kit.prediction.preparing import Request

    calls = {"label_orders": "labels", "limits": "limit", "models": "model"}
    taken = {*xs.PredictOptions.__annotations__, *inspect.signature(xs.predict).parameters}
    assert [f.name for f in fields(Request) if calls.get(f.name, f.name) not in taken] == []
