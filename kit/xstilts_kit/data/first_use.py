"""Sources on first use: ``auto`` prepares the official edition, ``hub`` fetches its files.

Only what the cells at hand need, all of it at once, and the user is told before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from xstilts_kit.cell import Cell
from xstilts_kit.data.preparation import Outcome, Preparation, prepare_data
from xstilts_kit.data.terms import Consent, Terms, ask_on_terminal, terms_of
from xstilts_kit.diagnostics.errors import DataError, NetworkError, XstiltsError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.downloads import Downloads, cache_folder, is_offline, shown_progress
from xstilts_kit.editions.builders import PrimaryFile
from xstilts_kit.families import fitted_on
from xstilts_kit.hub import RemoteFile
from xstilts_kit.sources import Cells, Source, Sources
from xstilts_kit.sources.auto import AutoSource
from xstilts_kit.sources.hub import HubSource, cells_by_source, gather
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

    cells: tuple[Cell, ...]
    """Splits of the official edition that have to be built."""
    files: tuple[tuple[str, PrimaryFile], ...]
    """(task, file) of what has to be fetched for that."""
    hub: tuple[HubFiles, ...]
    """What has to be fetched from the Hub."""

    @property
    def terms(self) -> tuple[Terms, ...]:
        """The licences of what has to be fetched."""
        return terms_of(self.files)

    def needs(self, cell: Cell, source: Source) -> bool:
        """Whether a cell cannot be read yet."""
        if isinstance(source, HubSource):
            paths = {f.path for some in self.hub if some.source == source for f in some.files}
            return not paths.isdisjoint(source.paths(cell))
        clean = cell.clean
        read = {clean, clean.on(fitted_on(cell) or cell.split)}
        return isinstance(source, AutoSource) and not read.isdisjoint(self.cells)


def pending(cells: Cells) -> Pending:
    """What `prepare_cells` and `gather_from_hub` would build and fetch; nothing is fetched."""
    wanted = _wanted(cells, fitting=True)
    missing = wanted.missing()
    by_source = cells_by_source((source, cell) for cell, source in cells.items()).items()
    hub = (HubFiles(source, source.to_fetch(own)) for source, own in by_source)
    return Pending(missing, wanted.to_fetch(missing), tuple(found for found in hub if found.files))


def prepare_cells(
    cells: Cells,
    *,
    yes: bool,
    available: bool,
    say: Say = say_on_stderr,
    fitting: bool = False,
) -> Mapping[Cell, str]:
    """Prepare what cells need of the official edition and what is not in the cache yet.

    Args:
        cells: The cells.
        yes: Whether the user agrees to the licences in advance.
        available: Return what cannot be prepared, instead of stopping.
        say: Says a line on stderr.
        fitting: Also prepare the splits on which thresholds are fitted.

    Returns:
        Slot → why it cannot be prepared; empty unless `available`.

    Raises:
        UsageError: The licences were not agreed to.
        DataError: Something cannot be prepared.
        NetworkError: The same, and the network alone is to blame.
        StorageError: No space.
    """
    wanted = _wanted(cells, fitting=fitting)
    missing = wanted.missing()
    if not missing:
        return {}
    names = list(dict.fromkeys(cell.task for cell in missing))
    splits = "1 split" if len(missing) == 1 else f"{len(missing)} splits"
    say(f"Preparing {splits} of the official edition ({', '.join(names)}) in {wanted.out}.")
    command = (
        f"xstilts-submit data prepare --out {wanted.out} --task {' --task '.join(names)} --yes"
    )
    consent = Consent(yes, say, f"Read them above, then run: {command}", ask_on_terminal())

    def tell(cell: Cell, state: object) -> None:
        if isinstance(state, XstiltsError):
            say(f"Failed: {state.what}")

    with shown_progress() as progress:
        downloads = replace(wanted.downloads, progress=progress)
        outcome = prepare_data(replace(wanted, downloads=downloads, cells=missing), consent, tell)
    if outcome.failures and not available:
        raise _failed(outcome, command)
    reasons: dict[Cell, str] = {}
    for failure in outcome.failures:
        reasons.setdefault(failure.cell.slot, failure.error.what)
    return reasons


def gather_from_hub(cells: Cells, say: Say = say_on_stderr) -> None:
    """Fetch the files of all cells that are read from the Hub and that are not here yet.

    Raises:
        DataError: A file is not what it should be.
        NetworkError: They cannot be fetched.
        StorageError: No space, or no permission.
    """
    gather(((source, cell) for cell, source in cells.items()), say)


def _wanted(cells: Cells, *, fitting: bool) -> Preparation:
    """What cells read of the official edition; no answers are opened to see whether it is here."""
    wanted = dict.fromkeys(
        cell.clean.on(split)
        for cell, source in cells.items()
        if isinstance(source, AutoSource)
        for split in (cell.split, fitted_on(cell) if fitting else None)
        if split is not None
    )
    downloads = Downloads(cache_folder(), None, is_offline())
    return Preparation(edition_folder(), tuple(wanted), downloads, {}, gold=False)


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
