"""`export`: a submission in XTREME's own layout, as read by its `evaluate.py`."""

from collections.abc import Sequence
from pathlib import Path

from xstilts_kit.cell import PREDICTIONS
from xstilts_kit.exchange.formats import xtreme_form, xtreme_name
from xstilts_kit.exchange.whole_folder import check_new, whole_folder
from xstilts_kit.families import Record
from xstilts_kit.scoring.scoring import Invalid
from xstilts_kit.sources import Source
from xstilts_kit.storage import write_atomically
from xstilts_kit.submission.manifest import DataEntry
from xstilts_kit.validation.validating import validate


def export_predictions(submission: Path, out: Path, sources: Sequence[str] = ()) -> tuple[str, ...]:
    """Write a submission's predictions on clean inputs in XTREME's layout.

    Args:
        submission: A valid submission folder.
        out: The folder to write, atomically.
        sources: Values of ``--source``, used to validate the submission.

    Returns:
        The files' paths relative to `out`, in the manifest's order.

    Raises:
        Invalid: The submission has errors; nothing was written.
        UsageError: A folder is missing or taken, or a task has no format in that layout.
        DataError: A source is missing or damaged.
        StorageError: The folder cannot be written.
    """
    check_new(out)
    written: list[str] = []
    with whole_folder(out) as draft:

        def export(entry: DataEntry, _: Source | None, records: Sequence[Record]) -> None:
            if entry.transform is not None:
                return
            form = xtreme_form(entry.cell, f"Its predictions are the JSON lines in {PREDICTIONS}/.")
            path = f"{entry.task}/{xtreme_name(entry.cell)}"
            text = form.to_xtreme(records)
            write_atomically(draft / path, text.encode())
            written.append(path)

        report = validate(submission, sources, on_cell=export)
        if not report.valid:
            raise Invalid(submission, report)
    return tuple(written)
