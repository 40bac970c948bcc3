"""`align`: measure the alignment of an encoder's languages, one language after the other.

A finished language is kept in ``parts/`` of the output folder, so that a run that was interrupted
continues where it stopped.
"""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.alignment.conditions import CONDITIONS, Condition
from xstilts_kit.alignment.encoder import open_encoder
from xstilts_kit.alignment.layers import layers_of
from xstilts_kit.alignment.measuring import Design, Measurer, fingerprint_of, lexicon_fingerprints
from xstilts_kit.alignment.pairs import (
    Pairs,
    cells_of,
    check_task,
    languages_of,
    read_pairs,
    with_shared_sentences,
)
from xstilts_kit.alignment.report import (
    ALIGNMENT_SCHEMA,
    Alignment,
    Encoder,
    LanguageAlignment,
    language_from_json,
    plain,
)
from xstilts_kit.alignment.summary import summarise
from xstilts_kit.cell import Cell, Split
from xstilts_kit.data.first_use import gather_from_hub, prepare_cells, promised
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.diagnostics.libraries import need_libraries
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.lexicons import LexiconFolder, open_lexicons
from xstilts_kit.sources import Source, open_sources
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.statistics.poisson import SCHEME
from xstilts_kit.storage import storage_errors, write_json
from xstilts_kit.submission.version import this_kit
from xstilts_kit.suites import get_suite
from xstilts_kit.suites.choosing import check_language
from xstilts_kit.tasks import Task

if TYPE_CHECKING:
    from xstilts_kit.checkpoint.opening import OpenHead

REPORT = "alignment.json"
LAYERS = "layers.json"
_PARTS = "parts"

LEAST = 4
"""Fewest sentences of a language; debiased CKA needs as many."""


@dataclass(frozen=True, slots=True)
class AlignRequest:
    """A request to `align`, with strings as on the command line."""

    model: str
    task: str
    lexicons: Path
    sources: Sequence[str] = ()
    gold: Sequence[Path] = ()
    languages: Sequence[str] = ()
    split: Split = "test"
    conditions: Sequence[str] = ("third", "same")
    ratios: Sequence[float] = (0.5,)
    sentences: int = 1000
    """Largest number of distinct English sentences."""
    seed: int = 0
    device: str = "auto"
    dtype: str = "float32"
    batch_tokens: int | None = None
    max_length: int | None = None
    intervals: bool = True
    yes: bool = False
    """Whether the licences of data fetched by the source ``auto`` are accepted."""


def align(
    request: AlignRequest, out: Path, *, overwrite: bool = False, say: Say = say_on_stderr
) -> Alignment:
    """Measure and write ``alignment.json``, and ``layers.json`` for the leaderboard.

    Args:
        request: What to measure.
        out: The folder to write.
        overwrite: Replace a report in `out`.
        say: Prints a line about progress and fetched data.

    Raises:
        UsageError: The request is contradictory, or `out` holds a report.
        DataError: Data are missing, or the rows of two languages are not parallel.
        ModelError: The checkpoint is not an encoder.
    """
    need_libraries("Alignment", "predict", "torch", "transformers")
    report = out / REPORT
    if report.exists() and not overwrite:
        raise UsageError(f"{report} exists.", "Name another folder, or give --overwrite.")
    task = check_task(request.task)
    chosen = _languages(task, request.languages)
    conditions = conditions_of(request.conditions, request.ratios)
    folder = open_lexicons(request.lexicons)
    source, pairs = _read(request, task, chosen, say)
    head, encoder = open_encoder(request.model, request.device, request.dtype, request.max_length)
    design = Design(
        task=task.name,
        languages=task.languages,
        conditions=conditions,
        seed=request.seed,
        headline_layer=encoder.headline_layer,
        intervals=request.intervals,
    )
    lexicons = lexicon_fingerprints(design, chosen, folder)
    measured = _measured(request, out, pairs, design, folder, lexicons, head, encoder, say)
    found = Alignment(
        schema=ALIGNMENT_SCHEMA,
        kit=this_kit(),
        encoder=encoder,
        task=task.name,
        split=request.split,
        source=source.kind,
        seed=request.seed,
        scheme=SCHEME if request.intervals else None,
        lexicons=lexicons,
        languages=measured,
        summary=summarise(task.name, measured),
    )
    write_json(out / LAYERS, layers_of(found).as_json())
    write_json(report, found.as_json())
    shutil.rmtree(out / _PARTS, ignore_errors=True)
    return found


