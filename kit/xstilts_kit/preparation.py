"""Checking a request: everything that can go wrong goes wrong here, before a weight is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.families import get_family
from xstilts_kit.planning import Plan, Surveyed, count_warning, make_plan, parse_splits, survey
from xstilts_kit.sources import open_sources
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.tasks import all_tasks

BATCH_TOKENS = 8192
"""Default padded sub-words of a batch."""


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks `predict` for. Strings are those of the command line."""

    models: Sequence[str]
    suite: str = "xtreme-8"
    sources: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    limit: int | None = None
    available: bool = False
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int = BATCH_TOKENS
    max_lengths: Mapping[str, int] = field(default_factory=dict)
    label_orders: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be carried out: everything checked, no weight loaded."""

    request: Request
    plan: Plan
    surveyed: tuple[Surveyed, ...]
    tokenizers: Mapping[str, Any]
    max_lengths: Mapping[str, int]
    warnings: tuple[str, ...]

    def records_of(self, found: Surveyed) -> int:
        """How many records a cell will have."""
        limit = self.request.limit
        return found.examples if limit is None else min(limit, found.examples)

    @property
    def examples(self) -> int:
        """How many records there will be in all."""
        return sum(map(self.records_of, self.surveyed))


def prepare(request: Request, *, needs_device: bool = True) -> Prepared:
    """Check a request: options, sources, heads, inputs, tokenizers, lengths.

    Args:
        request: What is asked for.
        needs_device: Whether the device must be here; a dry run goes on without it.

    Raises:
        UsageError: The request contradicts itself.
        DataError: Data are missing or damaged.
        ModelError: A checkpoint cannot do what is asked.
    """
    need_libraries("Prediction", "predict", "torch", "transformers")
    from xstilts_kit.checkpoint.opening import (
        check_tensors,
        choose_device,
        longest_input,
        open_tokenizer,
    )

    suite = get_suite(request.suite)
    sources = request.sources or (("mini",) if suite.name == "mini" else ())
    if not sources:
        raise UsageError(
            f"The suite {suite.name} needs data: no --source is given.",
            "Give --source folder:PATH (XTREME's download folder), or try --suite mini.",
        )
    _refuse_unused(request, suite)
    plan = make_plan(
        suite,
        open_repositories(request.models),
        open_sources(sources, suite.tasks()),
        tasks=request.tasks,
        languages=request.languages,
        splits=parse_splits(request.splits, suite),
        available=request.available,
        orders=request.label_orders,
    )
    if needs_device:
        choose_device(request.device)
    for head in plan.heads.values():
        check_tensors(head)
    tokenizers = {name: open_tokenizer(head) for name, head in plan.heads.items()}
    max_lengths = {
        name: longest_input(
            head,
            tokenizers[name],
            request.max_lengths.get(name),
            get_family(head.task.family).max_length,
        )
        for name, head in plan.heads.items()
    }
    surveyed = tuple(survey(cell) for cell in plan.cells)
    warnings = tuple(filter(None, map(count_warning, surveyed)))
    return Prepared(request, plan, surveyed, tokenizers, max_lengths, warnings)


def _refuse_unused(request: Request, suite: Suite) -> None:
    """Refuse options for tasks that are not predicted: they would silently do nothing."""
    asked = request.tasks or [task.name for task in suite.tasks()]
    keys = {
        "--max-length": list(request.max_lengths),
        "--labels": list(request.label_orders),
        "--split": [s.rpartition("=")[0].partition("/")[0] for s in request.splits if "=" in s],
        "--source": [s.partition("=")[0] for s in request.sources if _has_key(s)],
    }
    for option, tasks in keys.items():
        for task in tasks:
            if task in all_tasks() and task not in asked:
                raise UsageError(
                    f"{option} is given for {task}, which is not predicted.",
                    f"Leave it out, or add --task {task}.",
                )


def _has_key(source: str) -> bool:
    before, separator, _ = source.partition("=")
    return bool(separator) and ":" not in before
