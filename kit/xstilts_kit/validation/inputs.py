"""Checks the manifest's data entries against editions and the inputs of a source."""

from xstilts_kit import editions
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.families import Inputs
from xstilts_kit.sources import Source
from xstilts_kit.submission.layout import MANIFEST
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.transforms import (
    Resources,
    joined_with,
    measured,
    needs,
    resources_fingerprint,
    transformed,
)


def verified_inputs(
    entry: DataEntry, source: Source | None, resources: Resources, problems: Problems
) -> Inputs | None:
    """The inputs predicted on; None if they are not available or differ."""
    _check_edition(entry, problems)
    cell = entry.cell
    if source is None or not source.has(cell):
        return None
    inputs = source.inputs(cell)
    found = editions.fingerprint(inputs.rows())
    if found != entry.inputs_fingerprint or len(inputs.examples) != entry.examples:
        expected = (entry.inputs_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"the source has {len(inputs.examples)} examples, fingerprint {found[:12]};"
            f" predicted on {entry.examples}, fingerprint {expected}",
        )
        return None
    if entry.transform is not None:
        return _transformed(entry, inputs, source, resources, problems)
    return inputs.first(entry.limit)


def _transformed(
    entry: DataEntry, clean: Inputs, source: Source, resources: Resources, problems: Problems
) -> Inputs | None:
    """The changed inputs; None if they differ from those predicted on or cannot be made."""
    cell, other = entry.cell, joined_with(entry.cell)
    if not resources.has(needs(cell)) or (other is not None and not source.has(other)):
        return None
    used = resources_fingerprint(cell, resources)
    if used != entry.resources_fingerprint:
        expected = (entry.resources_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"{entry.transform} reads files with fingerprint {(used or 'none')[:12]}; predicted"
            f" with {expected}",
        )
        return None
    given = transformed(cell, clean, resources, source.inputs)
    found = editions.fingerprint(given.rows())
    if found != entry.transformed_fingerprint:
        expected = (entry.transformed_fingerprint or "none")[:12]
        problems.add(
            "XS501",
            cell.path,
            f"{entry.transform} gives inputs with fingerprint {found[:12]} in this version;"
            f" predicted on {expected}",
        )
        return None
    if entry.realised is not None and entry.realised != measured(cell, clean, given):
        problems.add("XS501", cell.path, "`realised` differs from what the transform changes")
        return None
    return given.first(entry.limit)


def _check_edition(entry: DataEntry, problems: Problems) -> None:
    """Check fingerprint and count against the edition named in the manifest."""
    cell, named = entry.cell, entry.edition
    known = editions.identify(cell, entry.inputs_fingerprint)
    counts = editions.expected(cell)
    if named is None and known is None:
        problems.add("XS502", MANIFEST, str(cell))
    elif named is None and counts[known or ""] != entry.examples:
        text = f"{cell.name}: {entry.examples} examples are not {known}'s"
        problems.add("XS503", MANIFEST, text)
    elif named is None:
        return
    elif named not in editions.all_editions():
        problems.add("XS502", MANIFEST, f"{cell}: edition {named}")
    elif known != named:
        found = (entry.inputs_fingerprint or "none")[:12]
        problems.add("XS503", MANIFEST, f"{cell.name}: edition {named}, but fingerprint {found}")
    elif counts.get(named) != entry.examples:
        problems.add(
            "XS503",
            MANIFEST,
            f"{cell.name}: {entry.examples} examples; edition {named} has {counts.get(named)}",
        )
