"""A task that is one new file: it is listed, predicted, validated and scored like the others."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOY = '''"""Toy pairs: an invented task."""

from xstilts_kit.tasks._task import Task

TASK = Task(
    name="toy",
    title="Toy pairs",
    family="classification",
    group="classification",
    metric="accuracy",
    languages=("de", "en"),
    files={"test": ("toy/test-{language}.tsv",), "validation": ("toy/dev-{language}.tsv",)},
    layout="sentence-pairs",
    labels=("no", "yes"),
    unit="row",
    unit_family="toy",
    source="https://example.org/toy",
    licence="CC BY 4.0",
    citation="Toy 2026",
)
'''
PROGRAM = """
import sys
import xstilts_kit.tasks

modules, root, checkpoint = sys.argv[1:]
xstilts_kit.tasks.__path__.append(modules)
from xstilts_kit.cli import group, run

def command(*arguments):
    code = run(group, "xstilts-submit", list(arguments))
    assert code == 0, (arguments, code)

command("tasks", "--json")
command("predict", "--suite", "toy", "--model", checkpoint, "--source", f"folder:{root}",
        "--out", f"{root}/out", "--device", "cpu", "--quiet")
command("validate", f"{root}/out", "--source", f"folder:{root}", "--quiet")
command("score", f"{root}/out", "--gold", f"{root}/labels", "--quiet")
"""


@pytest.mark.slow
def test_a_task_in_one_file_is_listed_predicted_validated_and_scored(
    checkpoint: Path, tmp_path: Path
) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "modules/toy.py").write_text(TOY, encoding="utf-8")
    for language, rows in (("de", 4), ("en", 2)):
        for folder, line in (("toy", "a {}\tb\r\n"), ("labels/toy", "yes\n")):
            path = tmp_path / folder / f"test-{language}.tsv"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(line.format(i) for i in range(rows)), encoding="utf-8")
    shutil.copytree(checkpoint / "pawsx", tmp_path / "model/toy")
    path = tmp_path / "model/toy/config.json"
    config = json.loads(path.read_text(encoding="utf-8"))
    config |= {"id2label": {"0": "yes", "1": "no"}, "label2id": {"yes": 0, "no": 1}}
    path.write_text(json.dumps(config), encoding="utf-8")

    program = [sys.executable, "-c", PROGRAM, tmp_path / "modules", tmp_path, tmp_path / "model"]
    done = subprocess.run(
        list(map(str, program)), capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    listing, _ = json.JSONDecoder().raw_decode(done.stdout)
    (toy,) = [task for task in listing["tasks"] if task["name"] == "toy"]
    assert toy["languages"] == ["de", "en"]
    predicted: dict[str, list[str]] = {}
    for language in ("de", "en"):
        lines = (tmp_path / f"out/predictions/toy/{language}.jsonl").read_text(encoding="utf-8")
        predicted[language] = [json.loads(line)["label"] for line in lines.splitlines()]
    assert {label for labels in predicted.values() for label in labels} <= {"no", "yes"}
    scores = json.loads((tmp_path / "out/scores.json").read_text(encoding="utf-8"))
    accuracies = [100 * labels.count("yes") / len(labels) for labels in predicted.values()]
    assert [cell["metrics"]["accuracy"] for cell in scores["cells"]] == accuracies
    assert scores["overall"]["score"] == sum(accuracies) / 2
