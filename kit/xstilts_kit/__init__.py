"""xstilts: XTREME zero-shot predictions of multilingual encoders, made, checked and scored.

The public API; each name is imported when it is first used::

    from xstilts_kit import Request, prepare, predict, validate, score

    prepared = prepare(Request(models=["my-checkpoint"], sources=["folder:download"]))
    predict(prepared, Path("my-sub"))
    print(validate(Path("my-sub")).problems)
    scores = score(Path("my-sub"), gold=[Path("labels")])
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "Description": "submission.description",
    "Selection": "exchange.selection",
    "write_inputs": "exchange.inputs",
    "import_predictions": "exchange.importing",
    "export_predictions": "exchange.exporting",
    "Prepared": "prediction.preparing",
    "Request": "prediction.preparing",
    "predict": "prediction.predicting",
    "prepare": "prediction.preparing",
    "validate": "validation.validating",
    "score": "scoring.scoring",
    "all_tasks": "tasks",
    "get_task": "tasks",
    "SUITES": "suites",
    "XstiltsError": "diagnostics.errors",
}

__all__ = sorted(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
