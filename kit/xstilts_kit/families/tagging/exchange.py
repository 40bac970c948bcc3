"""Tags in XTREME's layout: one per line, an empty line between sentences.

Empty sentences, produced by runs of empty lines, are dropped here as in the inputs.
"""

import re
from collections.abc import Iterator, Sequence

from xstilts_kit.families._exchange import (
    Exchange,
    Fault,
    Known,
    Located,
    Parse,
    Read,
    arrange_each,
    label_fault,
    rows,
)
from xstilts_kit.families._family import Inputs
from xstilts_kit.families.tagging.records import TagsRecord
from xstilts_kit.tasks import Task

Sentence = list[tuple[int, str]]
"""One-based line number and text of each token's line."""


def to_xtreme(records: Sequence[TagsRecord]) -> str:
    """Format one tag per line; no empty line after the last sentence, as in XTREME's files."""
    return "\n".join("".join(f"{tag}\n" for tag in record.tags) for record in records)


def from_xtreme(text: str, task: Task, known: Known, parse: Parse) -> Read:
    """Parse one tag per line."""
    sentences, faults = _sentences(text)
    misfits = _misfits(sentences, known)
    faults.extend(misfits.values())
    shifted = any(fault.code == "XS609" for fault in misfits.values())
    read: list[Located] = []
    for row, (_, identifier) in enumerate(rows([""] * len(sentences), known)):
        sentence = sentences[row]
        words = () if known.inputs is None or shifted else known.inputs.examples[row].tokens
        wrong = list(_tag_faults(sentence, task, words))
        faults.extend(wrong)
        if not wrong and not shifted and row not in misfits:
            tags = tuple(tag for _, tag in sentence)
            read.append(Located(TagsRecord(identifier, tags), sentence[0][0]))
    return read, faults


def _sentences(text: str) -> tuple[list[Sentence], list[Fault]]:
    """Split text into sentences, with a fault that counts empty ones."""
    sentences: list[Sentence] = []
    current: Sentence = []
    empty: list[int] = []
    lines = text.removesuffix("\n").split("\n") if text else []
    for number, line in enumerate(lines, start=1):
        tag = line.strip(" ")
        if tag.strip(" \t"):
            current.append((number, tag))
        elif current:
            sentences.append(current)
            current = []
        else:
            empty.append(number)
    if current:
        sentences.append(current)
    if not empty:
        return sentences, []
    what = "1 empty sentence" if len(empty) == 1 else f"{len(empty)} empty sentences"
    return sentences, [Fault("XS604", what, empty[0])]


def _misfits(sentences: Sequence[Sentence], known: Known) -> dict[int, Fault]:
    """Row → fault in the sentence's length; only the first if all later sentences shift."""
    lengths = _lengths(known)
    if lengths is None:
        return {}
    expected = f"the {known.whose}"
    faults = {
        row: Fault(
            "XS610",
            f"sentence {row + 1}: {len(sentence)} tags; {expected} {length}",
            sentence[0][0],
        )
        for row, (sentence, length) in enumerate(zip(sentences, lengths, strict=False))
        if length is not None and len(sentence) != length
    }
    if len(sentences) == len(lengths):
        return faults
    counts = f"{len(sentences)} sentences; {expected} {len(lengths)} sentences"
    if faults:
        row = min(faults)
        first = faults[row]
        place = f"{counts}; the first mismatch is {first.message}"
        return {row: Fault("XS609", place, first.line)}
    row = min(len(sentences), len(lengths))
    which = "too many" if len(sentences) > len(lengths) else "missing"
    line = sentences[row][0][0] if row < len(sentences) else None
    message = f"{counts}; the first {which} is sentence {row + 1}"
    if which == "missing" and not _fits_elsewhere(list(map(len, sentences)), lengths):
        message += f" (if only the first {row} were predicted, give --limit {row})"
    return {row: Fault("XS609", message, line)}


def _fits_elsewhere(found: Sequence[int], lengths: Sequence[int | None]) -> bool:
    """Whether sentences of these lengths could also be other sentences than the first ones."""
    return any(
        all(other in (None, length) for length, other in zip(found, lengths[shift:], strict=False))
        for shift in range(1, len(lengths) - len(found) + 1)
    )


def _lengths(known: Known) -> Sequence[int | None] | None:
    """Expected number of tags per sentence; None if unknown."""
    if known.inputs is not None:
        return [len(sentence.tokens) for sentence in known.inputs.examples]
    if known.gold is not None:
        return [None if answer.tags is None else len(answer.tags) for answer in known.gold]
    return None


def _tag_faults(sentence: Sentence, task: Task, words: Sequence[str]) -> Iterator[Fault]:
    for position, (line, tag) in enumerate(sentence):
        fault = label_fault(task, tag, "tag", line)
        if fault is None:
            continue
        own = position < len(words) and words[position].strip(" ") == tag
        if own or (fault.code == "XS405" and not _TAG.fullmatch(tag)):
            yield Fault("XS605", f"{tag[:60]!r}; expected a tag", line)
        else:
            yield fault


_TAG = re.compile(r"[A-Z]{1,5}([-_][A-Z]{1,12})?|[_?]")
"""Pattern of plausible tags, from this or another tag set."""


def arrange(task: Task, located: Sequence[Located], known: Known, damaged: int) -> Read:
    """Sort into the order of the examples; without inputs, the gold gives the tag counts."""
    ordered, faults = arrange_each(task, located, known, damaged)
    if known.inputs is None and known.gold is not None:
        lengths = {gold.id: len(gold.tags) for gold in known.gold if gold.tags is not None}
        for one in ordered:
            found, length = len(one.record.tags), lengths.get(one.record.id)
            if length is not None and found != length:
                what = f"{found} tags; the gold has {length}"
                faults.append(Fault("XS410", what, one.line))
    return ordered, faults


def sample(task: Task, inputs: Inputs) -> TagsRecord:
    """A record for the first sentence."""
    first = inputs.examples[0]
    return TagsRecord(first.id, (task.labels[0],) * len(first.tokens))


EXCHANGE = Exchange("tsv", to_xtreme, from_xtreme)
