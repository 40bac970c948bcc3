"""Check a request and report all errors before any weights are loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from xstilts_kit.checkpoint.embedding import Embedding, choose_embedding, layers_of
from xstilts_kit.checkpoint.languages import check_languages, language_input
from xstilts_kit.checkpoint.sentence import trained_at
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.data.first_use import Pending, gather_from_hub, pending, promised
from xstilts_kit.diagnostics.arguments import as_texts
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
from xstilts_kit.transforms import NOTHING, Resources, parse_transforms


@dataclass(frozen=True, slots=True)
class Request:
    """A request to `predict`, with strings as on the command line."""

    models: Sequence[str]
    suite: str = "xtreme-8"
    sources: Sequence[str] = ()
    tasks: Sequence[str] = ()
    languages: Sequence[str] = ()
    splits: Sequence[str] = ()
    transforms: Sequence[str] = ()
    """Transforms with which every cell is predicted in addition."""
    resources: Resources = NOTHING
    """Files that transforms read."""
    limit: int | None = None
    """Maximum number of examples per file."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """Maximum number of examples per file by task; overrides `limit`."""
    available: bool = False
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int | None = None
    """Padded sub-words per batch; None is the device's default."""
    max_lengths: Mapping[str, int] = field(default_factory=dict)
    layer: int | None = None
    pooling: str = "mean"
    prefix: str = ""
    """Prefix of every sentence, for tasks that embed sentences."""
    label_orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    override_labels: bool = False
    """Whether `label_orders` may contradict names in ``config.json``."""
    apply_adapters: bool = False
    """Merge PEFT adapters into their bases."""
    save_scores: bool = False
    """Keep probabilities, spans or cosines beside the predictions."""
    yes: bool = False
    """Whether the licences of data fetched by the source ``auto`` are accepted."""

    def __post_init__(self) -> None:
        for name in ("models", "sources", "tasks", "languages", "splits", "transforms"):
            object.__setattr__(self, name, as_texts(getattr(self, name), name))

    def limit_of(self, task: str) -> int | None:
        """Return the maximum number of examples per file of a task; None is all."""
        return self.limits.get(task, self.limit)

    def budget(self, device: str) -> int:
        """Return the padded sub-words per batch on a kind of device, e.g. ``cpu``."""
        return default_budget(device) if self.batch_tokens is None else self.batch_tokens


@dataclass(frozen=True, slots=True)
class Prepared:
    """A checked request, without loaded weights."""

    request: Request
    plan: Plan
    heads: tuple[ReadyHead, ...]
    """Heads in the suite's order."""
    warnings: tuple[str, ...]
    pending: Pending
    """Data that are not available yet; empty except in a dry run."""

    @property
    def surveyed(self) -> tuple[Surveyed, ...]:
        """All cells to predict."""
        return tuple(found for ready in self.heads for found in ready.cells)

    @property
    def embedding(self) -> Embedding | None:
        """The embedding of sentences, the same for all tasks of the bare encoder."""
        return next((ready.embedding for ready in self.heads if ready.embedding), None)

    def examples_of(self, found: Surveyed) -> int:
        """Return the number of predicted examples of a cell."""
        limit = self.request.limit_of(found.cell.task)
        return found.examples if limit is None else min(limit, found.examples)

    def rows_of(self, found: Surveyed) -> int:
        """Return the number of a cell's rows to encode: examples and candidates."""
        return self.examples_of(found) + found.rows - found.examples

    @property
    def examples(self) -> int:
        """Total number of predicted examples."""
        return sum(map(self.examples_of, self.surveyed))


def prepare(request: Request, *, dry: bool = False, say: Say = say_on_stderr) -> Prepared:
    """Check a request: options, sources, heads, inputs, tokenizers, lengths.

    With the source ``auto``, requested data that are not in the cache are prepared; with ``hub``,
    they are fetched. A dry run fetches nothing, and does not survey data that are not available.

    Args:
        request: The request.
        dry: Whether this is a dry run, which does not need the device.
        say: Prints a line to stderr about fetched data.

    Raises:
        UsageError: The request is contradictory, or the licences were not accepted.
        DataError: Data are missing or damaged.
        ModelError: A checkpoint does not fit its task.
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
    repositories = open_repositories(request.models, apply_adapters=request.apply_adapters)
    from xstilts_kit.checkpoint.opening import choose_device, longest_input
    from xstilts_kit.checkpoint.tensors import check_tensors
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
        resources=request.resources,
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
        survey(cell, source, request.resources)
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
    """Return the model's code for each language of a task, if the model needs one."""
    head = plan.heads[task]
    codes = [cell.language for cell in plan.cells if cell.task == task]
    if head.task.pivot:
        codes.append(head.task.pivot)
    if any("{language}" in path for path in head.task.pool.values()):
        codes += head.task.languages
    return check_languages(head.folder, language_input(head.folder), codes)


def _embeddings(request: Request, plan: Plan) -> dict[str, Embedding]:
    """Choose the same layer and pooling for all tasks of the bare encoder."""
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
    """Reject options for tasks that are not predicted, as they would have no effect."""
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
