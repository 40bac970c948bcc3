"""Cells with transformed inputs, beside the clean cells that they are made from."""

from collections.abc import Sequence
from dataclasses import replace

from xstilts_kit.cell import Cell
from xstilts_kit.sources import Cells, Source
from xstilts_kit.transforms import Resources, joined_with, lacking, refusal


def with_transforms(
    clean: Cells, transforms: Sequence[str], resources: Resources
) -> tuple[Cells, list[str]]:
    """Add transformed cells after each clean one, with a sentence for inapplicable transforms.

    Raises:
        UsageError: A transform needs files that were not given.
    """
    cells: dict[Cell, Source] = {}
    refused: dict[str, None] = {}
    for cell, source in clean.items():
        for one in (cell, *(replace(cell, transform=transform) for transform in transforms)):
            reason = refusal(one) or _lacks_parallel(one, source) or lacking(one, resources)
            if reason is None:
                cells[one] = source
            else:
                refused[f"{one.transform} does not apply to {one.language}: {reason}."] = None
    return cells, list(refused)


def _lacks_parallel(cell: Cell, source: Source) -> str | None:
    """Describe why the inputs with which a transform joins a cell's own are missing."""
    other = joined_with(cell)
    return None if other is None or source.has(other) else source.lacks(other)
