"""A family that is one new package and one new schema: all commands work with it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import xstilts_schemas
from tiny_encoders import save_tiny_head
from xtreme_files import write_lines

FAMILY = '''"""Grading: how far a sentence is true, in four steps; its head has one output."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from xstilts_kit.families._family import Family, Finding, Inputs, Statistics, units_by_row
from xstilts_kit.families._layout import Layout
from xstilts_kit.families._order import OneEach
from xstilts_kit.statistics import metrics
from xstilts_kit.storage.text import read_lines


@dataclass(frozen=True, slots=True)
class Sentence:
    id: str
    text: str

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "text": self.text}


@dataclass(frozen=True, slots=True)
class Grade:
    id: str
    grade: int

    known = True

    def canonical(self) -> Mapping[str, object]:
        return {"id": self.id, "grade": self.grade}

    as_json = canonical


def inputs(paths: Sequence[Path]) -> Inputs:
    (path,) = paths
    return Inputs(tuple(Sentence(str(n - 1), line) for n, line in read_lines(path)))


def gold(path: Path, task: Any) -> Iterator[Grade]:
    return (Grade(str(n - 1), int(line)) for n, line in read_lines(path))


def accepts(value: object) -> bool:
    keys = isinstance(value, dict) and value.keys() == {"id", "grade"}
    return keys and value["grade"] in range(4)


def check(task: Any, records: Any, examples: Any, inputs: Any) -> Iterator[Finding]:
    yield from ()


def statistics(task: Any, language: str, gold: Any, records: Any) -> Statistics:
    rows = [[g.grade == r.grade, 1.0] for g, r in zip(gold, records, strict=True)]
    return Statistics(np.array(rows, dtype=np.float64), units_by_row(task, gold))


FAMILY = Family(
    name="grading",
    record_schema="record-grading",
    max_length=32,
    heads=("ForSequenceClassification",),
    class_names=lambda task: (),
    outputs=1,
    columns=("correct", "n"),
    metrics={"accuracy": metrics.accuracy},
    layouts={"graded-lines": Layout(inputs, gold)},
    accepts=accepts,
    record=lambda value: Grade(value["id"], value["grade"]),
    gold=Grade,
    order=OneEach,
    check=check,
    statistics=statistics,
    sample=lambda task, inputs: Grade(inputs.examples[0].id, 0),
    hub_type="text-classification",
)
'''
PREDICTOR = '''"""Grades of sentences."""

from xstilts_kit.checkpoint.forward import logits
from xstilts_kit.families._predictor import BasePredictor, Feature
from xstilts_kit.families.grading import Grade


class Predictor(BasePredictor):
    def __init__(self, head):
        self._head = head

    def features(self, inputs):
        texts = [example.text for example in inputs.examples]
        return [Feature(i, ids) for i, ids in enumerate(self._head.tokenizer(texts)["input_ids"])]

    def scores(self, batch):
        return logits(self._head, [one.input_ids for one in batch], None)[:, 0].tolist()

    def records(self, inputs, features, outputs):
        return [Grade(e.id, int(o > 0) + 2) for e, o in zip(inputs.examples, outputs, strict=True)]
'''
TASK = '''"""Truth: an invented task."""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="truth",
    title="Truth",
    family="grading",
    group="classification",
    metric="accuracy",
    languages=("de", "en"),
    files={"test": ("truth/test-{language}.txt",)},
    answers={"test": ("truth/grades-{language}.txt",)},
    layout="graded-lines",
    unit="row",
    unit_family="truth",
    source="https://example.org/truth",
    licence="CC BY 4.0",
    citation="Truth 2026",
)
'''
SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": f"{xstilts_schemas.BASE}record-grading.schema.json",
    "title": "Grading record",
    "description": "A grade.",
    "type": "object",
    "additionalProperties": False,
    "required": ["id", "grade"],
    "properties": {"id": {"type": "string"}, "grade": {"enum": [0, 1, 2, 3]}},
    "examples": [{"id": "0", "grade": 3}],
}
PROGRAM = """
import sys
from pathlib import Path
import xstilts_kit.families, xstilts_kit.tasks

root = Path(sys.argv[1])
xstilts_kit.families.__path__.append(f"{root}/families")
xstilts_kit.tasks.__path__.append(f"{root}/tasks")
from xstilts_kit.cli import group, run

source, out = ("--source", f"folder:{root}/data"), f"{root}/out"
for wanted, command in (
    (0, ["tasks"]),
    (0, ["predict", "--suite", "truth", "--model", f"{root}/model", *source, "--out", out,
         "--device", "cpu"]),
    (0, ["validate", out, *source]),
    (0, ["score", out, "--gold", f"{root}/gold"]),
    (0, ["inputs", "--suite", "truth", *source, "--out", f"{root}/inputs"]),
    (0, ["import", "--format", "jsonl", f"{out}/predictions", "--suite", "truth", *source,
         "--out", f"{root}/jsonl"]),
    (2, ["export", out, "--out", f"{root}/export"]),
    (2, ["import", "--format", "xtreme", f"{out}/predictions", "--suite", "truth", *source,
         "--out", f"{root}/xtreme"]),
):
    code = run(group, "xstilts-submit", command)
    assert code == wanted, (command, code)
"""


def test_a_family_in_one_package_and_one_schema_serves_every_command(tmp_path: Path) -> None:
    for path, text in (
        ("families/grading/__init__.py", FAMILY),
        ("families/grading/predictor.py", PREDICTOR),
        ("tasks/truth.py", TASK),
    ):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, encoding="utf-8")
    schemas = Path(xstilts_schemas.__file__).parent
    copy = Path(shutil.copytree(schemas, tmp_path / "packages/xstilts_schemas"))
    (copy / "v1/record-grading.schema.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    for language in ("de", "en"):
        write_lines(tmp_path / f"data/truth/test-{language}.txt", ["a dog", "no cat", "a house"])
        write_lines(tmp_path / f"gold/truth/grades-{language}.txt", ["2", "3", "2"])
    save_tiny_head(tmp_path / "model", "xlm-roberta", "ForSequenceClassification")

    path = os.pathsep.join([str(tmp_path / "packages"), *sys.path])
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr.count("XTREME's own layout has no format for truth predictions.") == 2
    lines = (tmp_path / "out/predictions/truth/de.jsonl").read_text(encoding="utf-8").splitlines()
    grades = [json.loads(line)["grade"] for line in lines]
    right = sum(map(int.__eq__, grades, (2, 3, 2)))
    scores = json.loads((tmp_path / "out/scores.json").read_text(encoding="utf-8"))
    assert [cell["metrics"]["accuracy"] for cell in scores["cells"]] == [100 * right / 3] * 2
    same = tmp_path / "jsonl/predictions/truth/de.jsonl"
    assert same.read_text(encoding="utf-8").splitlines() == lines
    assert not (tmp_path / "export").exists() and not (tmp_path / "xtreme").exists()
