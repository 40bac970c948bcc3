"""Sources on first use: ``auto`` prepares the official edition, ``hub`` fetches its files.

Only what a plan needs, all of it at once, and the user is told before.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from xstilts_kit.data.parts import Part
from xstilts_kit.data.preparation import Outcome, Preparation, prepare_data
from xstilts_kit.data.terms import Consent, Terms, ask_on_terminal, terms_of
from xstilts_kit.diagnostics.errors import DataError, NetworkError, XstiltsError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.downloads import Downloads, cache_folder, is_offline, shown_progress
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.hub import RemoteFile
from xstilts_kit.prediction.planning import Cell, Plan
from xstilts_kit.sources import Sources
from xstilts_kit.sources.auto import AutoSource
from xstilts_kit.sources.hub import HubSource, Split, gather, splits_of
from xstilts_kit.sources.prepared import edition_folder


def promised(sources: Sources) -> Sources:
    """The same sources; ``auto`` has what can be fetched, because `prepare_cells` fetches it."""
    return {
        name: source.promising() if isinstance(source, AutoSource) else source
        for name, source in sources.items()
    }


@dataclass(frozen=True, slots=True)
class HubFiles:
    """Files of the Hub's copy that are not here yet."""

    source: HubSource
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """What a plan needs and what is not here yet."""

    parts: tuple[Part, ...]
    """Splits of the official edition that have to be built."""
    files: tuple[tuple[str, PrimaryFile], ...]
    """(task, file) of what has to be fetched for that."""
    hub: tuple[HubFiles, ...]
    """What has to be fetched from the Hub."""

    @property
    def terms(self) -> tuple[Terms, ...]:
        """The licences of what has to be fetched."""
        return terms_of(self.files)

    def needs(self, cell: Cell) -> bool:
        """Whether a cell cannot be read yet."""
        if isinstance(cell.source, HubSource):
            paths = {f.path for some in self.hub if some.source == cell.source for f in some.files}
            return not paths.isdisjoint(cell.source.paths(cell.task, cell.language, cell.split))
        return isinstance(cell.source, AutoSource) and any(
            (part.name, part.language, part.role) == (cell.task.name, cell.language, role)
            for part in self.parts
            for role in (cell.split, cell.fitted_on)
        )


def pending(cells: Iterable[Cell]) -> Pending:
    """What `prepare_cells` and `gather_from_hub` would build and fetch; nothing is fetched."""
    cells = tuple(cells)
    wanted = _wanted(cells, fitting=True)
    missing = wanted.missing()
    by_source = splits_of(map(_split, cells)).items()
    hub = (HubFiles(source, source.to_fetch(splits)) for source, splits in by_source)
    return Pending(missing, wanted.to_fetch(missing), tuple(found for found in hub if found.files))


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
    reasons = prepare_cells(plan.cells, yes=yes, available=available, say=say, fitting=True)
    return _without(plan, reasons) if reasons else plan


def prepare_cells(
    cells: Iterable[Cell],
    *,
    yes: bool,
    available: bool,
    say: Say = say_on_stderr,
    fitting: bool = False,
) -> Mapping[tuple[str, str], str]:
    """Prepare the splits of some cells; arguments and errors as of `prepare_plan`.

    Args:
        cells: Whose splits.
        yes: As above.
        available: As above.
        say: As above.
        fitting: Also the splits on which thresholds are fitted.

    Returns:
        (task, language) → why it cannot be prepared; empty unless `available`.
    """
    wanted = _wanted(cells, fitting=fitting)
    missing = wanted.missing()
    if not missing:
        return {}
    names = list(dict.fromkeys(part.name for part in missing))
    splits = "1 split" if len(missing) == 1 else f"{len(missing)} splits"
    say(f"Preparing {splits} of the official edition ({', '.join(names)}) in {wanted.out}.")
    command = (
        f"xstilts-submit data prepare --out {wanted.out} --task {' --task '.join(names)} --yes"
    )
    consent = Consent(yes, say, f"Read them above, then run: {command}", ask_on_terminal())

    def tell(part: Part, state: object) -> None:
        if isinstance(state, XstiltsError):
            say(f"Failed: {state.what}")

    with shown_progress() as progress:
        downloads = replace(wanted.downloads, progress=progress)
        outcome = prepare_data(replace(wanted, downloads=downloads, parts=missing), consent, tell)
    if outcome.failures and not available:
        raise _failed(outcome, command)
    reasons: dict[tuple[str, str], str] = {}
    for failure in outcome.failures:
        reasons.setdefault((failure.part.name, failure.part.language), failure.error.what)
    return reasons


def gather_from_hub(cells: Iterable[Cell], say: Say = say_on_stderr) -> None:
    """Fetch the files of all cells that are read from the Hub and that are not here yet.

    Raises:
        DataError: A file is not what it should be.
        NetworkError: They cannot be fetched.
        StorageError: No space, or no permission.
    """
    gather(map(_split, cells), say)


def _split(cell: Cell) -> tuple[object, Split]:
    return cell.source, (cell.task, cell.language, cell.split)


def _wanted(cells: Iterable[Cell], *, fitting: bool) -> Preparation:
    """What cells read of the official edition; no answers are opened to see whether it is here."""
    parts = dict.fromkeys(
        Part(cell.task.name, cell.language, role)
        for cell in cells
        if isinstance(cell.source, AutoSource)
        for role in (cell.split, cell.fitted_on if fitting else None)
        if role is not None
    )
    downloads = Downloads(cache_folder(), None, is_offline())
    return Preparation(edition_folder(), tuple(parts), downloads, {}, gold=False)


def _without(plan: Plan, reasons: Mapping[tuple[str, str], str]) -> Plan:
    """The plan without the cells that lack a part."""
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
