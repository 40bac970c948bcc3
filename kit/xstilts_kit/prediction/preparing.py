"""Checking a request: everything that can go wrong goes wrong here, before a weight is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from xstilts_kit.checkpoint.embedding import Embedding, choose_embedding, layers_of
from xstilts_kit.checkpoint.languages import check_languages, language_input
from xstilts_kit.checkpoint.sentence import trained_at
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.data.first_use import Pending, gather_from_hub, pending, promised
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.engine.batching import default_budget
from xstilts_kit.families import get_family
from xstilts_kit.prediction.cautions import length_warnings, training_warnings
from xstilts_kit.prediction.orders import order_warnings, tried
from xstilts_kit.prediction.planning import Plan, make_plan, prepare_plan
from xstilts_kit.prediction.ready import ReadyHead
from xstilts_kit.sources import default_source, open_sources
from xstilts_kit.sources.survey import Surveyed, count_warning, survey
from xstilts_kit.suites import Suite, get_suite
from xstilts_kit.suites.choosing import check_choice, parse_splits
from xstilts_kit.tasks import all_tasks
from xstilts_kit.transforms import parse_transforms


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks `predict` for. Strings are those of the command line."""

    models: Sequence[str]
    suite: str = "xtreme-8"
    sources: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    transforms: Sequence[str] = ()
    """Predict every cell also with these transforms of its inputs."""
    limit: int | None = None
    """Only the first so many examples of each file."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """The same for single tasks, whatever `limit` says."""
    available: bool = False
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int | None = None
    """Padded sub-words of a batch; None: as suits the device."""
    max_lengths: Mapping[str, int] = field(default_factory=dict)
    layer: int | None = None
    pooling: str = "mean"
    prefix: str = ""
    """Text before every sentence, for the tasks that embed sentences."""
    label_orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    override_labels: bool = False
    """Whether `label_orders` may contradict names in ``config.json``."""
    save_scores: bool = False
    """Keep probabilities, spans or cosines beside the predictions."""
    yes: bool = False
    """Whether the licences of data that the source ``auto`` fetches are agreed to."""

    def limit_of(self, task: str) -> int | None:
        """How many examples of each file of a task are predicted at most; None: all."""
        return self.limits.get(task, self.limit)

    def budget(self, device: str) -> int:
        """Padded sub-words of a batch on a kind of device, e.g. ``cpu``."""
        return default_budget(device) if self.batch_tokens is None else self.batch_tokens


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be carried out: everything checked, no weight loaded."""

    request: Request
    plan: Plan
    heads: tuple[ReadyHead, ...]
    """In the suite's order."""
    warnings: tuple[str, ...]
    pending: Pending
    """What is not here yet: nothing, but in a dry run."""

    @property
    def surveyed(self) -> tuple[Surveyed, ...]:
        """Every cell that is predicted."""
        return tuple(found for ready in self.heads for found in ready.cells)

    @property
    def embedding(self) -> Embedding | None:
        """How sentences are embedded: alike for every task that asks the bare encoder."""
        return next((ready.embedding for ready in self.heads if ready.embedding), None)

    def examples_of(self, found: Surveyed) -> int:
        """How many examples of a cell are predicted."""
        limit = self.request.limit_of(found.cell.task)
        return found.examples if limit is None else min(limit, found.examples)

    def rows_of(self, found: Surveyed) -> int:
        """How many rows of a cell go through the model: examples, and what they choose from."""
        return self.examples_of(found) + found.rows - found.examples

    @property
    def examples(self) -> int:
        """How many examples are predicted in all."""
        return sum(map(self.examples_of, self.surveyed))


