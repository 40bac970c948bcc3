"""Definitions of tasks from outside the package, as a manifest records them."""

from collections.abc import Iterable, Mapping

from xstilts_kit.tasks import all_tasks, own_tasks


def definitions_of(tasks: Iterable[str]) -> Mapping[str, str] | None:
    """Digests of the definitions of those tasks that are not the package's own.

    Args:
        tasks: Names of tasks.

    Returns:
        Task → digest; None if all tasks are the package's own.
    """
    own = own_tasks()
    found = {name: own[name].definition for name in sorted(set(tasks)) if name in own}
    return found or None


def definition_fault(task: str, recorded: Mapping[str, str] | None) -> str | None:
    """Compare a task's definition with the one recorded in a manifest.

    Args:
        task: The name of a known task.
        recorded: The manifest's digests by task.

    Returns:
        Why predictions of the task are not comparable here; None if they are.
    """
    theirs = (recorded or {}).get(task)
    if theirs is None:
        own = task in own_tasks()
        return (
            f"no definition of {task} is recorded, which is not a task of xstilts" if own else None
        )
    ours = all_tasks()[task].definition
    if theirs == ours:
        return None
    return f"{task} was defined as {theirs[:12]}; here its definition is {ours[:12]}"
