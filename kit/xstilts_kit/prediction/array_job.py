"""A SLURM array job: one benchmark task per array index, joined by `merge`."""

import shlex
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.families import get_family
from xstilts_kit.suites import get_suite
from xstilts_kit.suites.choosing import choose_tasks
from xstilts_kit.tasks import all_tasks, get_task

BY_TASK = ("--model", "--source", "--split", "--limit", "--max-length", "--labels")
"""Options whose values may begin with ``TASK=``."""

OF_SENTENCES = ("--layer", "--pooling", "--prefix")
"""Options for tasks that are predicted from the bare encoder."""

Options = Mapping[str, Sequence[str]]
"""Option → its values; empty for a flag."""


def array_tasks(suite: str, tasks: Sequence[str], languages: Sequence[str]) -> list[str]:
    """Return the tasks to predict, one for each array index.

    Raises:
        UsageError: None has the languages.
    """
    found = get_suite(suite)
    chosen = [
        task.name
        for task in choose_tasks(found, tasks)
        if not languages or set(languages) & set(found.languages_of(task))
    ]
    if not chosen:
        raise UsageError("No task has these languages.", "Ask for other tasks or languages.")
    return chosen


def array_job(tasks: Sequence[str], options: Options, out: Path, name: str | None) -> str:
    """Return the script of an array job that predicts each task into a folder of its own.

    Args:
        tasks: The tasks, one for each index.
        options: The other options of `predict`, as given by the user.
        out: The folder of the joined submission; the tasks' folders lie beside it.
        name: The joined submission's name, if it is not the folder's.
    """
    parts = Path(f"{out}.parts")
    folders = [str(parts / task) for task in tasks] if len(tasks) > 1 else [str(out)]
    called = (*(("--name", name) if name else ()),)
    own = called if len(tasks) == 1 else ()
    lines = [
        _line("srun", "xstilts-submit", "predict", *_of_task(task, options))
        + " "
        + _line("--task", task, "--out", folder, *own)
        for task, folder in zip(tasks, folders, strict=True)
    ]
    more = (*called, *(("--overwrite",) if "--overwrite" in options else ()))
    join = _line("xstilts-submit", "merge", *folders, "--out", str(out), *more)
    after = f"# When all tasks are done, join them:\n#   {join}\n" if len(tasks) > 1 else ""
    cases = "\n".join(f"  {number}) {line} ;;" for number, line in enumerate(lines))
    return f"""#!/bin/bash
#SBATCH --job-name={shlex.quote(name or out.name)}
#SBATCH --array=0-{len(tasks) - 1}
#SBATCH --gpus=1
#SBATCH --requeue
#SBATCH --output={shlex.quote(str(out))}-%a.log
{after}case "$SLURM_ARRAY_TASK_ID" in
{cases}
  *) echo "There is no task $SLURM_ARRAY_TASK_ID." >&2; exit 2 ;;
esac
"""


def _line(*words: str) -> str:
    return " ".join(map(shlex.quote, words))


def _of_task(task: str, options: Options) -> Iterable[str]:
    """The options for one task: values for other tasks are left out."""
    family = get_family(get_task(task).family)
    for option, values in options.items():
        if option in OF_SENTENCES and family.heads:
            continue
        if not values:
            yield option
        for value in values:
            if option not in BY_TASK or _holds_for(value, task):
                yield from (option, value)


def _holds_for(value: str, task: str) -> bool:
    """Whether ``TASK=VALUE``, ``TASK/LANGUAGE=VALUE`` or ``VALUE`` is about a task."""
    before, separator, _ = value.partition("=")
    named = before.partition("/")[0]
    return not separator or named not in all_tasks() or named == task