def prepare(request: Request, *, dry: bool = False, say: Say = say_on_stderr) -> Prepared:
    """Check a request: options, sources, heads, inputs, tokenizers, lengths.

    Where the source is ``auto``, what is asked for and not in the cache is prepared, where it is
    ``hub``, it is fetched; in a dry run nothing is fetched, and what is not here is not surveyed.

    Args:
        request: What is asked for.
        dry: Whether it is for a dry run, which goes on without the device.
        say: Says a line on stderr, of what is fetched.

    Raises:
        UsageError: The request contradicts itself, or licences were not agreed to.
        DataError: Data are missing or damaged.
        ModelError: A checkpoint cannot do what is asked.
    """
    if request.save_scores:
        need_libraries("--save-scores", "predict", "pyarrow")
    check_choice(request.suite, request.tasks, request.languages, request.splits)
    need_libraries("Prediction", "predict", "torch", "transformers")
    suite = get_suite(request.suite)
    sources = request.sources or (default_source(suite),)
    _refuse_unused(request, suite)
    found_sources = promised(open_sources(sources, suite.tasks()))
    transforms = parse_transforms(request.transforms)
    repositories = open_repositories(request.models)
    from xstilts_kit.checkpoint.opening import (
        check_tensors,
        choose_device,
        longest_input,
    )
    from xstilts_kit.checkpoint.tokenizer import open_with_source

    if not dry:
        choose_device(request.device)
    plan = make_plan(
        suite,
        repositories,
        found_sources,
        tasks=request.tasks,
        languages=request.languages,
        splits=parse_splits(request.splits, suite),
        transforms=transforms,
        available=request.available,
        orders=request.label_orders,
        override=request.override_labels,
        suggest=partial(tried, sources=found_sources, batch_tokens=request.budget("cpu"))
        if dry
        else None,
    )
    for head in plan.heads.values():
        check_tensors(head)
    if not dry:
        plan = prepare_plan(plan, yes=request.yes, available=request.available, say=say)
    awaited = pending(plan.cells) if dry else Pending((), (), ())
    languages = {name: _languages(plan, name) for name in plan.heads}
    opened = {name: open_with_source(head) for name, head in plan.heads.items()}
    max_lengths = {
        name: longest_input(head, opened[name][0], request.max_lengths.get(name))
        for name, head in plan.heads.items()
    }
    embeddings = _embeddings(request, plan)
    if not dry:
        gather_from_hub(plan.cells, say)
    surveyed = [
        survey(cell, source)
        for cell, source in plan.cells.items()
        if not awaited.needs(cell, source)
    ]
    heads = tuple(
        ReadyHead(
            head=head,
            tokenizer=opened[name][0],
            max_length=max_lengths[name],
            embedding=embeddings.get(name),
            dtype=request.dtype,
            cells=tuple(found for found in surveyed if found.cell.task == name),
            tokenizer_source=opened[name][1],
            languages=languages[name],
            trained=(trained_at(head.repository, layers_of(head)) if name in embeddings else None),
        )
        for name, head in plan.heads.items()
    )
    warnings = (
        *filter(None, map(count_warning, surveyed)),
        *length_warnings(heads, request.max_lengths),
        *training_warnings(heads),
        *(order_warnings(plan, found_sources, request.budget("cpu")) if dry else ()),
    )
    return Prepared(request, plan, heads, warnings, awaited)


def _languages(plan: Plan, task: str) -> dict[str, str] | None:
    """What a task's model is told of each language, if it must be told."""
    head = plan.heads[task]
    codes = [cell.language for cell in plan.cells if cell.task == task]
    if head.task.pivot:
        codes.append(head.task.pivot)
    return check_languages(head.folder, language_input(head.folder), codes)


def _embeddings(request: Request, plan: Plan) -> dict[str, Embedding]:
    """The layer and pooling of every task that asks the bare encoder: one for all of them."""
    bare = {
        name: choose_embedding(head, request.layer, request.pooling, request.prefix)
        for name, head in plan.heads.items()
        if not get_family(head.task.family).heads
    }
    if len(set(bare.values())) > 1:
        layers = ", ".join(f"{name} {embedding.layer}" for name, embedding in bare.items())
        raise UsageError(
            f"The encoders have other numbers of layers, so other defaults ({layers}).",
            "Give --layer for all of them, or predict the tasks apart.",
        )
    if not bare and (request.layer is not None or request.pooling != "mean" or request.prefix):
        raise UsageError(
            "--layer, --pooling or --prefix is given, but nothing is predicted from the bare"
            " encoder.",
            "Leave them out, or add --task tatoeba.",
        )
    return bare


def _refuse_unused(request: Request, suite: Suite) -> None:
    """Refuse options for tasks that are not predicted: they would silently do nothing."""
    asked = request.tasks or [task.name for task in suite.tasks()]
    keys = {
        "--max-length": list(request.max_lengths),
        "--labels": list(request.label_orders),
        "--limit": list(request.limits),
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
