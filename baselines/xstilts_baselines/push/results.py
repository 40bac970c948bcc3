"""Scores in the Hub's formats: ``model-index`` of the card, and ``.eval_results``."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from xstilts_kit.families import get_family, metric_of
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import Task, get_task

if TYPE_CHECKING:
    from huggingface_hub import EvalResult

_XTREME = "google/xtreme"


def plain(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the evaluation without a transform of the sentence vectors."""
    found: Mapping[str, Any] = next(
        entry for entry in record["evaluation"] if entry["transform"] == "none"
    )
    return found


def model_index(record: Mapping[str, Any]) -> "list[EvalResult]":
    """Return one result for every task with a score in all languages."""
    from huggingface_hub import EvalResult

    suite = record["recipe"]["suite"]
    return [
        EvalResult(
            task_type=get_family(task.family).hub_type,
            dataset_type=_data_set(suite),
            dataset_name=f"{task.title} ({suite})",
            dataset_config=task.name,
            dataset_split="test",
            metric_type=task.metric,
            metric_name=metric_name(task, suite),
            metric_value=round(score, 2),
        )
        for task, score in complete(record)
    ]


def eval_results(record: Mapping[str, Any]) -> str:
    """Render ``.eval_results`` as YAML: one entry per complete task, with the signature."""
    from huggingface_hub import EvalResultEntry, eval_result_entries_to_yaml
    from huggingface_hub.utils import yaml_dump  # type: ignore[attr-defined]

    suite = record["recipe"]["suite"]
    entries = [
        EvalResultEntry(
            dataset_id=_data_set(suite),
            task_id=task.name,
            value=round(score, 2),
            notes=f"{metric_name(task, suite)}; {plain(record)['signature']}",
        )
        for task, score in complete(record)
    ]
    return str(yaml_dump(eval_result_entries_to_yaml(entries), sort_keys=False))


def complete(record: Mapping[str, Any]) -> Iterator[tuple[Task, float]]:
    """Yield tasks scored in all of the suite's languages."""
    for name, score in plain(record)["tasks"].items():
        if score is not None:
            yield get_task(name), score


def metric_name(task: Task, suite: str) -> str:
    """Describe the metric in words."""
    languages = len(get_suite(suite).languages_of(task))
    return f"{metric_of(task).title}, mean over {languages} languages"


def _data_set(suite: str) -> str:
    """Return the data set's id on the Hub; the miniature is not on the Hub."""
    return _XTREME if suite.startswith("xtreme") else f"xstilts/{suite}"
