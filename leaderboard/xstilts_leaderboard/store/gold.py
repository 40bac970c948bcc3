"""Gold packs of the boards: built from local data, listed in ``gold.lock``."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from xstilts_kit import editions
from xstilts_kit.boards import BOARDS
from xstilts_kit.cell import Cell
from xstilts_kit.families import Gold
from xstilts_kit.hub import fetch, pin
from xstilts_kit.sources import Source, open_sources
from xstilts_kit.sources.gold import GoldFinder, open_gold
from xstilts_kit.sources.packs import (
    LOCK,
    Lock,
    LockedPack,
    pack_name,
    read_lock,
    write_lock,
    write_pack,
)
from xstilts_leaderboard.store.settings import PACKS


@dataclass(frozen=True, slots=True)
class Built:
    """The packed splits and the missing ones."""

    lock: Lock
    missing: tuple[str, ...]
    """``task/language`` without gold, or without inputs of the board's edition."""


def build_packs(
    out: Path, sources: Sequence[str], gold: Sequence[Path], say: Callable[[str], None]
) -> Built:
    """Pack the gold of every board's test splits, and list the packs in ``gold.lock`` beside them.

    The bundled miniature's gold is only listed by its fingerprints.

    Args:
        out: The folder for the packs and the list.
        sources: Values of ``--source``, which provide the inputs.
        gold: Folders of gold.
        say: Called with a message for each task.

    Raises:
        DataError: A source or a folder does not exist, or a file is damaged.
    """
    packs: list[LockedPack] = []
    missing: list[str] = []
    done: set[tuple[str, Cell]] = set()
    for board in sorted(BOARDS.values(), key=lambda one: -len(one.suite.task_names)):
        bundled = board.suite.is_bundled
        tasks = board.suite.tasks()
        opened = open_sources(["mini"] if bundled else sources, tasks)
        finder = open_gold(() if bundled else gold)
        for task in tasks:
            cells = [Cell(task.name, language) for language in board.suite.languages_of(task)]
            # Boards of the same edition share cells.
            new = [cell for cell in cells if (board.edition_of(cell), cell) not in done]
            if new:
                say(f"{board.edition}: {task.name}")
            for cell in new:
                edition = board.edition_of(cell)
                done.add((edition, cell))
                found = _answers(cell, opened.get(task.name), finder, edition)
                if isinstance(found, str):
                    missing.append(f"{cell.name}: {found}")
                else:
                    packs.append(_pack(None if bundled else out, cell, found, edition))
    lock = Lock(tuple(sorted(packs, key=lambda one: (one.edition or "", one.cell))))
    write_lock(out / LOCK, lock)
    return Built(lock, tuple(missing))


@dataclass(frozen=True, slots=True)
class _Answers:
    gold: tuple[Gold, ...]
    examples: int
    inputs: str


def _answers(cell: Cell, source: Source | None, finder: GoldFinder, edition: str) -> _Answers | str:
    """Return the answers to one test split, or the reason why there are none."""
    if source is None or not source.has(cell):
        return "no inputs"
    inputs = source.inputs(cell)
    of_inputs = editions.fingerprint(inputs.rows())
    if editions.identify(cell, of_inputs) != edition:
        return f"the inputs are not those of edition {edition}"
    gold = finder.find(cell, of_inputs, source)
    if gold is None:
        return "no gold"
    known = editions.gold_fingerprint(cell, edition)
    if known is not None and known != editions.fingerprint(gold):
        return f"the gold is not that of edition {edition}"
    return _Answers(gold, len(inputs.examples), of_inputs)


def _pack(out: Path | None, cell: Cell, found: _Answers, edition: str) -> LockedPack:
    """Write a pack, or list the split as bundled with the kit if `out` is None."""
    if out is not None:
        return write_pack(
            out, cell, found.gold, examples=found.examples, inputs=found.inputs, edition=edition
        )
    return LockedPack(
        cell.task,
        cell.language,
        cell.split,
        edition,
        found.examples,
        found.inputs,
        editions.fingerprint(found.gold),
        None,
        None,
    )


def keep_packs(root: Path, built: Built) -> Lock:
    """Add packs written into the repository's own folder to the list that the board accepts.

    Entries for other splits stay as they are.

    Args:
        root: The repository.
        built: The packs, from `build_packs` into ``leaderboard/gold``.
    """
    path = root / "leaderboard" / LOCK
    before = read_lock(path) if path.is_file() else Lock(())
    new = {(one.edition, one.cell) for one in built.lock.packs}
    kept = (one for one in before.packs if (one.edition, one.cell) not in new)
    packs = sorted((*kept, *built.lock.packs), key=lambda one: (one.edition or "", one.cell))
    lock = Lock(tuple(packs), before.repository, before.revision)
    write_lock(path, lock)
    local = root / PACKS
    here = tuple(one for one in packs if one.pack and (local / pack_name(one.pack)).is_file())
    write_lock(local / LOCK, Lock(here))
    known = {pack_name(one.pack) for one in here if one.pack is not None}
    for old in local.glob("*.jsonl.gz"):
        if old.name not in known:
            old.unlink()
    return lock


def gold_folders(root: Path, lock: Lock, given: Sequence[Path]) -> tuple[Path, ...]:
    """Return the folders with the packs of a list.

    Args:
        root: The repository, which may hold packs in ``leaderboard/gold``.
        lock: The board's list.
        given: Folders of packs, used in place of all others.

    Returns:
        Those given; else the repository's own, and for packs that it lacks, the Hub's at the
        pinned commit.

    Raises:
        DataError: The repository on the Hub or a pack does not exist.
        NetworkError: The Hub cannot be reached.
    """
    if given:
        return tuple(given)
    local = root / PACKS
    names = [pack_name(one.pack) for one in lock.packs if one.pack is not None]
    rest = [name for name in names if not (local / name).is_file()]
    folders = (local,) if (local / LOCK).is_file() else ()
    if not rest or lock.repository is None:
        return folders
    pinned = pin("dataset", lock.repository, lock.revision)
    return (*folders, fetch(pinned, [LOCK, *rest]))