def conditions_of(names: Sequence[str], ratios: Sequence[float]) -> tuple[Condition, ...]:
    """Every condition at every ratio.

    Raises:
        UsageError: An unknown condition, or a ratio outside (0, 1].
    """
    for name in names:
        if name not in CONDITIONS:
            raise UsageError(
                f"--condition {name}: not a condition.", f"Give {', '.join(CONDITIONS)}."
            )
    for ratio in ratios:
        if not 0 < ratio <= 1:
            raise UsageError(f"--ratio {ratio:g}: not above 0 and up to 1.", "Give 0.5, say.")
    order = sorted(set(names), key=CONDITIONS.index)
    return tuple(Condition(name, ratio) for name in order for ratio in sorted(set(ratios)))


def _languages(task: Task, asked: Sequence[str]) -> tuple[str, ...]:
    for language in asked:
        check_language(language, get_suite(task.name), [task])
    own = languages_of(task)
    found = tuple(language for language in own if not asked or language in asked)
    if not found:
        raise UsageError(
            "English alone is given.", f"Choose from its translations: {', '.join(own)}."
        )
    return found


def _read(
    request: AlignRequest, task: Task, languages: Sequence[str], say: Say
) -> tuple[Source, tuple[Pairs, ...]]:
    """Read the pairs of every language, preparing official data that are not there yet."""
    cells = cells_of(task, languages, request.split)
    sources = promised(open_sources(request.sources or ("auto",), [task]))
    source = sources.get(task.name)
    if source is None:
        raise DataError("No source is given.", "Give --source folder:PATH, hub or auto.")
    for cell in cells:
        if not source.has(cell):
            raise DataError(f"{cell}: {source.lacks(cell)}.", "Give another --source.")
    wanted: dict[Cell, Source] = {cell: source for cell in cells}
    prepare_cells(wanted, yes=request.yes, available=False, say=say)
    gather_from_hub(wanted, say)
    gold = open_gold(request.gold)
    every = [read_pairs(task, language, request.split, source, gold) for language in languages]
    shared = every if task.pivot else with_shared_sentences(every)
    found = tuple(pairs.first(request.sentences) for pairs in shared)
    for pairs in found:
        if len(pairs.ids) < LEAST:
            raise DataError(
                f"{task.name}/{pairs.language} has {len(pairs.ids)} distinct sentences;"
                f" {LEAST} are needed.",
                "Give the whole files, or a larger --sentences.",
            )
    return source, found


def _measured(
    request: AlignRequest,
    out: Path,
    pairs: Sequence[Pairs],
    design: Design,
    folder: LexiconFolder,
    lexicons: Any,
    head: "OpenHead",
    encoder: Encoder,
    say: Say,
) -> tuple[LanguageAlignment, ...]:
    """Measure every language, or take it from an interrupted run with the same settings."""
    from xstilts_kit.engine.batching import default_budget
    from xstilts_kit.engine.embedding import embed_layers

    budget = request.batch_tokens or default_budget(head.device.type)
    measurer = Measurer(design, folder, lambda texts: embed_layers(head, texts, budget))
    settings = [asdict(encoder), asdict(design), dict(lexicons), asdict(this_kit())]
    found = []
    for number, own in enumerate(pairs, 1):
        path = out / _PARTS / f"{own.language}.json"
        key = sha256(json.dumps([settings, fingerprint_of(own)]).encode()).hexdigest()
        kept = _kept(path, key)
        if kept is None:
            # Written first and read back, so that a continued run gives the same report.
            measured = plain(asdict(measurer.measure(own)))
            write_json(path, {"key": key, "language": measured})
            kept = measured
        found.append(language_from_json(kept))
        say(f"{own.language}: {number} of {len(pairs)} languages, {len(own.ids):,} sentences")
    return tuple(found)


def _kept(path: Path, key: str) -> Any | None:
    """A finished language of an earlier run with the same settings; None if there is none."""
    if not path.exists():
        return None
    with storage_errors(path):
        text = path.read_text(encoding="utf-8")
    try:
        found = json.loads(text)
    except ValueError:
        return None
    return found["language"] if isinstance(found, dict) and found.get("key") == key else None
