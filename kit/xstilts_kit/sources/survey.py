"""Reads a cell's inputs once: their count, edition and a small sample."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.families import Inputs
from xstilts_kit.sources import Source
from xstilts_kit.submission.manifest import DataEntry, Realised
from xstilts_kit.transforms import (
    NOTHING,
    Resources,
    measured,
    resources_fingerprint,
    transformed,
)


@dataclass(frozen=True, slots=True)
class Surveyed:
    """Summary of a cell's inputs."""

    cell: Cell
    source: Source
    examples: int
    fingerprint: str
    """Fingerprint of the clean inputs."""
    transformed: str | None
    """Fingerprint of the transformed inputs, if there is a transform."""
    edition: str | None
    sample: Inputs
    """A few examples spread over the file, for estimates."""
    rows: int
    """Number of examples and candidates."""
    bytes: int
    """Size of the input text."""
    realised: Realised | None = None
    """How much the transform changed, if there is one."""
    resources: Resources = NOTHING
    """Files given by the user for transforms."""
    resources_fingerprint: str | None = None
    """Fingerprint of those that the transform reads, if any."""

    def data_entry(self, limit: int | None) -> DataEntry:
        """Return the manifest's entry for predictions on at most `limit` of the examples."""
        return DataEntry(
            task=self.cell.task,
            language=self.cell.language,
            split=self.cell.split,
            edition=self.edition,
            source=self.source.kind,
            source_revision=self.source.revision,
            examples=self.examples,
            limit=limit,
            transform=self.cell.transform,
            inputs_fingerprint=self.fingerprint,
            transformed_fingerprint=self.transformed,
            resources_fingerprint=self.resources_fingerprint,
            realised=self.realised,
        )


def survey(cell: Cell, source: Source, resources: Resources = NOTHING) -> Surveyed:
    """Read a cell's inputs once: count, fingerprint, edition, sample.

    Raises:
        UsageError: The transform needs a resource that was not given or cannot be read.
        DataError: The file does not follow the task's layout.
    """
    used = resources_fingerprint(cell, resources)
    clean = source.inputs(cell)
    inputs = transformed(cell, clean, resources, source.inputs)
    fingerprint = editions.fingerprint(clean.rows())
    return Surveyed(
        cell=cell,
        source=source,
        examples=len(inputs.examples),
        fingerprint=fingerprint,
        transformed=None if cell.transform is None else editions.fingerprint(inputs.rows()),
        edition=_edition(cell, source, fingerprint),
        sample=Inputs(_sample(inputs.examples), _sample(inputs.candidates)),
        rows=len(inputs.examples) + len(inputs.candidates),
        bytes=sum(_length(value) for row in inputs.rows() for value in row.canonical().values()),
        realised=measured(cell, clean, inputs),
        resources=resources,
        resources_fingerprint=used,
    )


def _edition(cell: Cell, source: Source, fingerprint: str) -> str | None:
    """Name of the known edition; a Hub copy that matches none is named by its commit."""
    known = editions.identify(cell, fingerprint)
    if known is None and source.kind == "hub" and source.revision is not None:
        return f"hub-{source.revision[:12]}"
    return known


def _sample(rows: Sequence[Any], most: int = 16) -> tuple[Any, ...]:
    """A few rows, evenly spread."""
    return tuple(islice(rows, 0, None, max(1, len(rows) // most)))[:most]


def count_warning(found: Surveyed) -> str | None:
    """Warning about data that belong to no known edition, or None."""
    cell = found.cell
    if found.edition is not None and found.edition.startswith("hub-"):
        return _hub_warning(found)
    if found.edition is not None:
        return None
    known = editions.expected(cell)
    wanted = ", ".join(f"edition {name} has {n}" for name, n in known.items() if n)
    count = f"{found.examples} examples" + (f"; {wanted}" if wanted else "")
    return f"{cell} is in no known edition: {count}."


def _hub_warning(found: Surveyed) -> str:
    """Describe how the Hub's copy differs from the official edition, as far as known."""
    cell = found.cell
    official = editions.all_editions()["xtreme"].entries.get(cell.clean)
    examples = "1 example" if found.examples == 1 else f"{found.examples:,} examples"
    begins = f"{cell}: {examples} on the Hub"
    if official is None:
        return f"{begins}; the number in edition xtreme is not known."
    if official.examples != found.examples:
        return f"{begins}; edition xtreme has {official.examples:,}."
    if official.inputs is None:
        return f"{begins}, as many as in edition xtreme; whether they are the same is not known."
    return f"{begins}, as many as in edition xtreme, but with different text or order."


def _length(value: object) -> int:
    return len(value) if isinstance(value, str) else len(str(value))
