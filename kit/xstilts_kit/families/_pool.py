"""Pools: candidates that are the same for every language of a task."""

from pathlib import Path

from xstilts_kit import miniature
from xstilts_kit.cell import Split
from xstilts_kit.tasks import Task


def pool_files(root: Path, task: Task, split: Split) -> tuple[Path, ...]:
    """The files of a task's pool below a download folder, in order; empty without a pool.

    A pool of one file per language has the task's languages or, if those are not all there, the
    miniature's. Otherwise the files of the task's languages are returned, some of which are
    missing: a smaller pool would make the task easier.
    """
    pattern = task.pool.get(split)
    if pattern is None:
        return ()
    pools = [
        tuple(dict.fromkeys(root / pattern.format(language=code) for code in languages))
        for languages in (task.languages, miniature.LANGUAGES)
    ]
    return next((pool for pool in pools if all(path.is_file() for path in pool)), pools[0])


def folder_of(path: Path, pattern: str) -> Path:
    """The download folder that holds a file whose path in it follows a pattern."""
    return path.parents[len(Path(pattern).parts) - 1]
