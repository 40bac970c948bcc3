"""`score`: score a valid submission against gold labels.

Steps: validate, and convert each valid cell to a table of statistics → metrics from column sums →
means over complete sets → a signature that states which scores are comparable.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from xstilts_kit.diagnostics.arguments import (
    ByTask,
    Paths,
    StrPath,
    Texts,
    as_path,
    as_paths,
    as_texts,
)
from xstilts_kit.diagnostics.errors import DataError, SubmissionError, UsageError
from xstilts_kit.diagnostics.saying import Say, count, say_on_stderr
from xstilts_kit.scoring.averages import Vectors, vectors_of
from xstilts_kit.scoring.cells import CellScorer, OnItems
from xstilts_kit.scoring.consistency import describe_consistency
from xstilts_kit.scoring.doubts import doubts
from xstilts_kit.scoring.results import Scores
from xstilts_kit.scoring.robustness import describe_robustness
from xstilts_kit.scoring.scores import summarise
from xstilts_kit.scoring.worst import worst_of_seeds
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.submission.manifest import Manifest
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import Given
from xstilts_kit.validation.validating import Report, validate


class Invalid(SubmissionError):
    """The submission has problems, which `report` lists."""

    def __init__(self, folder: Path, report: Report) -> None:
        super().__init__(
            f"{folder} is not valid: {count(report.problems.count('error'), 'error')}.",
            "Mend what is listed above; `xstilts-submit validate` shows it again.",
        )
        self.folder = str(folder)
        self.report = report

    def __str__(self) -> str:
        """The report, then the error; commands print the two separately."""
        return f"{self.report}\n{self.what} {self.remedy}"


@dataclass(frozen=True, slots=True)
class Scored:
    """A scored submission with the vectors behind its scores."""

    scores: Scores
    manifest: Manifest
    vectors: Vectors
    """All scores, with replicates unless intervals were disabled."""


def score(
    submission: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    *,
    tasks: Texts | None = None,
    allow_missing: bool = False,
    intervals: bool = True,
    resources: Given = None,
    write: bool = False,
    say: Say = say_on_stderr,
) -> Scores:
    """Score a submission folder.

    >>> scores = score("sub", gold="labels", intervals=False)
    >>> scores["xnli", "de"].accuracy
    65.0
    >>> scores.overall.rule  # a mean over an incomplete set is not given
    'incomplete'
    >>> scores.rows()[0]["metric"]
    'accuracy'
    >>> scores.write().name
    'scores.json'

    Args:
        submission: The folder that `predict` or `import_` wrote.
        sources: Values of ``--source``, for all tasks or by task; a path is a download folder.
        gold: Folders of gold; without any, the source's own labelled split or the miniature's.
        tasks: Only these tasks; default: all.
        allow_missing: Count a question without an answer as wrong instead of raising.
        intervals: Also resample, for 95 % intervals.
        resources: Files read by transforms, e.g. ``{"lexicons": "DIR"}``, to check their inputs.
        write: Also write ``scores.json`` into the folder, as `Scores.write` does.
        say: Prints a line about fetched files and remarks of the validation.

    Raises:
        Invalid: The submission has errors.
        UsageError: A requested task is not in the submission.
        DataError: No cell has gold, or gold does not fit the inputs.
    """
    scores = score_fully(
        submission,
        sources,
        gold,
        tasks=tasks,
        allow_missing=allow_missing,
        intervals=intervals,
        resources=resources,
        say=say,
    ).scores
    if write:
        scores.write()
    return scores


def score_fully(
    submission: StrPath,
    sources: ByTask | None = None,
    gold: Paths | None = None,
    *,
    tasks: Texts | None = None,
    allow_missing: bool = False,
    intervals: bool = True,
    resources: Given = None,
    on_items: OnItems | None = None,
    say: Say = say_on_stderr,
) -> Scored:
    """Score a submission folder without writing, and keep the vectors; arguments as for `score`.

    `on_items` is called with the examples of each scored cell whose family scores examples.
    """
    folder = as_path(submission, "submission")
    asked = frozenset(get_task(name).name for name in as_texts(tasks, "tasks"))
    finder = open_gold(as_paths(gold, "gold"))
    scorer = CellScorer(finder, allow_missing, asked, on_items)
    report = validate(
        folder,
        sources,
        resources=resources,
        on_cell=scorer.take,
        allow_missing=allow_missing,
        say=say,
    )
    for line in report.notes:
        say(line)
    if not report.valid or report.manifest is None:
        raise Invalid(folder, report)
    manifest = report.manifest
    _refuse_absent(folder, manifest, asked)
    cells = tuple(scorer.cells)
    if all(cell.metrics is None for cell in cells):
        reason = f" {finder.refused[0].what}" if finder.refused else ""
        raise DataError(
            f"There is no gold for any task and language of this submission.{reason}",
            "Give --gold a folder that holds <task>/test-<language>.tsv (or .json) with the"
            " answers.",
        )
    suite = get_suite(manifest.suite)
    tables = {cell: tabled.table for cell, tabled in scorer.tabled.items()}
    vectors = vectors_of(suite, tables, intervals=intervals)
    scores = summarise(
        manifest,
        cells,
        inputs_verified=not report.unverified,
        vectors=vectors,
        consistency=describe_consistency(suite, scorer.tabled, vectors, scorer.constant),
        folder=folder,
    )
    scored = (cell.cell for cell in scores.cells)
    worst = worst_of_seeds(scorer.tabled, vectors, intervals=intervals)
    scores = replace(scores, robustness=describe_robustness(scored, vectors.cells, worst))
    for line in doubts(scores.cells, scorer.constant):
        say(line)
    return Scored(scores, manifest, vectors)


def _refuse_absent(folder: Path, manifest: Manifest, asked: Collection[str]) -> None:
    held = dict.fromkeys(entry.task for entry in manifest.data)
    absent = sorted(set(asked) - held.keys())
    if absent:
        raise UsageError(
            f"{folder} has no predictions of {', '.join(absent)}.",
            f"It holds {', '.join(held)}.",
        )
