"""Result classes of `score`: cells, means over complete sets, the signature."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from xstilts_kit.cell import Cell, Split
from xstilts_kit.diagnostics.arguments import StrPath, as_path
from xstilts_kit.diagnostics.errors import DataError, UsageError, nearest
from xstilts_kit.scoring.averages import OVERALL
from xstilts_kit.scoring.robustness import Robustness
from xstilts_kit.statistics.consistency import Agreement, Evenness
from xstilts_kit.storage import write_json
from xstilts_kit.submission.layout import SCORES
from xstilts_kit.submission.manifest import Kit, Realised
from xstilts_kit.tasks import get_task

SCORES_SCHEMA = "xstilts-scores-v1"


@dataclass(frozen=True, slots=True)
class CellScore:
    """Scores of one (task, language); metrics are null without gold."""

    task: str
    language: str
    split: Split
    edition: str | None
    source: str
    examples: int
    limit: int | None
    transform: str | None
    metrics: Mapping[str, float] | None
    counts: Mapping[str, float] | None
    units: int | None
    unknown_gold: int
    """Examples left out because their gold is not known."""
    missing: int
    """Examples without a record, which count as wrong."""
    interval: Mapping[str, tuple[float, float]] | None
    """Metric → 95 % interval."""
    inputs_fingerprint: str | None
    gold_fingerprint: str | None
    realised: Realised | None = None
    """How much the transform changed; None for clean inputs."""

    @property
    def cell(self) -> Cell:
        """The cell that was scored."""
        return Cell(self.task, self.language, self.split, self.transform)

    @property
    def score(self) -> float | None:
        """The task's own metric; None without gold."""
        return None if self.metrics is None else self.metrics[get_task(self.task).metric]

    @property
    def accuracy(self) -> float:
        """Accuracy, 0 to 100."""
        return self._metric("accuracy")

    @property
    def map_at_20(self) -> float:
        """Mean average precision of the first 20 candidates, 0 to 100."""
        return self._metric("map_at_20")

    @property
    def f1(self) -> float:
        """F1, 0 to 100."""
        return self._metric("f1")

    @property
    def precision(self) -> float:
        """Precision, 0 to 100."""
        return self._metric("precision")

    @property
    def recall(self) -> float:
        """Recall, 0 to 100."""
        return self._metric("recall")

    @property
    def exact_match(self) -> float:
        """Exact match of answers, 0 to 100."""
        return self._metric("exact_match")

    @property
    def em_f1(self) -> float:
        """Mean of exact match and F1 of answers, 0 to 100."""
        return self._metric("em_f1")

    @property
    def f1_language(self) -> float:
        """F1 of answers by rules of the answer's language, 0 to 100."""
        return self._metric("f1_language")

    @property
    def token_accuracy(self) -> float:
        """Accuracy over tokens, 0 to 100."""
        return self._metric("token_accuracy")

    def _metric(self, name: str) -> float:
        """Look up a metric of the task.

        Raises:
            UsageError: The task has other metrics.
            DataError: The cell has no gold.
        """
        if self.metrics is None:
            raise DataError(
                f"{self.cell.name} has no gold, so it has no {name}.",
                "Give `score` the folder that holds the answers: gold=...",
            )
        if name not in self.metrics:
            known = ", ".join(self.metrics)
            raise UsageError(f"{self.task} has no {name}.", f"Its metrics are: {known}.")
        return self.metrics[name]


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean over a set that must be complete."""

    score: float | None
    """Null unless the rule is ``complete``."""
    rule: str
    """``complete``, ``incomplete`` (parts are missing) or ``limited`` (first examples only)."""
    partial_gold: bool
    """Whether examples were left out because their gold is unknown."""
    interval: tuple[float, float] | None
    of: int
    """Number of parts of a complete mean."""
    have: int
    """Number of parts available."""
    mean_of_available: float | None
    missing: tuple[str, ...]

    @property
    def name(self) -> str:
        """Name of the mean's vector: ``overall``, ``task:…`` or ``group:…``."""
        return OVERALL


@dataclass(frozen=True, slots=True)
class TaskScore(Mean):
    """The mean over a task's languages."""

    task: str
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    """Each metric's mean over the languages; null while incomplete."""

    @property
    def name(self) -> str:
        """Name of the mean's vector."""
        return f"task:{self.task}"


