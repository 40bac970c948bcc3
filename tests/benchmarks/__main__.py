"""How fast the hot paths are: `make bench`, or `python -m tests.benchmarks`.

Compared ways are timed in turn (A B A B …) in one process, so that a busy machine slows both; the
ratio of their best times is what to look at. Nothing here is a test.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np
from tests.benchmarks import full_size

from xstilts_kit.editions import fingerprint
from xstilts_kit.families import get_family
from xstilts_kit.families.classification.records import LabelGold, LabelRecord, SentencePair
from xstilts_kit.families.tagging.records import Sentence, TagsGold, TagsRecord
from xstilts_kit.scoring.tables import metrics_of, table_of
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.statistics.bootstrap import replicates
from xstilts_kit.statistics.metrics import f1
from xstilts_kit.statistics.poisson import poisson_weights
from xstilts_kit.tasks import get_task
from xstilts_schemas import validator

ROUNDS = 5
RECORDS = 2_000
SENTENCES = 10_000
TOKENS = 12

Work = Callable[[], object]


def _in_turn(first: Work, second: Work) -> tuple[float, float]:
    """Best time of each, in seconds, measured alternately."""
    best = [float("inf"), float("inf")]
    for _ in range(ROUNDS):
        for index, work in enumerate((first, second)):
            start = time.perf_counter()
            work()
            best[index] = min(best[index], time.perf_counter() - start)
    return best[0], best[1]


def _compare(title: str, unit: str, count: int, first: Work, second: Work, names: str) -> None:
    a, b = _in_turn(first, second)
    name_a, name_b = names.split(" : ")
    print(f"{title}: {count:,} {unit}")
    for name, seconds in ((name_a, a), (name_b, b)):
        print(f"  {name:<34}{1000 * seconds:10.1f} ms {count / seconds:14,.0f} {unit}/s")
    print(f"  {'ratio':<34}{b / a:10.2f}\n")


def _records() -> None:
    """The hand-written check of a record against its JSON Schema."""
    examples = {
        "classification": {"id": "17", "label": "entailment"},
        "tagging": {"id": "17", "tags": ["B-PER", "I-PER", *(["O"] * (TOKENS - 2))]},
    }
    for name, example in examples.items():
        family = get_family(name)
        values = [json.loads(json.dumps(example)) for _ in range(RECORDS)]
        schema = validator(family.record_schema)
        _compare(
            f"check of {name} records",
            "records",
            RECORDS,
            lambda values=values, accepts=family.accepts: [accepts(v) for v in values],
            lambda values=values, schema=schema: [schema.is_valid(v) for v in values],
            "hand-written check : jsonschema",
        )


def _fingerprints() -> None:
    """A fingerprint against the bare digest of the same bytes."""
    pair = ("Ein Satz von der Länge, die Sätze haben.", "Noch ein Satz, etwas kürzer.")
    rows = {
        "sentence pairs": [SentencePair(str(i), *pair) for i in range(SENTENCES)],
        "sentences": [Sentence(str(i), ("Wort",) * TOKENS) for i in range(SENTENCES)],
    }
    for name, examples in rows.items():
        content = "".join(json.dumps(row.canonical(), ensure_ascii=False) for row in examples)
        _compare(
            f"fingerprint of {name}",
            "rows",
            SENTENCES,
            lambda examples=examples: fingerprint(examples),
            lambda content=content: sha256(content.encode()).hexdigest(),
            "canonical JSON and SHA-256 : SHA-256 of ready text",
        )


def _tags(chosen: random.Random) -> Iterator[tuple[str, ...]]:
    labels = get_task("udpos").labels
    while True:
        yield tuple(chosen.choices(labels, k=TOKENS))


def _scoring() -> None:
    """Statistics and metrics of one cell, next to reading its gold file."""
    chosen = random.Random(0)
    tags = _tags(chosen)
    udpos, xnli = get_task("udpos"), get_task("xnli")
    tag_gold = [TagsGold(str(i), next(tags)) for i in range(SENTENCES)]
    tag_records = [TagsRecord(str(i), next(tags)) for i in range(SENTENCES)]
    labels = [chosen.choice(xnli.labels) for _ in range(SENTENCES)]
    label_gold = [LabelGold(str(i), label) for i, label in enumerate(labels)]
    label_records = [LabelRecord(str(i), label) for i, label in enumerate(labels)]
    with tempfile.TemporaryDirectory() as folder:
        tag_file, label_file = Path(folder, "tags.tsv"), Path(folder, "labels.tsv")
        text = "\n\n".join("\n".join(gold.tags or ()) for gold in tag_gold)
        tag_file.write_text(f"{text}\n", encoding="utf-8")
        label_file.write_text("".join(f"{label}\n" for label in labels), encoding="utf-8")
        _compare(
            f"scoring udpos, {TOKENS} tokens a sentence",
            "sentences",
            SENTENCES,
            lambda: metrics_of(udpos, table_of(udpos, "de", tag_gold, tag_records).table),
            lambda: list(LAYOUTS[udpos.layout].gold(tag_file, udpos)),
            "statistics and metrics : reading the gold file",
        )
        _compare(
            "scoring xnli",
            "pairs",
            SENTENCES,
            lambda: metrics_of(xnli, table_of(xnli, "de", label_gold, label_records).table),
            lambda: list(LAYOUTS[xnli.layout].gold(label_file, xnli)),
            "statistics and metrics : reading the gold file",
        )


def _bootstrap() -> None:
    """Weights of the bootstrap against numpy's own Poisson stream."""
    units = [str(i) for i in range(SENTENCES)]
    shape = (1000, SENTENCES)
    _compare(
        "bootstrap weights, 1,000 replicates",
        "weights",
        shape[0] * shape[1],
        lambda: poisson_weights("udpos/de", units),
        lambda: np.random.default_rng(0).poisson(1.0, shape),
        "hash of the unit : numpy's generator",
    )
    tags = _tags(random.Random(1))
    gold = [TagsGold(str(i), next(tags)) for i in range(SENTENCES)]
    records = [TagsRecord(str(i), next(tags)) for i in range(SENTENCES)]
    table = table_of(get_task("udpos"), "de", gold, records).table
    _compare(
        "replicates of F1, 1,000 replicates",
        "units",
        SENTENCES,
        lambda: replicates(table, f1),
        lambda: poisson_weights(table.family, table.units),
        "weights and sums : weights alone",
    )


def _commands() -> None:
    """The commands on all nine tasks, one language each, with the memory that they take."""
    with tempfile.TemporaryDirectory() as scratch:
        full_size.main(Path(scratch), languages=1)


if __name__ == "__main__":
    print(f"best of {ROUNDS} rounds, alternating; ratio: second time over first\n")
    for measure in (_records, _fingerprints, _scoring, _bootstrap, _commands):
        measure()
