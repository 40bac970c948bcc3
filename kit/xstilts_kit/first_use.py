"""The source ``auto`` on first use: what a plan needs of the official edition is prepared."""

import sys
from collections.abc import Callable
from dataclasses import replace

from xstilts_kit.data_parts import Part
from xstilts_kit.data_preparation import Outcome, Preparation, prepare_data
from xstilts_kit.data_terms import Consent, ask_on_terminal
from xstilts_kit.diagnostics.errors import DataError, NetworkError, XstiltsError
from xstilts_kit.downloads import Downloads, cache_folder, is_offline, shown_progress
from xstilts_kit.planning import Plan
from xstilts_kit.sources import Sources
from xstilts_kit.sources.auto import AutoSource
from xstilts_kit.sources.prepared import edition_folder

Say = Callable[[str], None]


def say_on_stderr(line: str) -> None:
    """A line on stderr."""
    print(line, file=sys.stderr, flush=True)


def promised(sources: Sources) -> Sources:
    """The same sources; ``auto`` has what can be fetched, because `prepare_plan` fetches it."""
    return {
        name: source.promising() if isinstance(source, AutoSource) else source
        for name, source in sources.items()
    }


def prepare_plan(plan: Plan, *, yes: bool, available: bool, say: Say = say_on_stderr) -> Plan:
    """Prepare what a plan needs of the official edition and what is not in the cache yet.

    Args:
        plan: What will be predicted.
        yes: Whether the user agrees to the licences in advance.
        available: Leave out what cannot be prepared, instead of stopping.
        say: Says a line on stderr.

    Raises:
        UsageError: The licences were not agreed to.
        DataError: Something cannot be prepared.
        NetworkError: The same, and the network alone is to blame.
        StorageError: No space.
    """
    parts = tuple(
        dict.fromkeys(
            Part(cell.task.name, cell.language, role)
            for cell in plan.cells
            if isinstance(cell.source, AutoSource)
            for role in (cell.split, cell.fitted_on)
            if role is not None
        )
    )
    root = edition_folder()
    wanted = Preparation(root, parts, Downloads(cache_folder(), None, is_offline()), {}, gold=False)
    missing = wanted.missing()
    if not missing:
        return plan
    names = list(dict.fromkeys(part.name for part in missing))
    splits = "1 split" if len(missing) == 1 else f"{len(missing)} splits"
    say(f"Preparing {splits} of the official edition ({', '.join(names)}) in {root}.")
    command = f"xstilts-submit data prepare --out {root} --task {' --task '.join(names)} --yes"
    consent = Consent(yes, say, f"Read them above, then run: {command}", ask_on_terminal())

    def tell(part: Part, state: object) -> None:
        if isinstance(state, XstiltsError):
            say(f"Failed: {state.what}")

    with shown_progress() as progress:
        downloads = replace(wanted.downloads, progress=progress)
        outcome = prepare_data(replace(wanted, downloads=downloads, parts=missing), consent, tell)
    if not outcome.failures:
        return plan
    if not available:
        raise _failed(outcome, command)
    return _without(plan, outcome)


def _without(plan: Plan, outcome: Outcome) -> Plan:
    """The plan without the cells that lack a part."""
    reasons: dict[tuple[str, str], str] = {}
    for failure in outcome.failures:
        key = (failure.part.name, failure.part.language)
        reasons.setdefault(key, failure.error.what)
    cells = tuple(
        cell
        for cell in plan.cells
        if not isinstance(cell.source, AutoSource) or (cell.task.name, cell.language) not in reasons
    )
    if not cells:
        raise DataError("Nothing is left to predict.", " ".join(list(reasons.values())[:3]))
    used = {cell.task.name for cell in cells}
    return replace(
        plan,
        cells=cells,
        heads={name: head for name, head in plan.heads.items() if name in used},
        skipped=(*plan.skipped, *reasons.values()),
    )


def _failed(outcome: Outcome, command: str) -> XstiltsError:
    failures = outcome.failures
    shown = "".join(
        f"\n  {failure.error.what}\n    {failure.error.remedy}" for failure in failures[:10]
    )
    more = f"\n  and {len(failures) - 10} more" if len(failures) > 10 else ""
    kind = NetworkError if outcome.exit_code == NetworkError.exit_code else DataError
    some = "1 split" if len(failures) == 1 else f"{len(failures)} splits"
    return kind(
        f"{some} of the official edition could not be prepared:{shown}{more}",
        f"`{command}` tries again; to go on without them give --available, or another --source.",
    )
