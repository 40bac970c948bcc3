"""xstilts: XTREME zero-shot predictions of multilingual encoders, made, checked and scored.

    import xstilts_kit as xs

    sub = xs.predict("my-org/my-model", out="my-sub", tasks=["xnli"])
    print(xs.validate(sub))
    scores = xs.score(sub, gold="labels")
    scores["xnli", "de"].accuracy

Each name is imported when it is first used, so that ``import xstilts_kit`` loads no library.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xstilts_kit.cell import Cell
    from xstilts_kit.definitions import use_tasks
    from xstilts_kit.diagnostics.errors import (
        DataError,
        ModelError,
        NetworkError,
        ProcessError,
        StorageError,
        SubmissionError,
        UsageError,
        XstiltsError,
    )
    from xstilts_kit.exchange.calls import Exported, export, import_, inputs
    from xstilts_kit.exchange.importing import Imported, NotImported
    from xstilts_kit.exchange.inputs import WrittenInputs
    from xstilts_kit.prediction.calls import PredictOptions, Submission, plan, predict
    from xstilts_kit.prediction.planned import PlannedRun
    from xstilts_kit.scoring.comparing import Compared, Comparison, Comparisons, compare
    from xstilts_kit.scoring.differing import Differing, DifferingItem, differ
    from xstilts_kit.scoring.results import CellScore, GroupScore, Mean, Scores, TaskScore
    from xstilts_kit.scoring.scoring import Invalid, score
    from xstilts_kit.submission.description import Description
    from xstilts_kit.submission.manifest import Author, GitHubAccount, Manifest, Supervision
    from xstilts_kit.suites import Suite
    from xstilts_kit.tasks import Task
    from xstilts_kit.validation.validating import Report, validate

    def tasks() -> Mapping[str, Task]:
        """Every task that can be predicted and scored, by name."""

    def suites() -> Mapping[str, Suite]:
        """Every suite of several tasks, by name; each task is also a suite of its own."""


_HOMES = {
    "Author": "submission.manifest",
    "Cell": "cell",
    "CellScore": "scoring.results",
    "Compared": "scoring.comparing",
    "Comparison": "scoring.comparing",
    "Comparisons": "scoring.comparing",
    "DataError": "diagnostics.errors",
    "Description": "submission.description",
    "Differing": "scoring.differing",
    "DifferingItem": "scoring.differing",
    "Exported": "exchange.calls",
    "GitHubAccount": "submission.manifest",
    "GroupScore": "scoring.results",
    "Imported": "exchange.importing",
    "Invalid": "scoring.scoring",
    "Manifest": "submission.manifest",
    "Mean": "scoring.results",
    "ModelError": "diagnostics.errors",
    "NetworkError": "diagnostics.errors",
    "NotImported": "exchange.importing",
    "PlannedRun": "prediction.planned",
    "PredictOptions": "prediction.calls",
    "ProcessError": "diagnostics.errors",
    "Report": "validation.validating",
    "Scores": "scoring.results",
    "StorageError": "diagnostics.errors",
    "Submission": "prediction.calls",
    "SubmissionError": "diagnostics.errors",
    "Suite": "suites",
    "Supervision": "submission.manifest",
    "Task": "tasks",
    "TaskScore": "scoring.results",
    "UsageError": "diagnostics.errors",
    "WrittenInputs": "exchange.inputs",
    "XstiltsError": "diagnostics.errors",
    "compare": "scoring.comparing",
    "differ": "scoring.differing",
    "export": "exchange.calls",
    "import_": "exchange.calls",
    "inputs": "exchange.calls",
    "plan": "prediction.calls",
    "predict": "prediction.calls",
    "score": "scoring.scoring",
    "use_tasks": "definitions",
    "validate": "validation.validating",
}
"""Public name → the module that defines it."""

_CALLED = ("suites", "tasks")
"""Sub-packages that can be called: importing them makes them attributes of this package."""

__all__ = [
    "Author",
    "Cell",
    "CellScore",
    "Compared",
    "Comparison",
    "Comparisons",
    "DataError",
    "Description",
    "Differing",
    "DifferingItem",
    "Exported",
    "GitHubAccount",
    "GroupScore",
    "Imported",
    "Invalid",
    "Manifest",
    "Mean",
    "ModelError",
    "NetworkError",
    "NotImported",
    "PlannedRun",
    "PredictOptions",
    "ProcessError",
    "Report",
    "Scores",
    "StorageError",
    "Submission",
    "SubmissionError",
    "Suite",
    "Supervision",
    "Task",
    "TaskScore",
    "UsageError",
    "WrittenInputs",
    "XstiltsError",
    "compare",
    "differ",
    "export",
    "import_",
    "inputs",
    "plan",
    "predict",
    "score",
    "suites",
    "tasks",
    "use_tasks",
    "validate",
]


if not TYPE_CHECKING:  # otherwise every misspelt name would be Any

    def __getattr__(name: str) -> Any:
        if name in _CALLED:
            return import_module(f"{__name__}.{name}")
        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
