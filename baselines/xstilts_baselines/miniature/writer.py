"""Writing the miniature in XTREME's own layouts."""

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

from xstilts_baselines.miniature.builders import Pair, Said
from xstilts_baselines.miniature.cheap import (
    EnglishLexicon,
    OverlapRule,
    strongest_for_pairs,
    strongest_for_tags,
    tags_of,
)
from xstilts_baselines.miniature.datasets import (
    PAIR_TASKS,
    TAGGING_TASKS,
    Benchmark,
    english_pairs,
    english_sentences,
    make_benchmark,
)
from xstilts_baselines.miniature.lexicon import LANGUAGES
from xstilts_baselines.miniature.realise import realise, text
from xstilts_kit.submission.files import write_atomically
from xstilts_kit.tasks import Role, get_task

SEED = 20261123
"""The seed of the bundled miniature."""

_TRAINING = 3000
"""English training items that the cheap baselines are fitted on."""


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
    cells = json.dumps(_cheap_baselines(benchmark, seed), indent=1)
    write_atomically(folder / "baselines.json", f"{cells}\n".encode())


def _write_pairs(folder: Path, task: str, language: str, split: str, benchmark: Benchmark) -> None:
    pairs = benchmark.splits[split].pairs[task]
    rows = [_row(pair, language) for pair in pairs]
    if split == "test":
        gold = "".join(f"{pair.label}\n" for pair in pairs)
        write_atomically(folder / "labels" / _name(task, language, "test"), gold.encode())
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
        write_atomically(folder / "labels" / _name(task, language, "test"), _lines(tags))
    else:
        tokens = [
            [f"{token}\t{tag}" for token, tag in zip(*both, strict=True)]
            for both in zip(tokens, tags, strict=True)
        ]
    write_atomically(folder / "data" / _name(task, language, split), _lines(tokens))


def _lines(sentences: Sequence[Sequence[str]]) -> bytes:
    return ("\n\n".join("\n".join(lines) for lines in sentences) + "\n").encode()


def _name(task: str, language: str, split: str) -> str:
    role: Role = "test" if split == "test" else "validation"
    return get_task(task).files[role].format(language=language)


def _cheap_baselines(benchmark: Benchmark, seed: int) -> dict[str, dict[str, str | float]]:
    found: dict[str, tuple[str, float]] = {}
    test = benchmark.splits["test"]
    for name in PAIR_TASKS:
        task = get_task(name)
        training = english_pairs(name, _TRAINING, f"{seed}/cheap/{name}", benchmark.reserve)
        overlap = OverlapRule(task, training)
        for language in LANGUAGES:
            pairs: Sequence[Pair] = test.pairs[name]
            found[f"{name}/{language}"] = strongest_for_pairs(task, language, pairs, overlap)
    for name in TAGGING_TASKS:
        sentences = english_sentences(_TRAINING, f"{seed}/cheap/{name}", benchmark.reserve)
        words = EnglishLexicon(name, sentences)
        for language in LANGUAGES:
            said: Sequence[Said] = test.sentences[name]
            found[f"{name}/{language}"] = strongest_for_tags(get_task(name), language, said, words)
    return {key: {"name": name, "score": round(score, 4)} for key, (name, score) in found.items()}
