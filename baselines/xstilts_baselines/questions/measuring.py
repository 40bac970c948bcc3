"""Measure the runs of a study: scores on clean and transformed inputs, alignment, attack.

Everything is kept in the run's folder, so that several questions share it.
"""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xstilts_baselines.data.lexicons import lexicon_folder
from xstilts_baselines.evaluation.evaluating import BaseModel, describe, request_of
from xstilts_baselines.questions import Alignment, ArmRuns, Measured, Question
from xstilts_baselines.questions._question import Vector
from xstilts_baselines.questions.aligned import aligned
from xstilts_baselines.questions.attacked import EXAMPLES, attacked
from xstilts_baselines.recipes import Recipe
from xstilts_baselines.run.carrying_out import Order
from xstilts_baselines.run.folder import MODEL, SUBMISSIONS
from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Study
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.diagnostics.saying import Say
from xstilts_kit.prediction.predicting import predict
from xstilts_kit.prediction.preparing import prepare
from xstilts_kit.scoring.scoring import Scored, score_fully
from xstilts_kit.sources import default_source
from xstilts_kit.storage import storage_errors
from xstilts_kit.submission.layout import SCORES
from xstilts_kit.suites import get_suite
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import parse_transforms
from xstilts_kit.validation.manifest import read_manifest

SENTENCES = 1000
"""English sentences whose translations are looked for, unless the evaluation has fewer."""

TRANSFORMED = "transformed"
"""Folder of submissions with transformed cells, apart from those that may be filed."""


def measure_arms(
    question: Question,
    study: Study,
    planned: Sequence[Planned],
    order: Order,
    runs: Path,
    records: Mapping[str, Any],
    say: Say,
) -> tuple[ArmRuns, ...]:
    """Measure every run, arm by arm.

    Args:
        question: What is measured.
        study: The study.
        planned: Its runs.
        order: Their options.
        runs: The folder that contains the folders of runs.
        records: Run → content of its ``run.json``.
        say: Called with a progress message for each run.

    Raises:
        XstiltsError: As for the kit's `prepare`, `predict` and `score`.
    """
    first = min(one.recipe.seed for one in planned)
    measured = {}
    for one in planned:
        transforms = list(question.transforms)
        if question.matrix and one.recipe.seed == first:
            transforms.append(_premises(one.recipe))
        record = records[one.name]
        measured[one.name] = _measure(
            question, transforms, one, order, runs / one.name, record, say
        )
    return tuple(
        ArmRuns(
            name=arm.name,
            title=own[0].recipe.description,
            switched_into=_switched_into(own[0]),
            runs=tuple(measured[one.name] for one in own),
        )
        for arm in study.arms
        if (own := [one for one in planned if one.arm == arm])
    )


def _measure(
    question: Question,
    transforms: Sequence[str],
    one: Planned,
    order: Order,
    run: Path,
    record: Mapping[str, Any],
    say: Say,
) -> Measured:
    plain, asked = record["evaluation"][0], order.evaluation
    folder = run / SUBMISSIONS / plain["submission"]
    if transforms:
        folder = _transformed(transforms, one, order, run, folder, record, say)
    scored = score_fully(folder, asked.sources, list(asked.gold))
    return Measured(
        seed=one.recipe.seed,
        signature=plain["signature"],
        scores=scored.scores,
        cells=_cells(scored),
        hours=record["cost"]["training_hours"],
        alignment=_alignment(one, order, run, say) if question.alignment else {},
        attack=_attack(one, order, run, say) if question.attack else {},
    )


def _alignment(one: Planned, order: Order, run: Path, say: Say) -> Mapping[str, Alignment]:
    """Alignment of the encoder after phase 2, and of that below the head for XNLI."""
    lexicons, sources, gold, most = _probe(one, order, run, SENTENCES)
    suite = get_suite(one.recipe.suite)
    languages = [code for code in suite.languages_of(get_task("xnli")) if code != "en"]
    found = {}
    for state, model in (("encoder", run / MODEL), ("xnli", run / MODEL / "xnli")):
        say(f"{one.name}: alignment of {state}")
        out = run / "alignment" / state
        found[state] = aligned(model, lexicons, sources, gold, languages, most, out, say)
    return found


def _attack(one: Planned, order: Order, run: Path, say: Say) -> Mapping[str, Vector]:
    say(f"{one.name}: attack")
    lexicons, sources, gold, most = _probe(one, order, run, EXAMPLES)
    return attacked(run / MODEL, lexicons, sources, gold, most, run / "attack", say)


def _probe(
    one: Planned, order: Order, run: Path, most: int
) -> tuple[Path, Sequence[str], Sequence[Path], int]:
    """Lexicons, sources, gold, and the number of examples, at most the evaluation's."""
    asked = order.evaluation
    lexicons = lexicon_folder({**one.recipe.data, **order.places}, run / "lexicons")
    sources = list(asked.sources) or [default_source(get_suite(one.recipe.suite))]
    limit = asked.limits.get("xnli", asked.limit)
    return lexicons, sources, list(asked.gold), most if limit is None else min(most, limit)


def _transformed(
    transforms: Sequence[str],
    one: Planned,
    order: Order,
    run: Path,
    clean: Path,
    record: Mapping[str, Any],
    say: Say,
) -> Path:
    """Predict the run's cells on transformed inputs, beside a copy of the clean predictions."""
    folder = run / TRANSFORMED / clean.name
    with storage_errors(folder):
        if not folder.is_dir():
            copy = folder.with_name(f".{folder.name}")
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(clean, copy, ignore=shutil.ignore_patterns(SCORES))
            copy.rename(folder)
    if set(parse_transforms(transforms)) <= _there(folder):
        return folder
    prepared = prepare(request_of(run / MODEL, one.recipe, order.evaluation, transforms), say=say)
    say(f"{one.name}: {', '.join(transforms)}")
    base = BaseModel(record["base"]["model"], record["base"]["revision"])
    given = replace(order.evaluation.description, name=clean.name)
    predict(prepared, folder, describe(one.recipe, base, given))
    return folder


def _there(folder: Path) -> set[str | None]:
    """The transforms of a submission's cells; predictions of a transform are added together."""
    manifest = read_manifest(folder, Problems())
    return set() if manifest is None else {entry.transform for entry in manifest.data}


def _premises(recipe: Recipe) -> str:
    """The transform of the matrix: premises in each of the languages of the suite's XNLI."""
    return f"premise:{','.join(get_suite(recipe.suite).languages_of(get_task('xnli')))}"


def _cells(scored: Scored) -> dict[Any, Any]:
    return {
        cell: vectors[get_task(cell.task).metric] for cell, vectors in scored.vectors.cells.items()
    }


def _switched_into(one: Planned) -> tuple[str, ...]:
    switch = one.recipe.switch
    return () if switch is None else switch.languages
