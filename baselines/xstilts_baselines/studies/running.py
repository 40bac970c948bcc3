"""Carries out a run of a study, here or as one task of a SLURM array job."""

import shlex
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_baselines.run.folder import MODEL
from xstilts_baselines.studies.planning import Planned
from xstilts_baselines.studies.study import Study
from xstilts_kit.diagnostics.saying import Say


def run_one(
    planned: Planned, order: Order, runs: Path, say: Say, *, drop_model: bool = False
) -> dict[str, Any]:
    """Carry out or resume one run of a study.

    Args:
        planned: The run.
        order: The options apart from the recipe; its folder is ignored.
        runs: The folder that contains the folders of runs.
        say: Called with a progress message for each step.
        drop_model: Whether to delete the run's encoder and heads after scoring.
    """
    description = replace(order.evaluation.description, name=planned.submission)
    evaluation = replace(order.evaluation, description=description)
    own = replace(order, out=runs / planned.name, evaluation=evaluation)
    say(f"{planned.name}: {planned.recipe.description}")
    record = run_recipe(planned.recipe, own, say)
    if drop_model:
        shutil.rmtree(own.out / MODEL, ignore_errors=True)
    return record


def array_job(study: Study, command: Sequence[str], runs: int, out: Path) -> str:
    """Return a SLURM script with one array task per run, and the command for the table.

    Args:
        study: The study.
        command: The study's command line, without ``--slurm``.
        runs: Number of runs.
        out: The study's folder.
    """
    line = " ".join(shlex.quote(part) for part in command)
    return f"""#!/bin/bash
#SBATCH --job-name={study.name}
#SBATCH --array=0-{runs - 1}
#SBATCH --gpus=1
#SBATCH --requeue
#SBATCH --output={shlex.quote(str(out))}-%a.log
# When all runs are done, make the table with the same command without --only:
#   {line}
srun {line} --only "$SLURM_ARRAY_TASK_ID"
"""
