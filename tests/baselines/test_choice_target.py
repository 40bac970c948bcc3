"""XCOPA's head: trained on English COPA, asked the same text, pushed, and answering by its id."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from loopback_hub import Hub, run_cli
from tiny_encoders import save_tiny
from xstilts_baselines.data.opening import open_target
from xstilts_baselines.data.samples import ChoiceSample
from xstilts_baselines.evaluation.evaluating import Evaluation
from xstilts_baselines.push import lay_out, push
from xstilts_baselines.recipes import load_stilts
from xstilts_baselines.run.carrying_out import Order, run_recipe
from xstilts_kit.diagnostics.errors import XstiltsError
from xstilts_kit.sources.layouts import LAYOUTS
from xstilts_kit.tasks import get_task
from xtreme_files import write_lines

pytestmark = pytest.mark.slow

REPO = "alice/choice"
RECIPE = """
name = "choice"
description = "a choice head"
seed = 1
suite = "xcopa"
base = {{ model = "{base}" }}
data = {{ xcopa = "folder:{data}" }}

[settings]
batch = 4
learning_rate = 1e-3
precision = "fp32"
steps = 2

[[targets]]
task = "xcopa"
"""


def rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "premise": f"the dog sees {number} trees",
            "choice1": "a cat",
            "choice2": "some city",
            "question": ("cause", "effect")[number % 2],
            "label": number % 3 % 2,
        }
        for number in range(count)
    ]


@pytest.fixture
def copa(tmp_path: Path) -> Path:
    """English training and dev sets, and two of XCOPA's test sets."""
    for name, count in (("train-en", 12), ("val-en", 8), ("test-it", 6), ("test-zh", 6)):
        lines = [json.dumps(row) for row in rows(count)]
        write_lines(tmp_path / f"data/xcopa/{name}.jsonl", lines)
    return tmp_path / "data"


def test_training_reads_what_prediction_reads(copa: Path) -> None:
    samples = open_target("xcopa", {"xcopa": f"folder:{copa}"}).samples("train")
    layout, path = LAYOUTS["two-choices"], copa / "xcopa/train-en.jsonl"
    examples, gold = layout.inputs([path]).examples, layout.gold(path, get_task("xcopa"))
    for sample, example, answer in zip(samples, examples, gold, strict=True):
        assert isinstance(sample, ChoiceSample)
        assert (sample.context, sample.question) == (example.premise, example.question)
        assert (sample.options, sample.answer) == (example.choices, answer.choice)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("place", "says"),
    [
        ("miniature", "The miniature has no XCOPA"),
        ("hub", "XCOPA: its training data cannot be read from the Hub"),
        ("auto", "xcopa --language en --split train"),
    ],
)
def test_a_place_without_english_copa_is_named(
    place: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XSTILTS_CACHE", str(tmp_path))
    with pytest.raises(XstiltsError) as caught:
        open_target("xcopa", {"": place})
    assert says in str(caught.value)


def test_a_pushed_choice_head_answers_by_its_id_and_is_called_multiple_choice(
    copa: Path, hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = save_tiny(tmp_path / "base", "xlm-roberta")
    (tmp_path / "choice.toml").write_text(RECIPE.format(base=base, data=copa))
    asked = Evaluation(sources=(f"folder:{copa}",), gold=(copa,), available=True, device="cpu")
    order = Order(tmp_path / "run", evaluation=asked, device="cpu")
    run_recipe(load_stilts(str(tmp_path / "choice.toml")), order, lambda line: None)
    config = json.loads((tmp_path / "run/model/xcopa/config.json").read_text())
    assert config["id2label"] == {"0": "score"}

    record = json.loads((tmp_path / "run/run.json").read_text())
    record["evaluation"][0]["tasks"]["xcopa"] = 50.0  # as if all languages had been there
    (tmp_path / "run/run.json").write_text(json.dumps(record))
    pushed = lay_out(tmp_path / "run", REPO)
    card = pushed.files["README.md"]
    assert isinstance(card, bytes)
    front = yaml.safe_load(card.decode().split("---\n")[1])
    ((result,),) = [model["results"] for model in front["model-index"]]
    assert result["task"]["type"] == "multiple-choice"
    assert result["dataset"] == {
        "name": "XCOPA (xcopa)",
        "type": "xstilts/xcopa",
        "config": "xcopa",
        "split": "test",
    }
    push(pushed)
    done = run_cli(
        *(hub, tmp_path / "home2", "predict", "--model", REPO, "--suite", "xcopa"),
        *("--available", "--source", f"folder:{copa}", "--device", "cpu"),
        *("--out", tmp_path / "sub"),
        token="t",
    )
    assert done.returncode == 0, done.stderr
    for language in ("it", "zh"):
        name = f"predictions/xcopa/{language}.jsonl"
        local = tmp_path / "run/submissions/choice" / name
        assert (tmp_path / "sub" / name).read_bytes() == local.read_bytes()
