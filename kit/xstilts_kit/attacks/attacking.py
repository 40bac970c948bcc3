"""Carries out attacks and writes their folder."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.attacks.aligning import phrases_by
from xstilts_kit.attacks.artefact import index_of
from xstilts_kit.attacks.beam import beam_search
from xstilts_kit.attacks.bumblebee import Phrases, moves_of
from xstilts_kit.attacks.data import Sample, read_sample
from xstilts_kit.attacks.driving import run_together
from xstilts_kit.attacks.folder import check_folder, pack, unpack, working
from xstilts_kit.attacks.greedy import greedy
from xstilts_kit.attacks.model import GROUP, Opened, clean_scores, prepared_of
from xstilts_kit.attacks.polygloss import slots_of
from xstilts_kit.attacks.request import AttackRequest, attempts_of
from xstilts_kit.attacks.results import (
    SCHEMA,
    Attacked,
    AttackReport,
)
from xstilts_kit.attacks.search import Found, Score, Search, Texts, original_of
from xstilts_kit.attacks.writing import write_attack, write_report
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.editions import fingerprint
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.submission.version import this_kit
from xstilts_kit.transforms import Place, misspellings

if TYPE_CHECKING:
    from xstilts_kit.attacks.scorer import Scorer
    from xstilts_kit.engine.progress import Progress
    from xstilts_kit.engine.shards import Shelf


def attack(
    request: AttackRequest,
    out: Path,
    *,
    overwrite: bool = False,
    say: Say = say_on_stderr,
    progress: Callable[[int], AbstractContextManager["Progress"]] | None = None,
) -> AttackReport:
    """Attack a model and write the adversarial inputs with their figures.

    An interrupted run is resumed by the same request, and gives the same bytes.

    Args:
        request: The model, the data and the attacks.
        out: The folder to write.
        overwrite: Replace an attack that is already there.
        say: Prints a line to stderr.
        progress: Opens a progress display for this number of examples; default: none.

    Returns:
        The contents of ``attack.json``, which is written last.

    Raises:
        UsageError: The request is contradictory, or the folder is taken.
        DataError: Labels, lexicons or translations are missing.
        ModelError: The checkpoint does not fit the task.
        StorageError: The folder cannot be written.
    """
    attempts, folder = attempts_of(request)
    check_folder(out, overwrite=overwrite)
    prepared = prepared_of(request, attempts, say)
    finder = open_gold(list(request.gold))
    source = prepared.plan.cells[attempts[0].cell]
    samples = [
        read_sample(one, source, finder, folder, count=request.examples, seed=request.seed)
        for one in attempts
    ]
    aligner, tables = phrases_by(request, samples)
    opened = Opened(prepared, request)
    facts = {
        "model": opened.model.digest,
        "labels": opened.model.label_map,
        "settings": asdict(opened.settings),
        "kit": asdict(this_kit()),
    }
    written = []
    total = sum(len(sample.examples) for sample in samples)
    shown = progress(total) if progress else nullcontext()
    with working(out) as shelf_of, shown as bar:
        for sample, table in zip(samples, tables, strict=True):
            if bar is not None:
                bar.start(sample.attempt.title, len(sample.examples))
            start = _starter(opened, sample, table)
            shelf = shelf_of({**facts, "sample": _identity(sample, table)})
            scorer = opened.scorer(sample)
            results = _attacked(scorer, sample, start, shelf, bar.advance if bar else _ignore)
            written.append(write_attack(out, sample, results, adversarial_texts(sample, results)))
        report = AttackReport(
            schema=SCHEMA,
            adaptive=True,
            kind=request.kind,
            task=attempts[0].cell.task,
            split=attempts[0].cell.split,
            kit=this_kit(),
            model=opened.model,
            transferred_from=None,
            settings=replace(opened.settings, aligner=aligner),
            attacks=tuple(entry for entry, _ in written),
        )
        write_report(out, report, index_of(samples[0], [entry for _, entry in written]))
    return report


def _ignore(count: int) -> None:
    """Show no progress."""


def _identity(sample: Sample, table: Sequence[Phrases] | None) -> dict[str, Any]:
    """What the attack's results depend on, besides the model and the settings."""
    return {
        "attack": sample.attempt.title,
        "split": sample.attempt.cell.split,
        "filtered": sample.attempt.filtered,
        "ids": [example.id for example in sample.examples],
        "labels": sample.labels,
        "inputs": fingerprint(sample.examples),
        "lexicons": {key: lexicon.fingerprint for key, lexicon in sample.lexicons.items()},
        "references": {
            language: [list(texts) for texts in own]
            for language, own in sample.translations.items()
        },
        "phrases": None if table is None else sha256(repr(table).encode()).hexdigest(),
    }


