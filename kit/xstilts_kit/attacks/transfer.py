"""Scores a model on the adversarial inputs of an attack on another model."""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xstilts_kit.attacks.artefact import index_of
from xstilts_kit.attacks.data import Sample, read_sample
from xstilts_kit.attacks.folder import check_folder, working
from xstilts_kit.attacks.model import (
    Opened,
    clean_scores,
    prepared_of,
)
from xstilts_kit.attacks.request import AttackRequest, Attempt
from xstilts_kit.attacks.results import (
    INDEX,
    SCHEMA,
    AlignedBy,
    Attacked,
    AttackEntry,
    AttackReport,
    LexiconEntry,
    Origin,
)
from xstilts_kit.attacks.search import Texts
from xstilts_kit.attacks.writing import write_attack, write_report
from xstilts_kit.cell import Cell
from xstilts_kit.diagnostics.errors import DataError, UsageError
from xstilts_kit.diagnostics.saying import Say, say_on_stderr
from xstilts_kit.editions import fingerprint
from xstilts_kit.exchange.inputs import InputsEntry
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.submission.version import this_kit
from xstilts_schemas import checked

if TYPE_CHECKING:
    from xstilts_kit.engine.progress import Progress


def transfer(
    request: AttackRequest,
    origin: Path,
    out: Path,
    *,
    overwrite: bool = False,
    say: Say = say_on_stderr,
    progress: Callable[[int], AbstractContextManager["Progress"]] | None = None,
) -> AttackReport:
    """Score a model on the adversarial inputs of a folder that `attack` wrote.

    The attack's task, languages, sample and seed are taken from the folder; the clean inputs and
    the labels from the request's sources.

    Args:
        request: The model and the data.
        origin: The folder of the attack.
        out: The folder to write, in the same format.
        overwrite: Replace an attack that is already there.
        say: Prints a line to stderr.
        progress: Opens a progress display for this number of examples; default: none.

    Raises:
        UsageError: The folder to write is taken, or the same as `origin`.
        DataError: The attack's folder is damaged, or its clean inputs are not those of the source.
        ModelError: The checkpoint does not fit the task.
    """
    before, content = _read_index(origin)
    if origin.resolve() == out.resolve():
        raise UsageError(f"--on and --out are both {out}.", "Choose another --out.")
    settings = before["settings"]
    request = replace(
        request,
        task=before["task"],
        kind=before["kind"],
        examples=settings["examples"],
        seed=settings["seed"],
        queries=settings["queries"],
    )
    attempts = [_attempt(before, entry) for entry in before["attacks"]]
    check_folder(out, overwrite=overwrite)
    clean = [replace(attempt, filtered=()) for attempt in attempts]
    prepared = prepared_of(request, clean, say)
    finder = open_gold(list(request.gold))
    source = prepared.plan.cells[attempts[0].cell]
    opened = Opened(prepared, request)
    entries: list[AttackEntry] = []
    inputs: list[InputsEntry] = []
    samples: list[Sample] = []
    shown = progress(sum(e["result"]["examples"] for e in before["attacks"])) if progress else None
    with working(out), shown or nullcontext() as bar:
        for attempt, entry in zip(attempts, before["attacks"], strict=True):
            if bar is not None:
                bar.start(attempt.title, entry["result"]["examples"])
            sample = read_sample(
                replace(attempt, filtered=()),
                source,
                finder,
                None,
                count=request.examples,
                seed=request.seed,
            )
            _check_same(sample, entry, origin)
            texts = _adversarial(origin, entry, sample)
            results = _scored(opened, sample, texts)
            written, artefact = write_attack(out, sample, results, texts)
            samples.append(sample)
            inputs.append(artefact)
            lexicons = tuple(LexiconEntry(**one) for one in entry["lexicons"])
            filtered = attempt.filtered if attempt.embedded else None
            entries.append(replace(written, lexicons=lexicons, filtered=filtered))
            if bar is not None:
                bar.advance(len(sample.examples))
        report = AttackReport(
            schema=SCHEMA,
            adaptive=True,
            kind=before["kind"],
            task=before["task"],
            split=before["split"],
            kit=this_kit(),
            model=opened.model,
            transferred_from=Origin(
                before["model"]["id"], before["model"]["digest"], sha256(content).hexdigest()
            ),
            settings=replace(
                opened.settings,
                beam=settings["beam"],
                share=settings["share"],
                aligner=_aligner(settings),
            ),
            attacks=tuple(entries),
        )
        write_report(out, report, index_of(samples[0], inputs))
    return report


def _read_index(origin: Path) -> tuple[Mapping[str, Any], bytes]:
    """Read the ``attack.json`` of a folder, and its bytes."""
    path = origin / INDEX
    if not path.is_file():
        raise DataError(
            f"{origin} holds no finished attack: there is no {INDEX}.",
            "Give the folder that `xstilts-submit attack --out` wrote.",
        )
    content = path.read_bytes()
    try:
        value = json.loads(content)
    except ValueError as error:
        raise DataError(f"{path} is not JSON.", "Run the attack again.") from error
    value, faults = checked("attack", value)
    fault = next(faults, None)
    if fault is not None:
        where = ".".join(map(str, fault.absolute_path)) or INDEX
        raise DataError(f"{path}: {where}: {fault.message[:200]}", "Run the attack again.")
    if value["transferred_from"] is not None:
        raise DataError(
            f"{origin} holds inputs that were transferred from another attack.",
            "Give the folder of that attack.",
        )
    return value, content


def _attempt(before: Mapping[str, Any], entry: Mapping[str, Any]) -> Attempt:
    return Attempt(
        Cell(before["task"], entry["language"], before["split"]),
        before["kind"],
        tuple(entry["embedded"] or ()),
        tuple(entry["filtered"] or ()),
    )


def _aligner(settings: Mapping[str, Any]) -> AlignedBy | None:
    found = settings.get("aligner")
    return None if found is None else AlignedBy(**found)


def _check_same(sample: Sample, entry: Mapping[str, Any], origin: Path) -> None:
    if fingerprint(sample.examples) != entry["sample_fingerprint"]:
        raise DataError(
            f"{origin}: {sample.attempt.title} was made from other clean inputs than the source's.",
            "Give the --source of the attack.",
        )


def _adversarial(origin: Path, entry: Mapping[str, Any], sample: Sample) -> list[Texts]:
    """The adversarial texts of an attack, in the order of the sample.

    Raises:
        DataError: The file is missing or was changed.
    """
    path = origin / entry["inputs"]["path"]
    content = path.read_bytes() if path.is_file() else b""
    if sha256(content).hexdigest() != entry["inputs"]["sha256"]:
        raise DataError(
            f"{path} is missing, or was changed after the attack.", "Run the attack again."
        )
    rows = [json.loads(line) for line in content.splitlines()]
    if [row["id"] for row in rows] != [example.id for example in sample.examples]:
        raise DataError(f"{path} does not have the sample's ids.", "Run the attack again.")
    return [(row["text_a"], row["text_b"]) for row in rows]


def _scored(opened: Opened, sample: Sample, texts: Sequence[Texts]) -> list[Attacked]:
    scorer = opened.scorer(sample)
    clean = clean_scores(scorer, sample)
    changed = scorer(list(enumerate(texts)))
    return [
        Attacked(
            example.id, unit, before.right, before.right and after.right, before.loss, found=None
        )
        for example, unit, before, after in zip(
            sample.examples, sample.units, clean, changed, strict=True
        )
    ]
