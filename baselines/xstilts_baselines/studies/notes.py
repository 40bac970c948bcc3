"""Notes for readers of a study's table."""

from collections.abc import Iterator, Sequence

from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Study
from xstilts_kit.scoring.results import Scores

_VARIES = {
    "phase": "Phase 2 is training that the baseline arm does not have; its cost is listed for each"
    " arm.",
    "regime": "The arms differ in what a training step minimises; a step of one may cost more than"
    " a step of another.",
    "intermediate": "The arms differ in phase 2 alone: its tasks, its text, or what a training step"
    " minimises; its cost is listed for each arm.",
    "data": "The arms differ only in where their training data are read from.",
}


def notes_of(study: Study, planned: Sequence[Planned], scores: Scores) -> list[str]:
    """Return the notes for the study's JSON.

    Args:
        study: The study.
        planned: Its runs.
        scores: The scores of one run; all runs have the same parts.
    """
    return [*_notes(study, planned), *_partial(scores)]


def _notes(study: Study, planned: Sequence[Planned]) -> list[str]:
    notes = [
        _VARIES[study.varies],
        "Intervals are not adjusted for multiple comparisons: a single interval that excludes 0"
        " may be due to chance.",
    ]
    if len(study.seeds) < 5:
        few = "one seed" if len(study.seeds) == 1 else f"{len(study.seeds)} seeds"
        notes.append(f"Only {few}: look at the points of every seed, not only at the intervals.")
    if planned[0].recipe.suite == "mini":
        notes.append("The miniature is generated text: it only shows that the pipeline works.")
    return notes


def _partial(scores: Scores) -> Iterator[str]:
    """Describe tasks whose mean does not cover the whole task, with the reason."""
    for task in scores.tasks:
        if not task.have or task.rule == "complete":
            continue
        own = [cell for cell in scores.cells if cell.task == task.task and cell.metrics]
        parts = [f"{task.have} of {task.of} languages"] if task.missing else []
        parts += [f"the first {n:,} rows of each" for n in {c.limit for c in own} if n is not None]
        other = {cell.language for cell in own if cell.split != "test"}
        if other and len(other) < len(own):
            parts.append(f"{', '.join(sorted(other))} on validation")
        elif other:
            parts.append("on validation")
        yield f"{task.task} is not a complete score, but a mean over {'; '.join(parts)}."