def _attacked(
    scorer: "Scorer",
    sample: Sample,
    start: "_Start",
    shelf: "Shelf",
    advance: Callable[[int], None],
) -> list[Attacked]:
    clean = clean_scores(scorer, sample)
    found: dict[int, Found] = {}
    indices = range(len(sample.examples))
    for number, first in enumerate(range(0, len(indices), GROUP)):
        group = indices[first : first + GROUP]
        kept = shelf.load(number)
        if kept is not None:
            found |= unpack(kept[1])
        else:
            searches = {i: start(i, clean[i]) for i in group if clean[i].right}
            own = run_together(searches, scorer)
            shelf.save(number, 0, pack(own))
            found |= own
        advance(len(group))
    return [
        Attacked(
            example.id,
            sample.units[index],
            clean[index].right,
            clean[index].right and found[index].worst is None,
            clean[index].loss,
            found.get(index),
        )
        for index, example in enumerate(sample.examples)
    ]


_Start = Callable[[int, Score], Search]
"""Starts the search for an example, given the score of its own texts."""


def _starter(opened: Opened, sample: Sample, table: Sequence[Phrases] | None) -> _Start:
    kind = sample.attempt.kind
    if table is not None:
        return lambda index, clean: _bumblebee(opened, sample, table[index], index, clean)
    search = _polygloss if kind == "polygloss" else _typo
    return lambda index, clean: search(opened, sample, index, clean)


def _bumblebee(
    opened: Opened, sample: Sample, phrases: Phrases, index: int, clean: Score
) -> Search:
    original, settings = original_of(sample.examples[index].texts), opened.settings
    slots, fits = moves_of(phrases)
    return beam_search(
        original, slots, clean, beam=settings.beam or 1, budget=settings.queries, fits=fits
    )


def _polygloss(opened: Opened, sample: Sample, index: int, clean: Score) -> Search:
    original, settings = original_of(sample.examples[index].texts), opened.settings
    language = sample.attempt.cell.language
    slots = slots_of(original, sample.lexicons, sample.references_of(index), language)
    return beam_search(original, slots, clean, beam=settings.beam or 1, budget=settings.queries)


def _typo(opened: Opened, sample: Sample, index: int, clean: Score) -> Search:
    example, settings, cell = sample.examples[index], opened.settings, sample.attempt.cell
    original = original_of(example.texts)

    def tried(text: int, word: int) -> Sequence[str]:
        place = Place(cell.task, cell.language, example.id, str(text), settings.seed)
        return misspellings(original.words[text][word].text, place)

    unknown = getattr(opened.tokenizer, "unk_token", None) or ""
    return greedy(
        original, tried, clean, unknown=unknown, budget=settings.queries, share=settings.share or 0
    )


def adversarial_texts(sample: Sample, results: Sequence[Attacked]) -> list[Texts]:
    """The texts after the attack; those of a failed attack, or of a wrong answer, stay."""
    return [
        one.found.worst.texts if one.found is not None and one.found.worst else example.texts
        for example, one in zip(sample.examples, results, strict=True)
    ]
