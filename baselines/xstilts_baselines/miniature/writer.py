"""Write the miniature in XTREME's file layouts."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from xstilts_baselines.miniature.builders import Pair
from xstilts_baselines.miniature.cheap import tags_of
from xstilts_baselines.miniature.choices import all_items, choice_lines
from xstilts_baselines.miniature.corpus_files import comparable, parallel_lines
from xstilts_baselines.miniature.datasets import (
    PAIR_TASKS,
    QUESTION_TASKS,
    TAGGING_TASKS,
    Benchmark,
    make_benchmark,
)
from xstilts_baselines.miniature.floors import floors
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.question_files import (
    in_sentences,
    with_answers,
    without_answers,
)
from xstilts_baselines.miniature.realise import realise, text
from xstilts_kit.cell import Split as KitSplit
from xstilts_kit.storage import write_atomically
from xstilts_kit.tasks import get_task

SEED = 20261123
"""The seed of the bundled miniature."""


def write_miniature(folder: Path, seed: int = SEED) -> None:
    """Write ``data/``, ``labels/`` and ``baselines.json``."""
    benchmark = make_benchmark(seed)
    for language in LANGUAGES:
        for task in PAIR_TASKS:
            for split in ("test", "validation"):
                _write_pairs(folder, task, language, split, benchmark)
        for task in TAGGING_TASKS:
            for split in ("test", "validation"):
                _write_sentences(folder, task, language, split, benchmark)
        _write_questions(folder, language, benchmark)
        _write_choices(folder, language, seed)
        if language != "en":
            _write_corpora(folder, language, benchmark, seed)
    cells = json.dumps(floors(benchmark, seed), indent=1)
    write_atomically(folder / "baselines.json", f"{cells}\n".encode())


def _write_pairs(folder: Path, task: str, language: str, split: str, benchmark: Benchmark) -> None:
    pairs = benchmark.splits[split].pairs[task]
    rows = [_row(pair, language) for pair in pairs]
    if split == "test":
        gold = "".join(f"{pair.label}\n" for pair in pairs)
        write_atomically(folder / "labels" / _gold_name(task, language), gold.encode())
    else:
        rows = [(*row, pair.label) for row, pair in zip(rows, pairs, strict=True)]
    file = io.StringIO()
    csv.writer(file, delimiter="\t").writerows(rows)
    write_atomically(folder / "data" / _name(task, language, split), file.getvalue().encode())


def _row(pair: Pair, language: str) -> tuple[str, ...]:
    return tuple(text(realise(said, language), language) for said in (pair.first, pair.second))


def _write_sentences(
    folder: Path, task: str, language: str, split: str, benchmark: Benchmark
) -> None:
    sentences = [realise(said, language) for said in benchmark.splits[split].sentences[task]]
    tokens = [[word.form for word in sentence] for sentence in sentences]
    tags = [list(tags_of(sentence, task)) for sentence in sentences]
    if split == "test":
        write_atomically(folder / "labels" / _gold_name(task, language), _lines(tags))
    else:
        tokens = [
            [f"{token}\t{tag}" for token, tag in zip(*both, strict=True)]
            for both in zip(tokens, tags, strict=True)
        ]
    write_atomically(folder / "data" / _name(task, language, split), _lines(tokens))


def _lines(sentences: Sequence[Sequence[str]]) -> bytes:
    return ("\n\n".join("\n".join(lines) for lines in sentences) + "\n").encode()


def _write_questions(folder: Path, language: str, benchmark: Benchmark) -> None:
    for task in QUESTION_TASKS:
        asked = benchmark.splits["test"].paragraphs[task][language]
        gold = with_answers(task, "test", language, asked)
        write_atomically(folder / "labels" / _gold_name(task, language), gold)
        inputs = without_answers(task, "test", language, asked)
        write_atomically(folder / "data" / _name(task, language, "test"), inputs)
    asked = benchmark.splits["validation"].paragraphs["mlqa"][language]
    labelled = with_answers("mlqa", "dev", language, asked)
    write_atomically(folder / "data" / _name("mlqa", language, "validation"), labelled)

    asked = benchmark.splits["test"].paragraphs["xquad"][language]
    write_atomically(
        folder / "data" / _name("lareqa", language, "test"), in_sentences(language, asked)
    )


def _write_choices(folder: Path, language: str, seed: int) -> None:
    """Write xcopa."""
    for split, found in all_items(seed).items():
        labelled = choice_lines(found, language, labelled=True)
        inputs = folder / "data" / _name("xcopa", language, split)
        if split == "test":
            write_atomically(folder / "labels" / _gold_name("xcopa", language), labelled)
            write_atomically(inputs, choice_lines(found, language, labelled=False))
        else:
            write_atomically(inputs, labelled)


def _write_corpora(folder: Path, language: str, benchmark: Benchmark, seed: int) -> None:
    """Write tatoeba and bucc2018, paired with English."""
    data = folder / "data"
    lines = benchmark.splits["test"].lines
    foreign, english, gold = parallel_lines(lines, language)
    write_atomically(data / f"tatoeba/{language}-en.{language}", foreign)
    write_atomically(data / f"tatoeba/{language}-en.en", english)
    write_atomically(folder / "labels" / _gold_name("tatoeba", language), gold)
    for split, name in (("validation", "dev"), ("test", "test")):
        found = benchmark.splits[split].corpora
        foreign, english, gold = comparable(found, language, f"{seed}/{split}")
        write_atomically(data / f"bucc2018/{language}-en.{name}.{language}", foreign)
        write_atomically(data / f"bucc2018/{language}-en.{name}.en", english)
        if split == "validation":
            write_atomically(data / f"bucc2018/{language}-en.dev.gold", gold)
        else:
            write_atomically(folder / "labels" / _gold_name("bucc2018", language), gold)


def _name(task: str, language: str, split: str) -> str:
    """Return the name of a split's input file."""
    kind: KitSplit = "test" if split == "test" else "validation"
    (path,) = get_task(task).paths(kind, language)
    return path


def _gold_name(task: str, language: str) -> str:
    return get_task(task).answer_paths("test", language)[0]
