"""Gold answers, kept apart from the inputs. Used by `score`, never by `predict`."""

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

    Folders named by the user are searched first, in their order; then the source's own labelled
    split; then the bundled miniature's answers or the official edition's in the cache, chosen by
    the fingerprint of the inputs.
    """

    folders: tuple[FolderSource | PackSource, ...]
    """Folders with XTREME's label layout, the download names, labelled splits, or gold packs."""
    refused: list[NoAnswers] = field(default_factory=list)
    """Errors of files that were found but hold no gold."""

    def find(
        self, cell: Cell, inputs: str | None, source: Source | None
    ) -> tuple[Gold, ...] | None:
        """Find the gold, in the order of the inputs, or None.

        Args:
            cell: The task, language and split; transforms do not change answers.
            inputs: Fingerprint of the clean inputs, if known.
            source: The source of the inputs, if available.

        Raises:
            DataError: A file mixes labels with other content, or is damaged.
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
    """Open the folders of ``--gold``.

    Raises:
        DataError: A path is not a folder.
    """
    for path in paths:
        if not path.is_dir():
            what = "is a file, not a folder" if path.exists() else "does not exist"
            raise DataError(
                f"The gold folder {path} {what}.",
                "Give a folder with the answers as <task>/test-<language>.tsv (or .json).",
            )
    return GoldFinder(
        tuple(open_packs(path) if (path / LOCK).is_file() else FolderSource(path) for path in paths)
    )
