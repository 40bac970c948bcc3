"""The result of `plan`, and the output of ``predict --dry-run``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from xstilts_kit.data import show_terms
from xstilts_kit.data.first_use import Pending
from xstilts_kit.diagnostics.errors import UsageError
from xstilts_kit.diagnostics.grid import Grid, as_html
from xstilts_kit.prediction.dry_run import examine
from xstilts_kit.prediction.preparing import Prepared


@dataclass(frozen=True, slots=True)
class PlannedRun:
    """A run that was checked but not carried out."""

    found: Mapping[str, Any]
    """The JSON object of ``predict --dry-run --json``."""
    pending: Pending
    """Data that are not available yet."""
    refusal: UsageError | None = None
    """Why the run would be refused on this machine, which lacks the device; the rest is checked all
    the same."""

    @property
    def examples(self) -> int:
        """Number of examples to predict."""
        return int(self.found["examples"])

    @property
    def seconds(self) -> float | None:
        """Estimated seconds; None if the device is missing or no data are available."""
        return None if self.found["seconds"] is None else float(self.found["seconds"])

    @property
    def skipped(self) -> tuple[str, ...]:
        """One sentence for each task or cell that would be left out."""
        return tuple(self.found["skipped"])

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about valid settings that may not be intended."""
        return tuple(self.found["warnings"])

    def rows(self) -> list[dict[str, Any]]:
        """One plain dict per cell whose data are available, for ``pandas.DataFrame``."""
        return [dict(entry) for entry in self.found["data"]]

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object printed by ``predict --dry-run --json``."""
        return dict(self.found)

    def __str__(self) -> str:
        """The output of the dry run, with skipped cells and warnings."""
        skipped = (f"Skipped {line}" for line in self.skipped)
        return "\n".join([*skipped, *warning_lines(self.warnings), *self.lines()])

    def _repr_html_(self) -> str:
        """A row per model, with the other lines of the plan as the caption."""
        headings = ("task", "model", "architecture", "parameters", "sub-words", "examples")
        models = self.found["models"]
        rows = [
            (
                model["task"],
                model["id"],
                model["architecture"],
                f"{model['parameters']:,}",
                str(model["max_length"]),
                f"{sum(d['records'] for d in self.found['data'] if d['task'] == model['task']):,}",
            )
            for model in models
        ]
        grid = Grid(headings, rows, left=frozenset({0, 1, 2}))
        return as_html(grid, "; ".join([*_pending_lines(self.pending), *_costs(self.found)]))

    def lines(self) -> Iterator[str]:
        """Models, data, downloads, disk space and time."""
        for model in self.found["models"]:
            yield from _model(model)
        yield from _data(self.found["data"])
        yield from _pending_lines(self.pending)
        yield from _costs(self.found)


def planned(prepared: Prepared, out: Path | None) -> PlannedRun:
    """Build the plan of a request that was prepared for a dry run.

    Args:
        prepared: The result of `preparing.prepare`.
        out: The intended submission folder, to check the free disk space.
    """
    from xstilts_kit.checkpoint.opening import choose_device

    try:
        device = choose_device(prepared.request.device)
    except UsageError as refusal:
        return PlannedRun(examine(prepared, out, None), prepared.pending, refusal)
    return PlannedRun(examine(prepared, out, device), prepared.pending)


def warning_lines(warnings: Sequence[str]) -> Iterator[str]:
    """Each task's first warnings, so that none hides the others."""
    by_task: dict[str, list[str]] = {}
    for line in warnings:
        by_task.setdefault(line.split("/")[0], []).append(line)
    for task, lines in by_task.items():
        yield from (f"Warning: {line}" for line in lines[:3])
        if len(lines) > 3:
            more = "language" if len(lines) == 4 else "languages"
            yield f"Warning: {task}: and {len(lines) - 3} more {more}."


def _model(model: Mapping[str, Any]) -> Iterator[str]:
    classes = f"; classes {' '.join(model['labels'])}" if model["labels"] else ""
    yield (
        f"{model['task']}: {model['id']}, {model['architecture']},"
        f" {model['parameters']:,} parameters, at most {model['max_length']} sub-words{classes}"
    )
    retrieval = model["retrieval"]
    if retrieval is None:
        return
    prefix = f"prefix {retrieval['prefix']!r}" if retrieval["prefix"] else "no prefix"
    yield (
        f"{model['task']}: layer {retrieval['layer']} of {retrieval['layers']},"
        f" {retrieval['pooling']} pooling, {prefix}, transform {retrieval['transform']}"
    )
    if retrieval["trained_at"] is not None:
        yield f"{model['task']}: trained at {retrieval['trained_at_text']}"


def _data(data: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    for task, split in sorted({(entry["task"], entry["split"]) for entry in data}):
        entries = [e for e in data if (e["task"], e["split"]) == (task, split)]
        total = sum(entry["records"] for entry in entries)
        names = sorted({entry["edition"] or "none known" for entry in entries})
        yield (
            f"{task} {split}: {len(entries)} {'language' if len(entries) == 1 else 'languages'},"
            f" {total:,} examples, edition {', '.join(names)}"
        )


def _pending_lines(pending: Pending) -> list[str]:
    """Lines on the data that a run would prepare first; nothing is fetched now."""
    lines = [
        f"not here yet: {some.source.describe(some.files)}; predict fetches them"
        for some in pending.hub
    ]
    if not pending.cells:
        return lines
    splits = "1 split" if len(pending.cells) == 1 else f"{len(pending.cells)} splits"
    names = ", ".join(dict.fromkeys(cell.task for cell in pending.cells))
    lines.append(f"not here yet: {splits} of the official edition ({names})")
    if pending.files:
        show_terms(pending.terms, [file for _, file in pending.files], lines.append)
    else:
        lines.append("To fetch: nothing, all is in the cache.")
    return lines


def _costs(found: Mapping[str, Any]) -> Iterator[str]:
    from xstilts_kit.engine.progress import duration

    disk = found["disk"]
    yield f"disk: about {disk['needed'] / 1e6:,.1f} MB of {disk['free'] / 1e9:,.1f} GB free"
    if not found["data"]:
        yield "time: no estimate, because no data are here yet"
    elif found["seconds"] is None:
        yield f"time: no estimate, because there is no device {found['device']} here"
    else:
        yield (
            f"time: about {duration(found['seconds'])} on {found['device']}"
            f" ({found['examples']:,} examples; measured on a sample)"
        )
