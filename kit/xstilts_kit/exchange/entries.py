"""Reads one prediction file and makes its entry of the manifest."""

from dataclasses import dataclass, replace
from typing import Any

from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.problem import Problems
from xstilts_kit.exchange.finding import Found
from xstilts_kit.exchange.formats import Format
from xstilts_kit.exchange.reading import read_records
from xstilts_kit.exchange.selection import Selected
from xstilts_kit.families import Known, family_of
from xstilts_kit.sources import Source
from xstilts_kit.sources.gold import GoldFinder
from xstilts_kit.sources.survey import survey
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import Resources, transformed


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file of the submission that will be written."""

    data: DataEntry
    records: tuple[Any, ...]
    verified: bool


def read_file(
    found: Found,
    form: Format,
    selected: Selected,
    resources: Resources,
    finder: GoldFinder,
    problems: Problems,
) -> ImportedFile | None:
    """Read the records of one file and its manifest entry; None on an error."""
    cell, limit, source = found.cell, selected.limit, selected.sources.get(found.cell.task)
    family = family_of(cell)
    whole = _known(cell, source, resources, finder)
    if limit is not None and whole.inputs is None and whole.gold is None:
        raise UsageError(
            f"--limit is given, but neither inputs nor gold of {cell.name} are available.",
            "Add --source or --gold, so that the total number of examples is known.",
        )
    known = whole
    _refuse_last_alone_missing(found, form, limit, whole)
    if limit is not None:
        inputs = whole.inputs.first(limit) if whole.inputs is not None else None
        gold = None if whole.gold is None else tuple(family.gold_of_first(whole.gold, limit))
        known = Known(inputs, gold)
    records = read_records(found, form, known, problems)
    if records is None:
        return None
    data = replace(
        _unknown_data(cell, limit)
        if source is None
        else survey(cell, source, resources).data_entry(limit),
        examples=family.examples(whole, records),
    )
    return ImportedFile(data, records, whole.inputs is not None)


def _unknown_data(cell: Cell, limit: int | None) -> DataEntry:
    """The entry of a cell whose inputs are not available; its examples are counted later."""
    return DataEntry(
        task=cell.task,
        language=cell.language,
        split=cell.split,
        edition=None,
        source="unknown",
        source_revision=None,
        examples=0,
        limit=limit,
        transform=cell.transform,
        inputs_fingerprint=None,
    )


def _refuse_last_alone_missing(found: Found, form: Format, limit: int | None, whole: Known) -> None:
    """Reject a limit one below the number of examples, if the file has no ids to check.

    Raises:
        UsageError: The missing example may not be the last one.
    """
    exchange = family_of(found.cell).exchange
    anonymous = form.name == "xtreme" and exchange is not None and exchange.anonymous
    if limit is None or not anonymous or whole.ids is None or len(whole.ids) - limit != 1:
        return
    known = (
        "XTREME's own processor drops the first example of this task"
        if get_task(found.cell.task).xtreme_drops_first
        else "a file of answers cannot show that the missing one is the last"
    )
    raise UsageError(
        f"{found.name}: --limit {limit} leaves out one of {len(whole.ids):,} examples, but"
        f" {known}.",
        "Write one answer for each example, or give the answers their ids with --format jsonl.",
    )


def _known(cell: Cell, source: Source | None, resources: Resources, finder: GoldFinder) -> Known:
    """Look up the inputs, or else the gold for its ids."""
    if source is not None:
        return Known(transformed(cell, source.inputs(cell), resources, source.inputs))
    return Known(None, finder.find(cell, None, None))