@dataclass(frozen=True, slots=True)
class GroupScore(Mean):
    """The mean over a group's tasks."""

    group: str

    @property
    def name(self) -> str:
        """Name of the mean's vector."""
        return f"group:{self.group}"


@dataclass(frozen=True, slots=True)
class Consistency:
    """Evenness of one task over its languages, and agreement of answers to parallel items."""

    task: str
    evenness: Evenness
    agreement: Agreement | None
    """Null if the languages' items are not parallel, or not the same."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Result of `score`."""

    schema: str
    suite: str
    name: str
    signature: str
    kit: Kit
    scheme: str | None
    inputs_verified: bool
    cells: tuple[CellScore, ...]
    tasks: tuple[TaskScore, ...]
    groups: tuple[GroupScore, ...]
    overall: Mean
    consistency: tuple[Consistency, ...] | None
    """One entry per task; null if it was not requested."""
    folder: Path | None = field(default=None, compare=False, repr=False)
    """The scored submission; not written to ``scores.json``."""
    embedding: str | None = field(default=None, compare=False, repr=False)
    """Layer, pooling and prefix of sentence embeddings, as text; not written to ``scores.json``."""
    robustness: Robustness | None = None
    """Scores on transformed inputs beside clean ones; None without any, and then not written."""

    def __getitem__(self, key: str | tuple[str, str] | Cell) -> CellScore:
        """The scores of a cell: ``scores["xnli", "de"]`` or ``scores["xnli/de@casing:lower"]``.

        Raises:
            UsageError: The submission does not contain the cell; the message names the nearest.
        """
        found = {one.cell.name: one for one in self.cells}
        name = _name(key)
        if name not in found:
            raise UsageError(
                f"The submission {self.name} has no scores of {name!r}.",
                nearest(name, found, otherwise="Give a task and a language, as in `cells`."),
            )
        return found[name]

    def __contains__(self, key: str | tuple[str, str] | Cell) -> bool:
        return any(one.cell.name == _name(key) for one in self.cells)

    def __iter__(self) -> Iterator[CellScore]:
        return iter(self.cells)

    def __len__(self) -> int:
        return len(self.cells)

    def __str__(self) -> str:
        """The output of the command `score`."""
        from xstilts_kit.scoring.text import scores_text

        return scores_text(self)

    def _repr_html_(self) -> str:
        """One row, with a column per task."""
        from xstilts_kit.scoring.side_by_side import side_by_side

        return side_by_side([self]).as_html()

    def rows(self) -> list[dict[str, Any]]:
        """One plain dict per cell and metric, ready for ``pandas.DataFrame(scores.rows())``."""
        return [
            {
                "submission": self.name,
                "task": cell.task,
                "language": cell.language,
                "split": cell.split,
                "transform": cell.transform,
                "metric": metric,
                "value": value,
                "low": ends[0],
                "high": ends[1],
                "examples": cell.examples if cell.limit is None else cell.limit,
            }
            for cell in self.cells
            for metric, value in (cell.metrics or {}).items()
            for ends in [(cell.interval or {}).get(metric, (None, None))]
        ]

    def write(self, folder: StrPath | None = None) -> Path:
        """Write ``scores.json`` into the submission, or another folder, and return its path.

        Raises:
            StorageError: It cannot be written.
        """
        into = self.folder if folder is None else as_path(folder, "folder")
        if into is None:
            raise UsageError("These scores belong to no folder.", "Name one: write(folder).")
        path = into / SCORES
        write_json(path, self.as_json())
        return path

    def means(self) -> tuple[Mean, ...]:
        """Every mean: tasks, groups, overall."""
        return (*self.tasks, *self.groups, self.overall)

    def as_json(self) -> dict[str, Any]:
        """Return the content of ``scores.json``."""
        found = asdict(self)
        del found["folder"], found["embedding"]
        if self.robustness is None:
            del found["robustness"]
        elif not self.robustness.worst:
            del found["robustness"]["worst"]
        for written, cell in zip(found["cells"], self.cells, strict=True):
            del written["realised"]
            if cell.realised is not None:
                written["realised"] = cell.realised.as_json()
        return found


def _name(key: str | tuple[str, str] | Cell) -> str:
    if isinstance(key, Cell):
        return key.name
    return "/".join(map(str, key)) if isinstance(key, tuple) else str(key)
