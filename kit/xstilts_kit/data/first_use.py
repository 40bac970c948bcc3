"""Data on first use: ``auto`` prepares the official edition, ``hub`` fetches its files.

Only the data of the requested cells are fetched, all at once, after telling the user.
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
    """The same sources, where ``auto`` already counts the data that `prepare_cells` will fetch."""
    return {
        name: source.promising() if isinstance(source, AutoSource) else source
        for name, source in sources.items()
    }


@dataclass(frozen=True, slots=True)
class HubFiles:
    """Files on the Hub that are not in the cache yet."""

    source: HubSource
    files: tuple[RemoteFile, ...]


@dataclass(frozen=True, slots=True)
class Pending:
    """Data that a plan needs and that are not on disk yet."""

    cells: tuple[Cell, ...]
    """Splits of the official edition to be built."""
    files: tuple[tuple[str, PrimaryFile], ...]
    """(task, file) pairs to be fetched for these splits."""
    hub: tuple[HubFiles, ...]
    """Files to be fetched from the Hub."""

    @property
    def terms(self) -> tuple[Terms, ...]:
        """The licences of the files to be fetched."""
        return terms_of(self.files)

    def needs(self, cell: Cell, source: Source) -> bool:
        """Whether a cell's data are still missing."""
        if isinstance(source, HubSource):
            paths = {f.path for some in self.hub if some.source == source for f in some.files}
            return not paths.isdisjoint(source.paths(cell))
        clean = cell.clean
        read = {clean, clean.on(fitted_on(cell) or cell.split)}
        return isinstance(source, AutoSource) and not read.isdisjoint(self.cells)


def pending(cells: Cells) -> Pending:
    """List what `prepare_cells` and `gather_from_hub` would build and fetch."""
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
    """Prepare the cells of the official edition that are not in the cache yet.

    Args:
        cells: The cells to prepare.
        yes: Whether the user accepted the licences in advance.
        available: Return cells that cannot be prepared instead of raising.
        say: Prints a line to stderr.
        fitting: Also prepare the splits used to fit thresholds.

    Returns:
        Slot → reason why it cannot be prepared; empty unless `available`.

    Raises:
        UsageError: The licences were not accepted.
        DataError: A cell cannot be prepared.
        NetworkError: A cell cannot be prepared, only because of the network.
        StorageError: Not enough space.
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
    """Fetch the Hub files of all cells that are not in the cache yet.

    Raises:
        DataError: A file does not have the expected content.
        NetworkError: A file cannot be fetched.
        StorageError: Not enough space, or no permission.
    """
    gather(((source, cell) for cell, source in cells.items()), say)


def _wanted(cells: Cells, *, fitting: bool) -> Preparation:
    """Official data read by the cells; answers are not opened for verification."""
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
        f"`{command}` tries again; to continue without them pass --available, or another --source.",
    )
