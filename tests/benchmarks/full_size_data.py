"""Inputs, gold and predictions of one cell at XTREME's size: real where at hand, else made up."""

import json
import random
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.xtreme_files import write_lines, write_pairs, write_questions, write_sentences

from xstilts_kit import editions
from xstilts_kit.cell import Cell
from xstilts_kit.families import Gold, Inputs
from xstilts_kit.sources.folder import FolderSource
from xstilts_kit.sources.gold import open_gold
from xstilts_kit.tasks import Task

SUITE = "xtreme"
SPLIT = "test"

_BUCC = {
    "de": (413_869, 399_337, 9_580),
    "fr": (271_874, 369_810, 9_086),
    "ru": (460_853, 558_401, 14_435),
    "zh": (94_637, 88_860, 1_899),
}
"""Sentences of the language and of English, and pairs, of the shared task's training set, which is
XTREME's test set (Zweigenbaum, Sharoff and Rapp 2018)."""

_WORDS = [f"{start}{end}" for start in ("wa", "li", "tho", "né", "kü") for end in ("t", "ra", "mo")]


@dataclass(frozen=True, slots=True)
class Made:
    """What was made."""

    records: int
    real_inputs: bool
    real_gold: bool


def gold_folders(real: Path | None) -> list[Path]:
    """Where real gold may lie."""
    if real is None:
        return []
    return [path for path in (real / "gold", real / "xtreme") if path.is_dir()]


def make_cell(folder: Path, task: Task, language: str, real: Path | None) -> Made:
    """Write ``data``, ``gold`` and ``jsonl`` of one task and language; the same each time."""
    chosen = random.Random(f"{task.name}/{language}")
    paths = task.paths(SPLIT, language)
    source = FolderSource(real / "xtreme") if real is not None else None
    real_inputs = source is not None and source.has(Cell(task.name, language, SPLIT))
    if source is not None and real_inputs:
        for name in paths:
            (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source.root / name, folder / "data" / name)
    else:
        _write_inputs([folder / "data" / name for name in paths], task, language, chosen)
    gold = None
    if real_inputs:
        gold = open_gold(gold_folders(real)).find(Cell(task.name, language, SPLIT), None, None)
        if gold is not None and task.layout == "token-lines" and not all(a.known for a in gold):
            gold = None  # without its tags a sentence's length is not known
    real_gold = gold is not None
    if gold is None:
        inputs = FolderSource(folder / "data").inputs(Cell(task.name, language, SPLIT))
        path = folder / "gold" / task.answer_paths(SPLIT, language)[0]
        _write_gold(path, task, language, inputs, chosen)
        gold = FolderSource(folder / "gold").gold(Cell(task.name, language, SPLIT)) or ()
    records = [record for answer in gold for record in _predict(task, answer, chosen)]
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    write_lines(folder / "jsonl" / task.name / f"{language}.jsonl", lines)
    return Made(len(records), real_inputs, real_gold)


def _sentence(chosen: random.Random, words: int = 12) -> str:
    return " ".join(chosen.choices(_WORDS, k=words))


def _write_inputs(paths: Sequence[Path], task: Task, language: str, chosen: random.Random) -> None:
    """Made-up inputs, as many as the official edition has."""
    if task.layout == "corpora":
        sizes = zip(paths, (language, "en"), _BUCC[language][:2], strict=True)
        for path, side, size in sizes:
            numbered = (f"{side}-{i:09d}" for i in range(1, size + 1))
            write_lines(path, [f"{name}\t{_sentence(chosen, 3)}" for name in numbered])
        return
    size = editions.expected(Cell(task.name, language, SPLIT))[SUITE]
    if task.layout == "questions":
        ids = [f"{task.name}-{language}-{i}" for i in range(size)]
        texts: dict[str, list[tuple[str, str, str]]] = {}
        for start in range(0, size, 3):
            asked = [(name, _sentence(chosen), "") for name in ids[start : start + 3]]
            texts[f"{start} {_sentence(chosen, 120)}"] = asked
        write_questions(paths[0], texts, blank=True)
    elif task.layout == "token-lines":
        sentences = [_sentence(chosen, chosen.randint(2, 22)).split() for _ in range(size)]
        write_sentences(paths[0], sentences)
    elif task.layout == "sentence-pairs":
        write_pairs(paths[0], [(_sentence(chosen), _sentence(chosen)) for _ in range(size)])
    else:
        write_lines(paths[0], sorted(_sentence(chosen) for _ in range(size)))
        write_lines(paths[1], [_sentence(chosen) for _ in range(size)])


def _write_gold(
    path: Path, task: Task, language: str, inputs: Inputs, chosen: random.Random
) -> None:
    """Made-up answers to inputs."""
    if task.layout == "corpora":
        pairs = _BUCC[language][2]
        sides = (chosen.sample(side, pairs) for side in (inputs.examples, inputs.candidates))
        write_lines(path, [f"{one.id}\t{other.id}" for one, other in zip(*sides, strict=True)])
    elif task.layout == "questions":
        texts: dict[str, list[tuple[str, str, str]]] = {}
        for example in inputs.examples:
            answer = example.context[: chosen.randint(5, 30)].strip()
            texts.setdefault(example.context, []).append((example.id, example.question, answer))
        write_questions(path, texts)
    elif task.layout == "token-lines":
        labels = task.labels
        write_sentences(path, [chosen.choices(labels, k=len(e.tokens)) for e in inputs.examples])
    elif task.layout == "sentence-pairs":
        write_lines(path, chosen.choices(task.labels, k=len(inputs.examples)))
    else:
        rows = list(range(len(inputs.candidates)))
        chosen.shuffle(rows)
        write_lines(path, [str(row) for row in rows])


def _predict(task: Task, answer: Gold, chosen: random.Random) -> list[dict[str, Any]]:
    """The records of a system that is right most of the time."""
    right: Any = answer
    wrong = chosen.random() < 0.25 or not answer.known
    if task.layout == "corpora":
        return [] if wrong else [{"source": right.source, "target": right.target, "score": 1.25}]
    if task.layout == "questions":
        return [{"id": right.id, "answer": "" if wrong else right.answers[0]}]
    if task.layout == "token-lines":
        tags = [tag if chosen.random() < 0.9 else chosen.choice(task.labels) for tag in right.tags]
        return [{"id": right.id, "tags": tags}]
    if task.layout == "sentence-pairs":
        return [{"id": right.id, "label": chosen.choice(task.labels) if wrong else right.label}]
    return [{"id": right.id, "match": "0" if wrong else right.match}]
