"""Gold: the answers, kept apart from the inputs. Only `score` comes here, never `predict`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from xstilts_kit import miniature
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError
from xstilts_kit.editions import OFFICIAL, identify
from xstilts_kit.families import Gold
from xstilts_kit.sources import Source
from xstilts_kit.sources.auto import open_auto
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.layouts import NoAnswers
from xstilts_kit.sources.packs import LOCK, PackSource, open_packs


@dataclass(frozen=True, slots=True)
class GoldFinder:
    """Finds the answers to a cell.

    The folders that the user names come first, in their order; then the source's own labelled
    split; then, by the inputs' fingerprint, the bundled miniature's, or the official edition's in
    the cache.
    """

    folders: tuple[FolderSource | PackSource, ...]
    """Each in XTREME's label layout, with the download names, a folder of labelled splits, or one
    of gold packs."""
    refused: list[NoAnswers] = field(default_factory=list)
    """Why files that were found hold no gold."""

    def find(
        self, cell: Cell, inputs: str | None, source: Source | None
    ) -> tuple[Gold, ...] | None:
        """The gold, in the order of the inputs, or None where there is none.

        Args:
            cell: The task, language and split; a transform changes no answer.
            inputs: Fingerprint of the clean inputs, if known.
            source: The source of the inputs, if at hand.

        Raises:
            DataError: A file holds labels and other things, or is damaged.
        """
        cell = cell.clean
        edition = identify(cell, inputs)
        for place in self._places(source, edition):
            try:
                if isinstance(place, PackSource):
                    gold = place.gold(cell, inputs)
                else:
                    gold = place.gold(cell)
            except NoAnswers as error:
                if place in self.folders:
                    self.refused.append(error)
                continue
            if gold is not None:
                return gold
        return None

    def _places(self, source: Source | None, edition: str | None) -> Iterator[Source | PackSource]:
        yield from self.folders
        if source is not None:
            yield source
        if edition is not None and edition.startswith("mini-"):
            yield FolderSource(miniature.LABELS)
            yield FolderSource(miniature.DATA)
        if edition in OFFICIAL and source is None:
            yield open_auto()


def open_gold(paths: Sequence[Path]) -> GoldFinder:
    """A finder over the folders of ``--gold``.

    Raises:
        DataError: One of them is not a folder.
    """
    for path in paths:
        if not path.is_dir():
            what = "is a file, not a folder" if path.exists() else "is not there"
            raise DataError(
                f"The gold folder {path} {what}.",
                "Name a folder that holds <task>/test-<language>.tsv (or .json) with the answers.",
            )
    return GoldFinder(
        tuple(open_packs(path) if (path / LOCK).is_file() else FolderSource(path) for path in paths)
    )
