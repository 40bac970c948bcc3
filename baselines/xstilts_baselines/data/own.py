"""User-defined tasks: a recipe describes their format and names their files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from xstilts_baselines.data.intermediate import IntermediateTask, all_intermediate
from xstilts_baselines.data.targets import Target, all_targets
from xstilts_baselines.data.task import TEXT, Metric, Split, TrainingTask
from xstilts_kit.tasks import all_tasks

OwnKind = Literal["pair", "tags", "span", "choice"]

_METRICS: Mapping[OwnKind, Metric] = {
    "pair": "accuracy",
    "tags": "accuracy",
    "span": "exact_f1",
    "choice": "accuracy",
}
_LENGTHS: Mapping[OwnKind, int] = {"pair": 256, "tags": 256, "span": 384, "choice": 256}
_UNKNOWN = "not stated"


@dataclass(frozen=True, slots=True)
class OwnData:
    """A recipe's description of a task that this package does not include."""

    kind: OwnKind
    """``pair`` (two texts and a label), ``tags``, ``span`` or ``choice``."""
    files: Mapping[str, str] = field(default_factory=dict)
    """``train`` and ``dev``; if only ``dev`` is given, a tenth is held out. Relative to the working
    directory."""
    labels: tuple[str, ...] = ()
    """Labels of pairs and tags, in class-index order."""
    choices: int | None = None
    """Number of options per sample, for choices."""
    no_answer: bool = False
    """Whether a question may be unanswerable, for spans."""
    metric: Literal["accuracy", "f1", "exact_f1"] | None = None
    """Dev metric; None is accuracy or, for spans, the mean of exact match and F1."""
    title: str = ""
    licence: str = _UNKNOWN
    citation: str = _UNKNOWN

    def faults(self, name: str) -> Iterator[str]:
        """Yield a complaint for every invalid value."""
        if name in {*all_intermediate(), *all_targets(), *all_tasks(), TEXT}:
            yield (
                f"{name} is a built-in task; leave out kind and the related keys and give"
                " its files by --data, or choose another name"
            )
        if not name.replace("_", "").isalnum() or not name.isascii() or name != name.lower():
            yield f"{name!r} is not a valid name; use a to z, 0 to 9 and _"
        if self.kind in ("pair", "tags") and len(set(self.labels)) < max(2, len(self.labels)):
            yield "labels: expected two or more, each once"
        if self.kind in ("span", "choice") and self.labels:
            yield f"labels: not allowed for kind {self.kind}"
        if (self.choices is None) == (self.kind == "choice") or (self.choices or 2) < 2:
            yield "choices: the number of options, 2 or more, required for kind choice only"
        if self.no_answer and self.kind != "span":
            yield "no_answer: only for kind span"
        if self.metric not in _ALLOWED[self.kind]:
            known = ", ".join(str(metric) for metric in _ALLOWED[self.kind] if metric)
            yield f"metric: kind {self.kind} has {known}"
        if set(self.files) not in ({"train", "dev"}, {"dev"}):
            yield 'files: expected { train = "…", dev = "…" }, or only dev to be split'
        yield from (f"files: {f!r} contains a comma" for f in self.files.values() if "," in f)

    def task(self, name: str) -> TrainingTask:
        """Return the task for training."""
        return TrainingTask(
            name=name,
            title=self.title or name,
            kind=self.kind,
            metric=self.metric or _METRICS[self.kind],
            licence=self.licence,
            citation=self.citation,
            max_length=_LENGTHS[self.kind],
            labels=self.labels,
            choices=self.choices,
            no_answer=self.no_answer,
        )

    @property
    def place(self) -> str:
        """Its files in the syntax of ``--data``."""
        if "train" in self.files:
            return f"files:{self.files['train']},{self.files['dev']}"
        return f"divided:{self.files['dev']}"

    @property
    def layout(self) -> str:
        """Name of the layout that reads its rows."""
        return f"own-{self.kind}"

    def names(self) -> dict[Split, tuple[str, ...]]:
        """Return the names of its files, without folders."""
        splits: tuple[Split, ...] = ("train", "dev")
        return {split: (Path(self.files[split]).name,) for split in splits if split in self.files}


_ALLOWED: Mapping[OwnKind, tuple[str | None, ...]] = {
    "pair": (None, "accuracy", "f1"),
    "tags": (None, "accuracy", "f1"),
    "span": (None, "exact_f1"),
    "choice": (None, "accuracy"),
}

_NO_SIZE: Mapping[Split, int] = {"train": 0, "dev": 0}
"""Sizes are unknown until the files are read."""


def own_intermediate(name: str, own: OwnData) -> IntermediateTask:
    """Return a user-defined intermediate task."""
    return IntermediateTask(
        task=own.task(name),
        sizes=_NO_SIZE,
        source=_UNKNOWN,
        layout=own.layout,
        files={split: (names,) for split, names in own.names().items()},
        place=own.place,
    )


def own_target(name: str, own: OwnData, languages: Sequence[str]) -> Target:
    """Return a user-defined target, which answers no task of a suite."""
    return Target(
        task=own.task(name),
        answers=(),
        languages=tuple(languages),
        sizes=_NO_SIZE,
        default=own.place,
        source=_UNKNOWN,
        layout=own.layout,
        hub=None,
        local=own.names(),
        own=True,
    )
