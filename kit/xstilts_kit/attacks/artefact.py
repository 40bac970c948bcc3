"""The adversarial inputs as a folder of inputs: the index that `inputs` writes too.

The clean inputs of the index are the sample that was attacked.
"""

from collections.abc import Sequence
from typing import Any

from xstilts_kit.attacks.data import Sample
from xstilts_kit.attacks.results import AttackFile
from xstilts_kit.editions import fingerprint
from xstilts_kit.exchange.inputs import (
    SCHEMA,
    InputFile,
    InputsEntry,
    InputsIndex,
    wanted_records,
)
from xstilts_kit.families import Inputs
from xstilts_kit.submission.manifest import Realised
from xstilts_kit.submission.version import this_kit
from xstilts_kit.tasks import get_task
from xstilts_kit.transforms import compared


def inputs_entry(sample: Sample, changed: Sequence[Any], file: AttackFile) -> InputsEntry:
    """The index entry of one attack.

    Args:
        sample: The clean examples.
        changed: The adversarial examples.
        file: Their file.
    """
    cell = sample.attempt.cell
    return InputsEntry(
        task=cell.task,
        language=cell.language,
        split=cell.split,
        edition=None,
        source=sample.source,
        source_revision=sample.revision,
        examples=len(changed),
        limit=None,
        inputs_fingerprint=fingerprint(sample.examples),
        files=(InputFile(file.path, file.sha256, file.bytes, file.rows),),
        transform=sample.attempt.name.replace("-", ":", 1),
        transformed_fingerprint=fingerprint(changed),
        realised=_realised(sample, changed),
    )


def index_of(sample: Sample, entries: Sequence[InputsEntry]) -> InputsIndex:
    """The index of a folder with these entries.

    Args:
        sample: One of the samples.
        entries: The entries of all attacks.
    """
    task = get_task(sample.attempt.cell.task)
    wanted = wanted_records(task, Inputs(sample.examples))
    return InputsIndex(SCHEMA, task.name, this_kit(), (wanted,), tuple(entries))


def _realised(sample: Sample, changed: Sequence[Any]) -> Realised:
    pairs = list(zip(sample.examples, changed, strict=True))
    counts = [
        compared(one, other, sample.attempt.cell.language)
        for before, after in pairs
        for one, other in zip(before.texts, after.texts, strict=True)
    ]
    words, changed_words, edits = (sum(column) for column in zip(*counts, strict=True))
    touched = sum(before.texts != after.texts for before, after in pairs)
    return Realised(len(pairs), touched, words, changed_words, edits)
