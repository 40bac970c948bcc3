"""Writes the files of an attack."""

from collections.abc import Sequence
from pathlib import Path

from xstilts_kit.attacks.artefact import inputs_entry
from xstilts_kit.attacks.data import Sample
from xstilts_kit.attacks.folder import finish, write_lines
from xstilts_kit.attacks.results import (
    INDEX,
    Attacked,
    AttackEntry,
    AttackReport,
    LexiconEntry,
    detail,
    measure,
)
from xstilts_kit.attacks.search import Texts, original_of
from xstilts_kit.editions import fingerprint
from xstilts_kit.exchange.inputs import INDEX as INPUTS
from xstilts_kit.exchange.inputs import InputsEntry, InputsIndex, as_lines, as_objects
from xstilts_kit.storage import write_json
from xstilts_kit.tasks import get_task


def write_attack(
    out: Path, sample: Sample, results: Sequence[Attacked], texts: Sequence[Texts]
) -> tuple[AttackEntry, InputsEntry]:
    """Write the files of one attack; return its entries in ``attack.json`` and ``inputs.json``.

    Args:
        out: The folder.
        sample: The examples.
        results: Their results.
        texts: Their adversarial texts.
    """
    attempt = sample.attempt
    task = get_task(attempt.cell.task)
    changed = tuple(
        example.with_texts(own) for example, own in zip(sample.examples, texts, strict=True)
    )
    words = [
        [[word.text for word in own] for own in original_of(example.texts).words]
        for example in sample.examples
    ]
    lines = (
        detail(one, label, own)
        for one, label, own in zip(results, sample.labels, words, strict=True)
    )
    file = write_lines(out, f"inputs/{attempt.path}.jsonl", as_lines(as_objects(changed)))
    entry = AttackEntry(
        name=attempt.name,
        language=attempt.cell.language,
        embedded=attempt.embedded or None,
        filtered=attempt.filtered if attempt.embedded else None,
        edition=sample.edition,
        source=sample.source,
        inputs_fingerprint=sample.fingerprint,
        sample_fingerprint=fingerprint(sample.examples),
        adversarial_fingerprint=fingerprint(changed),
        lexicons=tuple(_lexicons(sample)),
        result=measure(task.unit_family.format(language=attempt.cell.language), results),
        inputs=file,
        details=write_lines(out, f"details/{attempt.path}.jsonl", as_lines(lines)),
    )
    return entry, inputs_entry(sample, changed, file)


def _lexicons(sample: Sample) -> list[LexiconEntry]:
    return [
        LexiconEntry(
            language,
            lexicon.fingerprint,
            len(lexicon),
            lexicon.counts.pairs,
            lexicon.counts.identical,
            lexicon.counts.malformed,
        )
        for language, lexicon in sorted(sample.lexicons.items())
    ]


def write_report(out: Path, report: AttackReport, index: InputsIndex) -> None:
    """Write ``inputs.json``, then ``attack.json``, which completes the folder."""
    write_json(out / INPUTS, index.as_json())
    write_json(out / INDEX, report.as_json())
    finish(out, [file.path for one in report.attacks for file in (one.inputs, one.details)])
