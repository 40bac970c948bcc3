"""Checking a request: everything that can go wrong goes wrong here, before a weight is loaded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from xstilts_kit.checkpoint.embedding import Embedding, choose_embedding, layers_of
from xstilts_kit.checkpoint.languages import check_languages, language_input
from xstilts_kit.checkpoint.sentence import TrainedAt, trained_at
from xstilts_kit.checkpoint.spec import open_repositories
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.families import get_family
from xstilts_kit.prediction.first_use import (
    Pending,
    gather_from_hub,
    pending,
    prepare_plan,
    promised,
)
from xstilts_kit.prediction.orders import order_warnings, tried
from xstilts_kit.prediction.planning import (
    Plan,
    Surveyed,
    count_warning,
    make_plan,
    parse_splits,
    survey,
)
from xstilts_kit.sources import open_sources
from xstilts_kit.submission.manifest import TokenizerSource
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
    """Only the first so many examples of each file."""
    limits: Mapping[str, int] = field(default_factory=dict)
    """The same for single tasks, whatever `limit` says."""
    available: bool = False
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int = BATCH_TOKENS
    max_lengths: Mapping[str, int] = field(default_factory=dict)
    layer: int | None = None
    pooling: str = "mean"
    prefix: str = ""
    """Text before every sentence, for the tasks that embed sentences."""
    label_orders: Mapping[str, Sequence[str]] = field(default_factory=dict)
    override_labels: bool = False
    """Whether `label_orders` may contradict names in ``config.json``."""
    yes: bool = False
    """Whether the licences of data that the source ``auto`` fetches are agreed to."""

    def limit_of(self, task: str) -> int | None:
        """How many examples of each file of a task are predicted at most; None: all."""
        return self.limits.get(task, self.limit)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request that can be carried out: everything checked, no weight loaded."""

    request: Request
    plan: Plan
    surveyed: tuple[Surveyed, ...]
    tokenizers: Mapping[str, Any]
    tokenizer_sources: Mapping[str, TokenizerSource]
    language_inputs: Mapping[str, Mapping[str, str] | None]
    """Language → what the model is told, for the tasks whose model must be told."""
    max_lengths: Mapping[str, int]
    embeddings: Mapping[str, Embedding]
    """How sentences are embedded, for the tasks that ask the bare encoder."""
    trained: Mapping[str, TrainedAt | None]
    """How these encoders were trained to embed sentences, where they say so."""
    warnings: tuple[str, ...]
    pending: Pending
    """What is not here yet: nothing, but in a dry run."""

    def examples_of(self, found: Surveyed) -> int:
        """How many examples of a cell are predicted."""
        limit = self.request.limit_of(found.cell.task.name)
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
    need_libraries("Prediction", "predict", "torch", "transformers")
    from xstilts_kit.checkpoint.opening import (
        check_tensors,
        choose_device,
        longest_input,
    )
    from xstilts_kit.checkpoint.tokenizer import open_with_source

    suite = get_suite(request.suite)
    sources = request.sources or ("mini" if suite.name == "mini" else "auto",)
    _refuse_unused(request, suite)
    opened_sources = promised(open_sources(sources, suite.tasks()))
    plan = make_plan(
        suite,
        open_repositories(request.models),
        opened_sources,
        tasks=request.tasks,
        languages=request.languages,
        splits=parse_splits(request.splits, suite),
        available=request.available,
        orders=request.label_orders,
        override=request.override_labels,
        suggest=partial(tried, sources=opened_sources, batch_tokens=request.batch_tokens)
        if dry
        else None,
    )
    if not dry:
        choose_device(request.device)
    for head in plan.heads.values():
        check_tensors(head)
    if not dry:
        plan = prepare_plan(plan, yes=request.yes, available=request.available, say=say)
    awaited = pending(plan.cells) if dry else Pending((), (), ())
    languages = {name: _languages(plan, name) for name in plan.heads}
    opened = {name: open_with_source(head) for name, head in plan.heads.items()}
    tokenizers = {name: tokenizer for name, (tokenizer, _) in opened.items()}
    max_lengths = {
        name: longest_input(
            head,
            tokenizers[name],
            request.max_lengths.get(name),
        )
        for name, head in plan.heads.items()
    }
    embeddings = _embeddings(request, plan)
    if not dry:
        gather_from_hub(plan.cells, say)
    surveyed = tuple(survey(cell) for cell in plan.cells if not awaited.needs(cell))
    trained = {
        name: trained_at(plan.heads[name].repository, layers_of(plan.heads[name]))
        for name in embeddings
    }
    warnings = (
        *filter(None, map(count_warning, surveyed)),
        *_length_warnings(plan, tokenizers, max_lengths, request),
        *_training_warnings(embeddings, trained),
        *(order_warnings(plan, opened_sources, request.batch_tokens) if dry else ()),
    )
    return Prepared(
        request=request,
        plan=plan,
        surveyed=surveyed,
        tokenizers=tokenizers,
        tokenizer_sources={name: source for name, (_, source) in opened.items()},
        language_inputs=languages,
        max_lengths=max_lengths,
        embeddings=embeddings,
        trained=trained,
        warnings=warnings,
        pending=awaited,
    )


def _length_warnings(
    plan: Plan, tokenizers: Mapping[str, Any], lengths: Mapping[str, int], request: Request
) -> list[str]:
    """A sentence for each task whose inputs are shorter only because the tokenizer says so."""
    found = []
    for name, head in plan.heads.items():
        usual = get_family(head.task.family).max_length
        own = tokenizers[name].model_max_length
        possible = usual if head.limit is None else min(usual, head.limit)
        if name not in request.max_lengths and lengths[name] == own < possible:
            found.append(
                f"{name}: inputs are cut at {own} sub-words, because tokenizer_config.json has"
                f" model_max_length {own}; the protocol has {usual}. If the model can take more,"
                " correct model_max_length."
            )
    return found


def _training_warnings(
    embeddings: Mapping[str, Embedding], trained: Mapping[str, TrainedAt | None]
) -> list[str]:
    """A sentence for each sentence encoder that is read otherwise than it was trained."""
    return [
        f"{name}: the checkpoint was trained for {told.describe()}; it is read as XTREME does, at"
        f" layer {embeddings[name].layer}, {embeddings[name].pooling} pooling. {told.options} reads"
        " it as it was trained."
        for name, told in trained.items()
        if told is not None
        and (
            (embeddings[name].layer, embeddings[name].pooling) != (told.layer, told.pooling)
            or (told.prefixes and not embeddings[name].prefix)
        )
    ]


def _languages(plan: Plan, task: str) -> dict[str, str] | None:
    """What a task's model is told of each language, if it must be told."""
    head = plan.heads[task]
    codes = [cell.language for cell in plan.cells if cell.task.name == task]
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
    others = request.layer is not None or request.pooling != "mean" or request.prefix
    if not bare and others:
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
